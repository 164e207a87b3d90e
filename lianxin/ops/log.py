"""The log's daily job: hand the newest head to those who keep it elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lianxin.actions.log import sequence
from lianxin.channels.sending import server_of
from lianxin.ledger.checkpoint import notice, read_checkpoint
from lianxin.queries import log
from lianxin.queries.office import office
from lianxin.rules.wording import Said, gettext_noop


def publish(*, at: datetime) -> Said:
    """Every day: sign what waits and send the head to the configured witnesses. Raises OSError if a mail fails."""
    told = {"size": sequence(at=at).size, "sent": _send(at)}
    if told["sent"] and office().mail is None:
        return Said(
            gettext_noop("公布校验点{size}条；没有设邮件服务器，给{sent}处的信写成了文件，请转寄"), told
        )
    return Said(gettext_noop("公布校验点{size}条，寄给{sent}处"), told)


def note() -> str:
    """The newest signed head; "" before the first."""
    head = log.newest()
    return head.note if head else ""


def board() -> str:
    """The short form for a notice board."""
    return notice(read_checkpoint(note()))


def _send(at: datetime) -> int:
    """One mail per witness, so that none learns of another and one bad address stops no other."""
    text = _(
        "这是 {origin} 今天的校验点。请保存。以后任何一份都应当能从这一份延续下去；"
        "对不上的，就是记录被改过，请把两份都交给上级机关。\n\n{board}\n{note}"
    ).format(origin=log.origin(), board=board(), note=note())
    faults: list[str] = []
    box = office().mail
    for address in settings.LOG_WITNESS_MAILS:
        mail = EmailMessage(
            subject=_("{origin} 校验点 {day}").format(origin=log.origin(), day=log.day_of(at)),
            body=text,
            from_email=box.sender if box else None,
            to=[address],
            connection=server_of(box) if box else None,
        )
        # Sent as bytes: as text its line ends would change on the way, and the signature with them.
        mail.attach("checkpoint", note().encode(), "application/octet-stream")
        try:
            mail.send()
        except OSError as error:
            faults.append(f"{address}: {error}")
    if faults:
        raise OSError("; ".join(faults))
    return len(settings.LOG_WITNESS_MAILS)
