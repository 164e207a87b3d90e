"""The whole file: what a person may not see is absent, and the time at each desk adds up."""

import inspect
from datetime import date
from functools import partial

import pytest

from lianxin.actions.perform import EFFECTS
from lianxin.queries.access import NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file
from lianxin.queries.progress import progress
from lianxin.queries.step_help import starting_with
from lianxin.queries.whole_file import MAKES_TASKS, WholeFile
from lianxin.rules.codes import Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS, Hand
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
AUG_10 = date(2026, 8, 10)


def opened(cast, who, number, on=AUG_10):
    return matter_file(cast(who), number, at=moment(on), on=on)


def test_a_file_read_in_one_go_says_what_the_dossier_says(cast):
    matter = make.accepted(cast, complained_organ="37142610")
    make.act(
        cast, matter, "ASK_CO_HANDLER", "ziran", "2026-08-04", to="37142603", ask="核对", due_on="2026-08-20"
    )
    make.act(cast, matter, "RECUSE", "zirantou", "2026-08-05", account="ziran2", reason="亲属")
    matter.refresh_from_db()
    whole, plain = WholeFile(matter, AUG_10), Dossier(matter, AUG_10)
    for name in ("co_handlers", "involved", "accused", "accused_accounts", "recused", "took_part", "open_tasks",
                 "objection_refused", "draft", "unserved", "submissions", "classes", "clocks",
                 "letters", "turns", "publication", "publication_by"):  # fmt: skip
        assert getattr(whole, name) == getattr(plain, name), name
    assert whole.standing_aside == ["自若兰"]


def test_a_file_shows_the_task_of_an_organ_named_to_help_and_of_a_paper_that_came_back(cast):
    """Red once: two steps that make a task were not among those that the page looked for."""
    wide = make.file().submission.matter
    make.act(cast, wide, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY, spanning=True)
    make.act(cast, wide, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="牵头")
    facts = {"to": "37142604", "ask": "核对承包合同", "due_on": "2026-08-20"}
    make.act(cast, wide, "NAME_CO_HANDLER", "fenban", "2026-08-03", **facts)
    helping = opened(cast, "nongye", wide.number)
    assert [(task.kind, task.organ.code) for task in helping.dossier.tasks] == [("CO_HANDLE", "37142604")]
    assert "CO_ANSWER" in {step.action for step, verdict in helping.buttons if verdict}


def test_every_step_that_asks_for_something_is_looked_for_on_the_page():
    signed = (None, Hand.SIGN)
    taken = {STEPS[a].recorded: effect for a, effect in EFFECTS.items() if STEPS[a].hand in signed}
    whole = {
        action: effect.args[0] if isinstance(effect, partial) else effect for action, effect in taken.items()
    }
    asking = {action for action, effect in whole.items() if "change.ask(" in inspect.getsource(effect)}
    assert {"NAME_CO_HANDLER", "NOT_DELIVERED"} <= asking <= MAKES_TASKS


def test_services_are_found_with_their_papers(cast):
    matter = make.served(cast)
    whole = WholeFile(matter, date(2026, 8, 22))
    served = {paper.kind: [s.effective_on for s in paper.services.all()] for paper in whole.papers}
    assert served == {"D04": [], "D09": [], "D17": [date(2026, 8, 21)], "D50": []}
    assert whole.unserved == 0


def test_the_days_at_each_desk_add_up_to_the_age_of_the_matter(cast):
    matter = make.routed(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-05", reason="不是本局职权", basis="三定方案")
    make.act(cast, matter, "KEEP_OBJECTION", "fenban", "2026-08-07", reason="属该局职权")
    stays = [(desk.organ, desk.days) for desk in opened(cast, "ziran", matter.number).desks]
    assert [name for name, _days in stays] == [
        "临水县信访局",
        "临水县自然资源局",
        "临水县信访局",
        "临水县自然资源局",
    ]
    assert sum(days for _name, days in stays) == (AUG_10 - date(2026, 8, 3)).days


def test_links_lead_only_to_what_the_reader_may_see(cast):
    matter, other = make.routed(cast), make.file().submission.matter
    make.act(
        cast, matter, "RELATE", "fenban", "2026-08-04", lead=other.number, relation="RELATED", reason="同村"
    )
    assert [link.number for link in opened(cast, "fenban", matter.number).linked] == [other.number]
    assert opened(cast, "ziran", matter.number).linked == []


def test_what_may_not_be_seen_is_not_found(cast):
    matter = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602").submission.matter
    for who in ("ziran", "zirantou", "renshe", "duban", "xianzhang", "shenji", "guanli"):
        with pytest.raises(NotFound):
            opened(cast, who, matter.number)


def test_while_the_petitioner_may_apply_the_date_is_theirs(cast):
    file = opened(cast, "ziran", make.served(cast).number, on=date(2026, 8, 25))
    assert file.waits and file.clock.day == date(2026, 9, 20)
    file = opened(cast, "ziran", file.matter.number, on=date(2026, 9, 25))
    assert not file.waits and file.clock.day > date(2026, 9, 20)


def test_the_head_begins_from_what_the_handler_asked_for(cast):
    matter = make.accepted(cast)
    begun = lambda day: starting_with(STEPS["EXTEND"], Dossier(matter, day), cast("zirantou"))  # noqa: E731
    assert begun(AUG_10) == {}
    make.act(cast, matter, "ASK_EXTENSION", "ziran", "2026-08-10", days="20", reason="等鉴定")
    assert begun(AUG_10) == {"days": 20, "reason": "等鉴定"}
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-11", days="15", reason="等鉴定")
    assert begun(AUG_10) == {}


def test_what_is_asked_of_the_head_is_the_first_thing_they_can_do(cast):
    matter = make.accepted(cast)
    first = lambda who: opened(cast, who, matter.number).buttons[0][0].action  # noqa: E731
    assert first("zirantou") == "DRAFT_OPINION"
    make.act(cast, matter, "ASK_EXTENSION", "ziran", "2026-08-10", days="20", reason="等鉴定")
    assert (first("zirantou"), first("ziran")) == ("EXTEND", "DRAFT_OPINION")


def test_the_timeline_speaks_of_the_petitioner_to_staff_and_to_the_petitioner_on_their_own_page(cast):
    """Red once: staff read what was done addressed to the petitioner."""
    matter = make.accepted(cast)
    row = matter.submissions.get()
    staff = " ".join(str(each.title) for each in opened(cast, "ziran", matter.number).told)
    own = progress(Actor(submissions=frozenset({row.pk})), row.number, on=AUG_10).story
    theirs = " ".join(str(each.title) for each in own)
    assert "前书面答复信访人" in staff and "您" not in staff
    assert "前书面答复您" in theirs and "信访人" not in theirs
