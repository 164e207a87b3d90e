"""Tasks: issued, answered in writing, returned or cleared (销号) by another person with evidence (第四十条).

On a matter they are steps of `perform`; without one they are written here. Both go through the same few functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from lianxin.actions.change import Change, involve, write_answer
from lianxin.actions.given import Given, Invalid, read
from lianxin.documents.sheet import spoken_day
from lianxin.models import Organ, Task, Told
from lianxin.queries.access import NotAllowed
from lianxin.queries.fund import granted_in
from lianxin.queries.law import law_on
from lianxin.queries.office import office
from lianxin.queries.options import NoMatter
from lianxin.queries.owed import by_letter, by_word, to_answer, to_clear
from lianxin.rules.acts.deciding import HANDS, THREE_HANDS
from lianxin.rules.facts import Actor, Post
from lianxin.rules.periods import PeriodError, answer_by
from lianxin.rules.permissions import Verdict
from lianxin.rules.steps import STEPS, Field, Step
from lianxin.rules.tasks import BY_ACTION, HAND_OVER, TASKS, TaskKind, kind_of, unasked
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

CHINA = ZoneInfo("Asia/Shanghai")
ASKED_OF_ALL = ("to", "requirement", "due_on")


# ---- on a matter: effects of `perform` -------------------------------------------------------------------
def issue_on(change: Change) -> None:
    """A task of this step's kind; whoever is asked gets a part in the matter."""
    kind = BY_ACTION[change.step.action]
    due_on = change.answer_by("due_on")
    organ = change.keys.get("to", change.matter.owner_id)
    if kind.to != "owner":
        involve(change.matter, TASKED=organ)
    if kind.money and (fault := office().fund.fault(int(str(change.given["amount"])))):
        raise Invalid({"amount": fault})
    change.show(kind=kind.label)
    change.paper_body = {"reply_by": due_on.isoformat(), "feedback_by": due_on.isoformat()}
    if kind.code == "REMINDER":
        change.paper_body["clock"] = _pressed(change)
    change.paper_body["organ"] = Organ.objects.values_list("name", flat=True).get(pk=organ)
    row = change.ask(
        kind.code, organ=organ, text=change.text("requirement"), due_on=due_on, facts=_own(change.given)
    )
    if kind.told:
        told = _recipients(change.given)
        for each in told:
            involve(change.matter, TASKED=each)
        change.after.append(lambda: _tell(row, told, change.at))


def _pressed(change: Change) -> str:
    """Which period runs out, and when, as the reminder says it."""
    running = [clock for clock in change.dossier.running if clock.lawful_on == change.matter.due_on]
    if not running:
        return ""
    label = law_on(running[0].start_on).period(running[0].period).label
    return str(Said(_("{period}，{day}届满"), {"period": label, "day": spoken_day(running[0].lawful_on)}))


def _recipients(given: Given) -> list[int]:
    codes = given.get("recipients", [])
    return list(
        Organ.objects.filter(code__in=codes if isinstance(codes, list) else []).values_list("pk", flat=True)
    )


def _tell(row: Task, organs: Iterable[int], at: datetime) -> None:
    """Keep who hears of it; the organ that owes the answer among them."""
    Told.objects.bulk_create(
        Told(task=row, organ_id=pk, at=at) for pk in dict.fromkeys([row.organ_id, *organs])
    )


def mark_read(actor: Actor, row: Task, *, at: datetime) -> None:
    """Keep when somebody of an organ that was told first opened it."""
    told = Told.objects.filter(task=row, organ__in=actor.organs, read_at=None)
    if row.made_by_id != actor.account:
        told.update(read_at=at, read_by=actor.account)


def enter_progress(change: Change) -> None:
    """An entry of what was done on a sponsored case, kept with its task."""
    rows = [t for t in change.dossier.tasks if t.kind == "SPONSORSHIP" and t.organ_id in change.actor.organs]
    row = next(t for t in rows if t.cleared_on is None)
    entry = {"on": change.today.isoformat(), "text": change.text("progress"), "next": change.text("next"),
             "by": change.actor.name}  # fmt: skip
    row.facts = {**row.facts, "entries": [*row.facts.get("entries", []), entry]}
    row.save(update_fields=["facts"])


def _own(given: Given) -> Given:
    """What only this kind asks."""
    return {name: value for name, value in given.items() if name not in ASKED_OF_ALL}


def answer_on(change: Change) -> None:
    waiting = by_letter if change.step.action == "ANSWER_LETTER" else by_word
    row = _one(change, waiting(change.actor, change.dossier.tasks))
    change.given["task"] = str(row.pk)  # a draft must know which, when more are asked by the day it is signed
    change.show(kind=kind_of(row.kind).label)
    change.paper = TASKS[row.kind].reply_paper if row.kind in TASKS else ""
    text = change.text("answer")
    change.paper_body = {"measures": text, "result": text, "adopted": change.text("adoption"), "reason": text,
                         "reviewer_view": text, **_asked(row)}  # fmt: skip
    write_back(row, change.given, change.actor, change.today)


