"""Papers in an organ's own words: written by whom it is for, never without a required part, kept in every version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.documents import texts
from lianxin.models import Document, PaperWording
from lianxin.rules.papers import PAPERS
from lianxin.web.words import china_today
from tests import make
from tests.documents.page import leaves

pytestmark = pytest.mark.django_db
LAND = "37142602"
OWN = texts.standard("D09").replace("决定予以受理", "现予受理").strip()


def page(kind: str = "D09", organ: str = LAND) -> str:
    return f"/staff/wordings/{organ}/{kind}/"


def typed(text: str = OWN, do: str = "save", days: int = 0, **more: str) -> dict[str, str]:
    since = (china_today() + timedelta(days=days)).isoformat()
    return {"text": text, "since": since, "reason": "照新的格式", "do": do, **more}


def said_in(answer) -> str:
    return "".join(leaf.text for leaf in leaves(answer.content))


def test_a_head_rewords_a_paper_and_the_next_one_says_it(cast, enter) -> None:
    before = make.accepted(cast).papers.get(kind="D09")
    head = enter("zirantou")
    assert head.post(page(), typed()).status_code == 302
    row = PaperWording.objects.get()
    assert (row.version, row.reason, row.written_by.username) == (1, "照新的格式", "zirantou")
    after = make.accepted(cast, on=row.since.isoformat()).papers.get(kind="D09")
    assert (before.body["as_issued"]["version"], after.body["as_issued"]["version"]) == (0, 1)
    client = enter("ziran")
    for paper, says in ((before, "决定予以受理"), (after, "现予受理")):
        at = f"/staff/matters/{paper.matter.number}/papers/{paper.pk}/"
        assert says in client.get(at).content.decode()
        assert says in said_in(client.get(f"{at}paper.pdf"))
    listed = head.get("/staff/wordings/").content.decode()
    assert "本机关第1版" in listed and "1种用自己的文本" in listed


def test_a_part_that_is_lost_is_named_with_its_article_and_nothing_is_kept(cast, enter) -> None:
    answer = enter("zirantou").post(page(), typed(OWN.replace("{due_on}", "下个月")))
    told = answer.content.decode()
    assert answer.status_code == 422 and "期限 {due_on}" in told
    assert "《信访工作条例》第二十三条、第三十四条" in told and "下个月" in told
    assert not PaperWording.objects.exists()


@pytest.mark.parametrize("spoiled", [
    OWN.replace("{rights}", "{note}{rights}"),  # goes with an empty note
    OWN.replace("## 你（们）的权利\n{rights}", "## 你（们）的权利{rights}"),  # a heading over nothing
])  # fmt: skip
def test_a_part_that_might_go_unprinted_is_refused(cast, enter, spoiled: str) -> None:
    assert spoiled != OWN
    answer = enter("zirantou").post(page(), typed(spoiled))
    assert answer.status_code == 422 and "权利告知" in answer.content.decode()


def test_what_came_with_the_house_comes_back_as_a_version(cast, enter) -> None:
    head = enter("zirantou")
    assert head.post(page(), typed(do="restore")).status_code == 422  # it is in use
    head.post(page(), typed())
    assert head.post(page(), typed(do="restore", reason="")).status_code == 422
    assert head.post(page(), typed(do="restore", reason="改错了")).status_code == 302
    assert [row.text == "" for row in PaperWording.objects.order_by("version")] == [False, True]
    assert (
        make.accepted(cast, on=china_today().isoformat()).papers.get(kind="D09").body["as_issued"]["version"]
        == 0
    )
    told = head.get(page()).content.decode()
    assert "改错了" in told and "照新的格式" in told and "?version=1" in told


def test_a_wording_waits_for_its_day_and_none_is_dated_back(cast, enter) -> None:
    head = enter("zirantou")
    assert head.post(page(), typed(days=-1)).status_code == 422
    head.post(page(), typed(days=9))
    now = make.accepted(cast, on=china_today().isoformat()).papers.get(kind="D09")
    later = make.accepted(cast, on=(china_today() + timedelta(days=9)).isoformat()).papers.get(kind="D09")
    assert (now.body["as_issued"]["version"], later.body["as_issued"]["version"]) == (0, 1)


def test_only_the_head_and_the_administrator_of_the_organ_write(cast, enter) -> None:
    for who, status in (("ziran", 403), ("fenban", 403), ("renshe", 403), ("zirantou", 200)):
        assert enter(who).get(page()).status_code == status
        assert enter(who).get("/staff/wordings/").status_code == status
    assert enter("zirantou").get(page(organ="37142601")).status_code == 403
    assert enter("zirantou").get(page(organ="nowhere")).status_code == 404
    assert enter("ziran").post(page(), typed()).status_code == 403
    assert not PaperWording.objects.exists()


def test_every_kind_has_an_example_to_look_at(cast, enter) -> None:
    head = enter("zirantou")
    for kind in PAPERS:
        told = head.get(page(kind)).content.decode()
        assert 'class="paper-sheet"' in told and "没有写" not in told
    for kind in ("D04", "D09", "D17", "D50"):
        shown = head.post(page(kind), typed(texts.standard(kind), do="pdf"))
        assert shown["Content-Type"] == "application/pdf" and "草稿" in said_in(shown)
    assert not PaperWording.objects.exists() and not Document.objects.exists()


def test_every_gap_has_an_example() -> None:
    from lianxin.rules.paper_parts import COMMON, PARTS

    assert set(texts.examples()) == set(COMMON) | set(PARTS)
