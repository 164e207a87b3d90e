"""A second opinion: asked by a person, answered by a machine that never sees what is sealed, kept beside what was chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lianxin.actions import second_opinion, suggestions
from lianxin.actions.given import Invalid
from lianxin.models import Matter, Suggestion
from lianxin.ops.second_opinion import answer_waiting
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.second_opinion import material
from lianxin.queries.suggestions import taken
from tests import make
from tests.cast import Cast, moment
from tests.modelserver import ModelServer

pytestmark = pytest.mark.django_db
AT = moment("2026-08-03")
WORDS = "我叫王秀英，电话13812341234，身份证110101199003070134。村里征了三亩地，补偿款没有发。"


@pytest.fixture
def server(settings: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ModelServer]:
    made = ModelServer()
    file = tmp_path / "office.toml"
    file.write_text(
        f'[model]\nurl = "http://127.0.0.1:{made.port}/v1"\nname = "small"\nseconds = 5\n', "utf-8"
    )
    settings.OFFICE_FILE = file  # type: ignore[attr-defined]
    yield made
    made.close()


def asked(cast: Cast, field: str = "category", **given: object) -> Suggestion:
    matter = make.file(content=WORDS, **given).submission.matter
    return second_opinion.ask(cast("fenban"), matter.number, "CLASSIFY", field, at=AT)


def sent(server: ModelServer) -> str:
    return json.dumps(server.asked, ensure_ascii=False)


def test_it_answers_what_a_person_asked_without_seeing_who_wrote(cast: Cast, server: ModelServer) -> None:
    row = asked(cast, "summary")
    server.answer = "<think>想一想</think>反映征地补偿没有发。\u202e"
    assert "1" in str(answer_waiting(lambda: AT))
    row.refresh_from_db()
    assert (row.text, row.engine, row.asked_by_id) == (
        "反映征地补偿没有发。",
        "model:small",
        cast("fenban").account,
    )
    assert "补偿款没有发" in sent(server)
    assert [
        secret for secret in ("王秀英", "13812341234", "110101199003070134") if secret in sent(server)
    ] == []


def test_nothing_is_asked_unless_a_person_asks(cast: Cast, server: ModelServer) -> None:
    make.file(content=WORDS)
    answer_waiting(lambda: AT)
    assert server.asked == []


def test_a_sealed_matter_cannot_be_asked_about(cast: Cast, server: ModelServer) -> None:
    sealed = make.file(purpose="ACCUSATION", content=WORDS).submission.matter
    with pytest.raises(Invalid):
        second_opinion.ask(cast("fenban"), sealed.number, "CLASSIFY", "summary", at=AT)
    assert not Suggestion.objects.exists()


def test_what_is_sealed_after_it_was_asked_is_never_sent_and_nothing_is_kept(
    cast: Cast, server: ModelServer
) -> None:
    row = asked(cast, "summary")
    Matter.objects.filter(pk=row.matter_id).update(sealed=True)
    answer_waiting(lambda: AT)
    assert server.asked == [] and material(row) is None
    second_opinion.answer(
        row, at=AT, text="已经在路上的回答"
    )  # asked before, answered after the wall went up
    row.refresh_from_db()
    assert row.text == ""


def test_sealing_wipes_what_was_written_and_what_is_still_asked(cast: Cast, server: ModelServer) -> None:
    row = asked(cast, "summary")
    answer_waiting(lambda: AT)
    waits = second_opinion.ask(cast("fenban"), row.matter.number, "CLASSIFY", "category", at=AT)
    facts = {**make.CLASSIFY, "requests": [{"legal_class": "ACCUSATION"}]}
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **facts)
    row.refresh_from_db()
    assert row.text == "" and not Suggestion.objects.filter(pk=waits.pk).exists()


@pytest.mark.parametrize(
    ("said", "value"),
    [("0202", "0202"), ("选 0202。", "0202"), ("9876", ""), ("0202 或 0303", ""), ("听你的", "")],
)
def test_a_category_counts_only_if_it_is_one_of_the_tree(
    cast: Cast, server: ModelServer, said: str, value: str
) -> None:
    row = asked(cast)
    server.answer = said
    answer_waiting(lambda: AT)
    row.refresh_from_db()
    assert (row.value, bool(row.fault)) == (value, not value)


def test_what_the_person_chose_stands_beside_it_and_is_counted_apart(cast: Cast, server: ModelServer) -> None:
    row = asked(cast)
    server.answer = "0303"
    answer_waiting(lambda: AT)
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    row.refresh_from_db()
    assert (row.value, row.chosen) == ("0303", make.CLASSIFY["category"])
    counts = taken(cast("fenban"), on=cast.today)
    assert counts["model:small"].other == 1 and len(counts) == 2  # the list of words is counted too


@pytest.mark.parametrize("how", ["error", "rubbish", "redirect"])
def test_when_it_is_ill_the_work_goes_on_and_it_may_be_asked_again(
    cast: Cast, server: ModelServer, how: str
) -> None:
    row, server.how = asked(cast), how
    answer_waiting(lambda: AT)
    row.refresh_from_db()
    assert row.fault and not row.value
    make.act(cast, row.matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)


def test_one_question_at_a_time(cast: Cast, server: ModelServer) -> None:
    row = asked(cast)
    assert second_opinion.ask(cast("fenban"), row.matter.number, "CLASSIFY", "category", at=AT) == row


def test_only_who_may_take_the_step_asks_and_only_what_belongs_to_it(cast: Cast, server: ModelServer) -> None:
    number = make.file(content=WORDS).submission.matter.number
    with pytest.raises(NotFound):
        second_opinion.ask(cast("renshe"), number, "CLASSIFY", "category", at=AT)
    with pytest.raises(NotAllowed):
        second_opinion.ask(cast("duban"), number, "CLASSIFY", "category", at=AT)
    with pytest.raises(NotFound):
        second_opinion.ask(cast("fenban"), number, "CLASSIFY", "draft", at=AT)


def test_the_switch_stops_it_at_once(cast: Cast, server: ModelServer) -> None:
    asked(cast)
    suggestions.switch(cast("fenban"), on=False, reason="先停用", at=AT, engine="model")
    answer_waiting(lambda: AT)
    assert server.asked == []
    with pytest.raises(Invalid):
        asked(cast, external_id="b")
    suggestions.switch(cast("fenban"), on=True, reason="再试", at=AT, engine="model")
    answer_waiting(lambda: AT)
    assert len(server.asked) == 1


def test_without_one_there_is_nothing_to_see(cast: Cast, enter: Callable) -> None:
    matter = make.file(content=WORDS).submission.matter
    page = enter("fenban").get(f"/staff/matters/{matter.number}/steps/CLASSIFY/")
    assert page.status_code == 200 and "语言模型" not in page.content.decode()
    assert "没有设置" in str(answer_waiting(lambda: AT))


def test_the_page_asks_marks_and_fills_nothing_in(cast: Cast, server: ModelServer, enter: Callable) -> None:
    matter, clerk = make.file(content=WORDS).submission.matter, enter("fenban")
    step = f"/staff/matters/{matter.number}/steps/CLASSIFY/"
    assert "请它写" in clerk.get(step).content.decode()
    for field in ("category", "summary"):
        clerk.post(f"{step}ask/", {"field": field})
    assert "正在等它回答" in clerk.get(step).content.decode()
    server.answer = "0303"
    answer_waiting(lambda: AT)
    page = clerk.get(step).content.decode()
    assert "没有经人核对" in page and 'name="category" value=""' in page and "?category=0303#" in page
    assert enter("ziran").post(f"{step}ask/", {"field": "category"}).status_code == 404


def test_what_reads_like_an_accusation_is_not_sent_before_somebody_has_classified_it(
    cast: Cast, server: ModelServer
) -> None:
    matter = make.file(content="前柳村支书赵铁柱侵吞征地补偿款。", held=False).submission.matter
    second_opinion.ask(cast("fenban"), matter.number, "CLASSIFY", "summary", at=AT)
    answer_waiting(lambda: AT)
    assert server.asked == [] and "不能再给" in Suggestion.objects.get().fault
