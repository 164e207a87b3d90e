"""Take a list out of the house as a file: with a purpose; with names only after another person has consented."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.actions.readings import stated
from lianxin.documents import tables
from lianxin.models import Export, Matter, Reading
from lianxin.queries.access import READERS, NotAllowed
from lianxin.queries.exports import HEADINGS, consenting_at, export_for, found, lines, taken
from lianxin.queries.worklists import Narrow, Tab
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.permissions import Verdict
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

FORMS = tuple(tables.WRITERS)


def ask(
    actor: Actor, tab: Tab, narrow: Narrow, *, purpose: str, form: str, named: bool, at: datetime
) -> Export:
    """Note what is wanted and what for; which matters is settled now. Raises Invalid (purpose, form)."""
    why = stated(purpose)
    if form not in FORMS:
        raise Invalid({"form": Said(_("请选择一种文件格式"))})
    keys = found(actor, tab, narrow, on=local_day(at))
    if not keys:
        raise Invalid({"": Said(_("这个列表里没有可以导出的事项（检举控告件不导出）"))})
    organ = next(post.organ for post in actor.posts if post.role in READERS)
    return Export.objects.create(
        account_id=actor.account or 0, organ_id=organ, purpose=why, form=form, named=named, matters=keys, asked_at=at
    )  # fmt: skip


def judge(actor: Actor, pk: int, *, granted: bool, at: datetime) -> Export:
    """Consent to names, or refuse. Raises NotFound, NotAllowed (one's own, or judged already)."""
    row = export_for(actor, pk)
    if row.account_id == actor.account:
        raise _refusal(_("自己申请的导出要由另一个人同意"))
    if not row.named or row.organ_id not in consenting_at(actor):
        raise _refusal(_("这项导出不用您同意"))
    done = Export.objects.filter(pk=pk, judged_at=None).update(
        judged_by=actor.account, judged_at=at, granted=granted
    )
    if not done:
        raise _refusal(_("这项导出已经决定过了"))
    row.refresh_from_db()
    return row


@transaction.atomic
def take(actor: Actor, pk: int, *, at: datetime, mark: str) -> tuple[Export, bytes]:
    """The file, once; each matter in it is noted as read. `mark` is its first line: who, when, what for.

    Raises NotFound, NotAllowed.
    """
    row = export_for(actor, pk)
    if row.account_id != actor.account:
        raise _refusal(_("只有申请的人可以取走"))
    if row.named and not row.granted:
        raise _refusal(_("含有姓名的导出要等另一个人同意"))
    if not Export.objects.filter(pk=pk, taken_at=None).update(taken_at=at):
        raise _refusal(_("已经取走了；还要的请另外申请"))
    matters = list(taken(actor, row, on=local_day(at)).select_related("owner", "handler"))
    _note(matters, actor, row.purpose, at)
    return row, tables.WRITERS[row.form](mark, HEADINGS, lines(actor, matters, named=row.named))


def _note(matters: list[Matter], actor: Actor, purpose: str, at: datetime) -> None:
    Reading.objects.bulk_create(
        [Reading(matter=m, account_id=actor.account or 0, at=at, what="EXPORT", purpose=purpose) for m in matters],
        batch_size=1000,
    )  # fmt: skip


def _refusal(said: str) -> NotAllowed:
    return NotAllowed(Verdict(False, Said(said), GROUNDS["EXPORT"].article))