def _asked(row: Task) -> Given:
    """What was put to the organ, for a reply that repeats it."""
    return dict(row.facts) if kind_of(row.kind).certifies else {}


def return_on(change: Change) -> None:
    row = _one(change, to_clear(change.actor, change.dossier.tasks, change.today))
    change.show(kind=kind_of(row.kind).label)
    _return(row, change.given, change.actor, change.today)


def clear_on(change: Change) -> None:
    row = _one(change, to_clear(change.actor, change.dossier.tasks, change.today))
    change.show(kind=kind_of(row.kind).label)
    if kind_of(row.kind).to_the_end and change.matter.closed_on is None:
        change.refuse("evidence", _("包案要一抓到底：事项结案以后才能销号"))
    _clear(row, change.given, change.actor, change.today)


def _one(change: Change, rows: list[Task]) -> Task:
    """The task meant: the one picked, else the only one there is."""
    picked = change.keys.get("task")
    if picked is not None:
        rows = [row for row in rows if row.pk == picked]
    if len(rows) != 1:
        change.refuse("task", _("有多项，请选择哪一项") if rows else _("没有您可以办的这一项"))
    return rows[0]


EFFECTS = {
    **dict.fromkeys(BY_ACTION, issue_on),
    "ENTER_PROGRESS": enter_progress,
    "ANSWER_TASK": answer_on,
    "ANSWER_LETTER": answer_on,
    "RETURN_TASK": return_on,
    "CLEAR_TASK": clear_on,
}


# ---- without a matter ------------------------------------------------------------------------------------
def issue(actor: Actor, kind: TaskKind, typed: Mapping[str, object], *, at: datetime) -> Task:
    """A task that belongs to no matter and is no letter of its organ (`actions.drafts`). Raises NotAllowed, Invalid."""
    post = may_issue(actor, kind)
    if post is None:
        said = Said(_("您的岗位不能下达“{kind}”"), {"kind": Said(kind.label)})
        raise NotAllowed(Verdict(False, said, kind.article))
    if kind.action in HANDS:
        raise NotAllowed(Verdict(False, Said(THREE_HANDS), kind.article))
    given, keys = read(kind.fields, typed, NoMatter(at.astimezone(CHINA).date()), actor)
    return write(actor, kind, given, keys, organ=post.organ, at=at)


def write(
    actor: Actor, kind: TaskKind, given: Given, keys: Mapping[str, int], *, organ: int, at: datetime
) -> Task:
    """The task that an organ issues so, from what was read of it. Raises Invalid."""
    today = at.astimezone(CHINA).date()
    due_on = _later(date.fromisoformat(str(given["due_on"])), today)
    row = Task.objects.create(
        kind=kind.code, issuer_id=organ, organ_id=keys.get("to", organ), text=given["requirement"],
        facts=_own(given), issued_on=today, made_at=at, made_by_id=actor.account, due_on=due_on,
    )  # fmt: skip
    if kind.told:
        _tell(row, _recipients(given), at)
    return row


def pass_on(actor: Actor, row: Task, typed: Mapping[str, object], *, at: datetime) -> Task:
    """Hand what was found to the organ that can solve it, with a leader and a day. Raises NotAllowed, Invalid."""
    today, step = at.astimezone(CHINA).date(), STEPS["ANSWER_TASK"]
    with transaction.atomic():
        fresh = Task.objects.select_related("organ", "issuer").get(pk=row.pk, matter=None)
        if not may_pass_on(actor, fresh):
            raise _refused(_("这一项现在不能由您移交"), step)
        given, keys = read(HAND_OVER, typed, NoMatter(today), actor)
        due_on = _later(date.fromisoformat(str(given["due_on"])), today)
        claim(fresh, step)
        handed = {"from": fresh.organ.name, "leader": given["leader"], "on": today.isoformat()}
        fresh.facts = {
            **fresh.facts,
            "leader": given["leader"],
            "handed": [*fresh.facts.get("handed", []), handed],
        }
        fresh.issuer_id, fresh.organ_id, fresh.due_on = fresh.organ_id, keys["to"], due_on
        fresh.save(update_fields=["facts", "issuer", "organ", "due_on"])
    return fresh


def may_pass_on(actor: Actor, row: Task) -> bool:
    """Whether this person may hand the task over: it waits for an answer of their organ, and its row allows it."""
    return (
        row.matter_id is None
        and kind_of(row.kind).passed_on
        and bool(to_answer(actor, [row]))
        and actor.has(*STEPS["ANSWER_TASK"].roles)
    )


def may_issue(actor: Actor, kind: TaskKind) -> Post | None:
    """The post in which this person issues such a task without a matter."""
    return next((post for post in actor.posts if kind.alone and post.role in kind.roles), None)


def answer(actor: Actor, row: Task, typed: Mapping[str, object], *, at: datetime) -> Task:
    """The written answer to a task without a matter, where it goes back as no letter. Raises NotAllowed, Invalid."""
    return _act(actor, row, "ANSWER_TASK", typed, at)


