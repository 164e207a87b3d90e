"""Letters between organs that belong to no matter, in three hands: what is signed becomes the task, or its answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from lianxin.actions import tasks
from lianxin.actions.given import Given, Invalid, read
from lianxin.actions.perform import local_day
from lianxin.ledger.leaf import canonical
from lianxin.models import Account, Document, Task
from lianxin.queries.access import NotAllowed
from lianxin.queries.drafts import ANSWER, END, OneDraft, answer_draft, in_the_making, post_in
from lianxin.queries.owed import by_letter
from lianxin.rules.acts.shared import REASON
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.step import Hand
from lianxin.rules.steps import DECISIONS, STEPS, Field
from lianxin.rules.tasks import BY_ACTION, TASKS, TaskKind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

OTHERS = _("这份稿子刚刚有人办过，或者现在不能由您{act}；请刷新以后再看")
OWN = _("这份稿子您自己刚刚办过，这一页是那以前打开的；请刷新以后再看")


def draft(actor: Actor, kind: TaskKind, typed: Mapping[str, object], *, at: datetime) -> Document:
    """A letter of this kind, written down for another to check. Raises NotAllowed, Invalid."""
    paper = Document(step=kind.action, kind=kind.paper)
    return _write(actor, paper, typed, organ=None, at=at)


def draft_answer(actor: Actor, row: Task, typed: Mapping[str, object], *, at: datetime) -> Document:
    """The answer to a letter, written down for another to check. Raises NotAllowed, Invalid."""
    with transaction.atomic():
        fresh = Task.objects.get(pk=row.pk, matter=None)
        if not by_letter(actor, [fresh]) or answer_draft(fresh, on=local_day(at)):
            raise _refused(f"DRAFT_{ANSWER}")
        tasks.claim(fresh, STEPS[f"DRAFT_{ANSWER}"])  # of two who begin it at once, one does
        paper = Document(
            step=ANSWER, kind=TASKS[fresh.kind].reply_paper, body={"given": {"task": str(fresh.pk)}}
        )
        return _write(actor, paper, typed, organ=fresh.organ_id, at=at)


def take(
    actor: Actor, paper: Document | None, action: str, typed: Mapping[str, object], *, seen: str, at: datetime
) -> Task | None:
    """The next hand in a letter as it was `seen` (its digest): checked, given back, written again, taken back, ended, or signed.

    The task that it became, or answered, once it is signed. Raises NotAllowed, Invalid.
    """
    today = local_day(at)
    with transaction.atomic():
        fresh = in_the_making(today).filter(pk__in=[paper.pk] if paper else [])
        now = fresh.first()
        # Compare-and-swap, the same on every database: of two who press, one row count is 1.
        if now is None or not fresh.filter(digest=seen).update(digest=""):
            raise _refused(action, OWN if now and now.body.get("hand") == actor.account else OTHERS)
        if action == f"DRAFT_{now.step}":
            _write(actor, now, typed, organ=now.organ_id, at=at)
            return None
        if post_in(actor, action, now, now.organ_id, on=today) is None:
            raise _refused(action)
        given, _keys = read(asked(action, now), typed, OneDraft(now, today), actor)
        return _hand(actor, now, action, given, at=at)


def asked(action: str, paper: Document) -> tuple[Field, ...]:
    """What this hand must state."""
    if action in ("WITHDRAW_DRAFT", END):
        return (REASON,) if action == END else ()
    return fields_of(paper) if STEPS[action].hand is Hand.DRAFT else STEPS[action].fields


def fields_of(paper: Document) -> tuple[Field, ...]:
    """All that a letter must say."""
    if paper.step != ANSWER:
        return DECISIONS[paper.step].fields
    return tasks.alone_fields(f"DRAFT_{ANSWER}", _answered(paper))


def _hand(actor: Actor, paper: Document, action: str, given: Given, *, at: datetime) -> Task | None:
    hand = STEPS[action].hand
    if hand is Hand.SIGN:
        return _signed(actor, paper, at=at)
    if action == END:
        who = str(Account.objects.get(pk=actor.account or 0))
        told = {"by": who, "on": local_day(at).isoformat(), "reason": given["reason"]}
        paper.state, paper.body = Document.ENDED, {**paper.body, "ended": told}
        _keep(paper, actor)
        return None
    if hand is None:
        paper.delete()
        return None
    if hand is Hand.CHECK:
        paper.state, paper.checked_by_id = Document.CHECKED, actor.account
    else:
        paper.state, paper.checked_by = Document.RETURNED, None
        paper.body = {**paper.body, "returned": given["reason"]}
    _keep(paper, actor)
    return None


def _write(
    actor: Actor, paper: Document, typed: Mapping[str, object], *, organ: int | None, at: datetime
) -> Document:
    """Keep what was written, once it is known that it could be signed so."""
    today, action = local_day(at), f"DRAFT_{paper.step}"
    post = post_in(actor, action, paper if paper.pk else None, organ, on=today)
    if post is None:
        raise _refused(action)
    given, _keys = read(fields_of(paper), typed, OneDraft(None, today), actor)
    known = {"task": paper.body["given"]["task"]} if paper.step == ANSWER else {}
    paper.organ_id, paper.body = post.organ, {"given": {**given, **known}}
    paper.state, paper.drafted_by_id, paper.checked_by = Document.DRAFT, actor.account, None
    with transaction.atomic():
        _done(actor, paper, at=at)
        transaction.set_rollback(True)
    _keep(paper, actor)
    return paper


def _keep(paper: Document, actor: Actor) -> None:
    paper.body = {**paper.body, "hand": actor.account}
    told = {
        "state": paper.state,
        "body": paper.body,
        "by": paper.drafted_by_id,
        "checked": paper.checked_by_id,
    }
    paper.digest = sha256(canonical(told)).hexdigest()
    paper.save()


def _signed(actor: Actor, paper: Document, *, at: datetime) -> Task:
    try:
        row = _done(actor, paper, at=at)
    except Invalid as fault:
        why = next(iter(fault.errors.values()))
        raise Invalid({"": Said(_("稿子要改了再签发：{why}"), {"why": why})}) from None
    hands = {"drafted": str(paper.drafted_by or ""), "checked": str(paper.checked_by or "")}
    row.facts = {**row.facts, "hands": {**row.facts.get("hands", {}), paper.step: hands}}
    row.save(update_fields=["facts"])
    paper.delete()
    return row


def _done(actor: Actor, paper: Document, *, at: datetime) -> Task:
    """What a letter says, done now in its signer's name. Raises Invalid."""
    today = local_day(at)
    typed = {name: value for name, value in paper.body["given"].items() if name != "task"}
    given, keys = read(fields_of(paper), typed, OneDraft(None, today), actor)
    if paper.step != ANSWER:
        return tasks.write(actor, BY_ACTION[paper.step], given, keys, organ=paper.organ_id, at=at)
    row = _answered(paper)
    if row.answered_on or row.organ_id != paper.organ_id:
        raise _refused(ANSWER)
    tasks.claim(row, STEPS[ANSWER])
    tasks.write_back(row, given, actor, today)
    return row


def _answered(paper: Document) -> Task:
    return Task.objects.select_related("organ", "issuer").get(pk=paper.body["given"]["task"], matter=None)


def _refused(action: str, why: str = OTHERS) -> NotAllowed:
    step = STEPS[action]
    return NotAllowed(Verdict(False, Said(why, {"act": Said(step.label)}), step.article))
