"""What the petitioner's page says of a matter on a day: plain data, from the rows that move it."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string

from lianxin.models import Matter
from lianxin.queries.access import NotFound
from lianxin.queries.issued import reading
from lianxin.queries.petitioner import followed, petitioner
from lianxin.queries.progress import filed, progress, receipt, told
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS
from lianxin.web.log.handouts import page_of
from tests import make

pytestmark = pytest.mark.django_db
AUG_3, AUG_25 = date(2026, 8, 3), date(2026, 8, 25)
SEP_20, SEP_21 = date(2026, 9, 20), date(2026, 9, 21)


def seen(matter: Matter, on: date):
    row = matter.submissions.get()
    return progress(petitioner(None, "", frozenset({row.pk})), row.number, on=on)


def said(items) -> list[str]:
    return [str(item) for item in items]


def test_a_new_submission_waits_for_the_office_fifteen_days(cast):
    page = seen(make.file(on="2026-08-03").submission.matter, AUG_3)
    assert (page.place, page.holder) == ("临水县信访局", "临水县信访局")
    assert page.clock.day == date(2026, 8, 18)
    assert page.clock.article == "《信访工作条例》第二十二条"
    assert any("15" in str(step) for step in page.clock.steps)
    assert said(item.title for item in page.story) == ["临水县信访局收到并登记了您的信访件（网上信访）"]
    assert {option.step.action for option in page.options if not option.step.quiet} == {
        "SUPPLEMENT",
        "ASK_RECUSAL",
        "WITHDRAW",
    }


def test_work_inside_the_office_is_not_told(cast):
    page = seen(make.accepted(cast), AUG_3)
    assert "CLASSIFY" not in {item.title.template for item in page.story}
    assert said(item.title for item in page.story)[1:] == [
        "临水县信访局已将您的事项转送到临水县自然资源局",
        "临水县自然资源局已受理，将在2026-10-08前书面答复您",
    ]
    assert page.clock.day == date(2026, 10, 8)  # 2 October is a holiday
    assert "收到书面处理意见后不同意的，30日内可以请求上一级机关复查" in said(page.ahead)


def test_the_opinion_is_theirs_from_its_service_on(cast):
    assert [paper.kind for paper in seen(make.signed(cast), date(2026, 8, 20)).papers] == ["D09"]
    page = seen(make.served(cast), AUG_25)
    assert [paper.kind for paper in page.papers] == ["D09", "D17"]
    assert page.papers[1].served_on == date(2026, 8, 21)


@pytest.mark.parametrize(("on", "is_open"), [(SEP_20, True), (SEP_21, False)])
def test_the_window_closes_after_its_last_lawful_day(cast, on, is_open):
    page = seen(make.served(cast), on)  # served 21 August; Sunday 20 September is a make-up working day
    review = next(option for option in page.options if option.step.action == "APPLY_REVIEW")
    assert bool(review.verdict) is is_open
    assert review.until.day == SEP_20
    assert bool(page.remains) is not is_open
    assert is_open or "申请期限已于2026-09-20届满" in str(review.verdict.because)


def test_after_asking_the_next_day_is_the_reviewers(cast):
    matter = make.served(cast)
    row = matter.submissions.get()
    make.act(
        cast,
        matter,
        "APPLY_REVIEW",
        make.Actor(submissions=frozenset({row.pk})),
        "2026-08-25",
        reason="不同意",
    )
    page = seen(matter, AUG_25)
    assert (page.state, page.holder) == (State.IN_REVIEW, "临水县人民政府")
    assert page.clock.day == date(2026, 9, 24)
    assert "APPLY_REVIEW" not in {option.step.action for option in page.options}
    assert [paper.kind for paper in page.papers] == ["D09", "D17", "D23"]


def test_a_finished_road_says_what_remains(cast):
    matter = make.file().submission.matter
    make.act(
        cast,
        matter,
        "CLASSIFY",
        "fenban",
        "2026-08-03",
        **{**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_1"}]},
    )
    make.decided(
        cast,
        matter,
        "GUIDE",
        "fenban",
        "2026-08-03",
        road="COURT",
        where="临水县人民法院",
        answer="请在十五日内上诉",
    )
    number = matter.submissions.get().number
    make.act(
        cast,
        matter,
        "SERVE",
        "fenban",
        "2026-08-04",
        recipients=[number],
        method="MAIL",
        served_on="2026-08-04",
    )
    page = seen(matter, AUG_25)
    assert page.done
    assert page.remains
    paper = next(paper for paper in page.papers if paper.kind == "D10")
    row = matter.submissions.get()
    text = str(reading(followed(petitioner(None, "", frozenset({row.pk})), number, on=AUG_25), paper.pk))
    assert "请在十五日内上诉" in text
    assert "临水县人民法院" in text


def test_no_number_opens_without_proof(cast):
    row = make.file().submission
    other = make.file().submission
    for actor in (petitioner(None, "", frozenset()), petitioner(None, "", frozenset({other.pk}))):
        for look in (progress, receipt):
            with pytest.raises(NotFound):
                look(actor, row.number, on=AUG_3)
    assert filed(petitioner(None, "", frozenset())) == []


def test_a_paper_of_another_matter_does_not_open(cast):
    matter, other = make.served(cast), make.served(cast)
    row = matter.submissions.get()
    file = followed(petitioner(None, "", frozenset({row.pk})), row.number, on=AUG_25)
    with pytest.raises(NotFound):
        reading(file, other.papers.get(kind="D17").pk)
    with pytest.raises(NotFound):
        reading(file, matter.papers.get(kind="D04").pk)


def test_the_receipt_carries_the_hash_and_the_next_day(cast):
    row = make.file().submission
    slip = receipt(petitioner(None, "", frozenset({row.pk})), row.number, on=AUG_3)
    assert slip.digest == row.matter.history.get().facts["digest"]
    assert len(slip.digest) == 64
    assert slip.clock.day == date(2026, 8, 18)


def test_a_letter_that_came_on_monday_says_so_when_it_is_typed_on_wednesday(cast):
    row = make.file(on="2026-08-05", received_on=date(2026, 8, 3)).submission
    slip = receipt(petitioner(None, "", frozenset({row.pk})), row.number, on=date(2026, 8, 5))
    told = render_to_string("shared/parts/_received.html", {"row": slip})
    assert "收到时间</dt><dd>2026年8月3日（周一）</dd>" in told
    assert "登记时间</dt><dd>2026年8月5日（周三）" in told
    page = page_of(row.promise, "")
    assert page.received == "2026年8月3日（周一）" and page.filed_at.startswith("2026年8月5日（周三）")


def test_what_is_registered_as_it_comes_says_one_time(cast):
    row = make.file().submission
    slip = receipt(petitioner(None, "", frozenset({row.pk})), row.number, on=AUG_3)
    told = render_to_string("shared/parts/_received.html", {"row": slip})
    assert "收到时间</dt><dd>2026年8月3日（周一）" in told and "登记时间" not in told
    assert page_of(row.promise, "").received == ""


@pytest.mark.parametrize("action", sorted(STEPS))
def test_every_step_can_be_told_even_with_nothing_known(action):
    step = STEPS[action]
    assert str(told(step, {}, sealed=False))
    sealed = str(told(step, {"shown": {"organ": "某局", "to": "某局"}}, sealed=True))
    assert "某局" not in sealed


def test_the_number_of_queries_does_not_grow_with_the_story(cast, django_assert_max_num_queries):
    matter = make.served(cast)
    row = matter.submissions.get()
    for place in range(12):
        make.act(
            cast,
            matter,
            "SUPPLEMENT",
            make.Actor(submissions=frozenset({row.pk})),
            "2026-08-24",
            content=f"第{place}份",
        )
    with django_assert_max_num_queries(15):
        page = progress(petitioner(None, "", frozenset({row.pk})), row.number, on=AUG_25)
    assert len(page.story) >= 16