def give_back(actor: Actor, row: Task, typed: Mapping[str, object], *, at: datetime) -> Task:
    """Return an answer to be done again. Raises NotAllowed, Invalid."""
    return _act(actor, row, "RETURN_TASK", typed, at)


def clear(actor: Actor, row: Task, typed: Mapping[str, object], *, at: datetime) -> Task:
    """Clear a task without a matter, by another person than answered it. Raises NotAllowed, Invalid."""
    return _act(actor, row, "CLEAR_TASK", typed, at)


def _act(actor: Actor, row: Task, action: str, typed: Mapping[str, object], at: datetime) -> Task:
    today = at.astimezone(CHINA).date()
    mine, write = WRITES[action]
    step = STEPS[action]
    with transaction.atomic():
        fresh = Task.objects.select_related("organ", "issuer").get(pk=row.pk, matter=None)
        if not any(post.role in step.roles for post in actor.posts) or not mine(actor, [fresh], today):
            raise _refused(_("这一项现在不能由您{act}"), step)
        given, _keys = read(alone_fields(action, fresh), typed, NoMatter(today), actor)
        claim(fresh, step)
        write(fresh, given, actor, today)
    return fresh


def claim(row: Task, step: Step) -> None:
    """Take a task without a matter for one act. Raises NotAllowed where somebody else did so since it was read."""
    # Compare-and-swap, the same on every database: of two who press, one row count is 1.
    if not Task.objects.filter(pk=row.pk, version=row.version).update(version=F("version") + 1):
        raise _refused(_("这一项刚刚已经办过，请刷新以后再看还要不要{act}"), step)
    row.version += 1


def _refused(template: str, step: Step) -> NotAllowed:
    return NotAllowed(Verdict(False, Said(template, {"act": Said(step.label)}), step.article))


def alone_fields(action: str, row: Task) -> tuple[Field, ...]:
    """What is asked for an act on one known task: the step's fields without the choice of the task."""
    spared = {"task"} | unasked([kind_of(row.kind)])
    return tuple(spec for spec in STEPS[action].fields if spec.name not in spared)


# ---- what both do ----------------------------------------------------------------------------------------
def _later(day: date | None, today: date) -> date:
    try:
        return answer_by(day, today)
    except PeriodError as fault:
        raise Invalid({"due_on": fault.said}) from None


def write_back(row: Task, given: Given, actor: Actor, today: date) -> None:
    """The answer of the organ that owes it, with what its kind asks beside. Raises Invalid."""
    adoption = str(given.get("adoption", ""))
    if row.kind in TASKS and TASKS[row.kind].adoption and not adoption:
        raise Invalid({"adoption": Said(_("请填写建议是否采纳"))})
    if kind_of(row.kind).money:
        _grant(row, given, today)
    if kind_of(row.kind).certifies:
        _certify(row, given)
    more = str(given.get("responsibility", ""))
    write_answer(
        row, "\n".join(part for part in (str(given["answer"]), more) if part), actor, today, adoption
    )


def _grant(row: Task, given: Given, today: date) -> None:
    """Keep the sum that is granted, within cap and budget."""
    if "granted" not in given:
        raise Invalid({"granted": Said(_("请写批准的金额，不批准的写 0"))})
    amount = int(str(given["granted"]))
    if amount > int(str(row.facts.get("amount", 0))):
        raise Invalid({"granted": Said(_("批准的不能多于申请的"))})
    if fault := office().fund.fault(amount, granted_in(today.year, but=row.pk)):
        raise Invalid({"granted": fault})
    row.facts = {**row.facts, "granted": amount}
    row.save(update_fields=["facts"])


def _certify(row: Task, given: Given) -> None:
    """Keep whether the organ above takes the matter as concluded."""
    if "certified" not in given:
        raise Invalid({"certified": Said(_("请填写是否认定办结"))})
    row.facts = {**row.facts, "certified": given["certified"]}
    row.save(update_fields=["facts"])


def _return(row: Task, given: Given, actor: Actor, today: date) -> None:
    row.due_on = _later(date.fromisoformat(str(given["due_on"])), today)
    kept = {"answer": row.answer, "answered_on": str(row.answered_on), "reason": given["reason"]}
    row.earlier = {"answers": [*(row.earlier or {}).get("answers", []), kept]}
    row.returned += 1
    row.answer, row.adoption, row.answered_on, row.answered_by = "", "", None, None
    row.save()


def _clear(row: Task, given: Given, actor: Actor, today: date) -> None:
    if row.answered_by_id == actor.account:
        raise Invalid({"evidence": Said(_("答复的人不能自己销号"))})
    row.evidence, row.cleared_on, row.cleared_by_id = str(given["evidence"]), today, actor.account
    row.save(update_fields=["evidence", "cleared_on", "cleared_by"])


Write = Callable[[Task, Given, Actor, date], None]
WRITES: dict[str, tuple[Callable[[Actor, Iterable[Task], date], list[Task]], Write]] = {
    "ANSWER_TASK": (lambda actor, rows, on: by_word(actor, rows), write_back),
    "RETURN_TASK": (to_clear, _return),
    "CLEAR_TASK": (to_clear, _clear),
}
