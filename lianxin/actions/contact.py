"""What reaches people outside the files: letters posted, a visitor received, an answer told to all and taken back."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.actions.given import Invalid
from lianxin.models import Outbox, Party, Publication, Turn
from lianxin.rules.publication import left_over
from lianxin.rules.sittings import ReceptionResult
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def post_letters(change: Change) -> None:
    """Every letter picked leaves the list with this event; nobody posts it again."""
    sent = change.given["letters"]
    picked = [int(str(pk)) for pk in sent] if isinstance(sent, list) else []
    change.show(count=len(picked))
    change.after.append(lambda: Outbox.objects.filter(pk__in=picked).update(sent_at=change.at, fault=""))


def receive_visitor(change: Change) -> None:
    """The result of one turn of this matter, told to whoever came."""
    turn = next(t for t in change.dossier.to_record if t.reference == change.text("turn"))
    result = ReceptionResult[change.text("result")]
    change.submission = turn.submission
    change.show(host=turn.sitting.host, result=result)
    change.after.append(
        lambda: Turn.objects.filter(pk=turn.pk).update(
            result=result,
            answer=change.text("answer"),
            recorded_by=change.actor.account,
            recorded_at=change.at,
        )
    )


# ---- publication ------------------------------------------------------------------------------------------
def agree(change: Change) -> None:
    change.event.submission = change.speaker()


def revoke(change: Change) -> None:
    """Consent taken back takes the text down at once (《个人信息保护法》第十五条)."""
    change.event.submission = change.speaker()
    change.after.append(lambda: _end(change))


def draft(change: Change) -> None:
    """The public version; a name, number or address of anybody in the file left in it is refused."""
    texts = {name: change.text(name) for name in ("title", "question", "published_answer")}
    people = list(Party.objects.filter(submission__in=[row.pk for row in change.dossier.filed]))
    known = [value for p in people for value in (p.name, p.phone, p.id_number, p.email, p.address) if value]
    numbers = [row.number for row in change.dossier.filed]
    faults = {name: found for name, text in texts.items() if (found := left_over(text, [*known, *numbers]))}
    if faults:
        said = _("里面还有可以认出人的内容：{found}。请改写后再存")
        raise Invalid({name: Said(said, {"found": tuple(found)}) for name, found in faults.items()})
    change.after.append(
        lambda: Publication.objects.create(
            matter=change.matter,
            state=Publication.DRAFT,
            title=texts["title"],
            question=texts["question"],
            answer=texts["published_answer"],
            drafted_by_id=change.actor.account or 0,
        )
    )


def approve(change: Change) -> None:
    """Told to all; the paper names scope and approver (D55)."""
    change.paper_body = {"open_or_closed": _("隐去个人信息后公开"), "approver": change.actor.name}
    rows = Publication.objects.filter(matter=change.matter, state=Publication.DRAFT)
    change.after.append(
        lambda: rows.update(
            state=Publication.PUBLIC, approved_by=change.actor.account, published_on=change.today
        )
    )


def end(change: Change) -> None:
    change.after.append(lambda: _end(change))


def _end(change: Change) -> int:
    rows = Publication.objects.filter(matter=change.matter).exclude(state=Publication.ENDED)
    return rows.update(state=Publication.ENDED)


EFFECTS = {
    "POST_LETTERS": post_letters,
    "RECEIVE_VISITOR": receive_visitor,
    "AGREE_PUBLICATION": agree,
    "REVOKE_PUBLICATION": revoke,
    "DRAFT_PUBLICATION": draft,
    "APPROVE_PUBLICATION": approve,
    "END_PUBLICATION": end,
}
