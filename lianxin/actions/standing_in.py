"""Standing in: a colleague of the same organ holds somebody's post while they are away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianxin.actions.given import Errors, Invalid
from lianxin.actions.perform import local_day
from lianxin.models import Posting, StandInRequest
from lianxin.queries.access import NotFound
from lianxin.queries.law import law_on
from lianxin.queries.standing_in import (
    Stage,
    arranged,
    asked,
    colleagues,
    may_consent,
    may_end,
    may_hold,
    needs_consent,
    seats,
    stage_of,
)
from lianxin.rules.calendar import ONE_DAY
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def arrange(
    actor: Actor, seat: int, colleague: int, first: date, last: date, *, at: datetime
) -> Posting | StandInRequest:
    """From `first` to `last` the colleague holds this post too, or will once the head has consented.

    Raises Invalid with a sentence per field.
    """
    today = local_day(at)
    held = next((each for each in seats(actor, on=today) if each.pk == seat), None)
    if held is None:
        raise Invalid({"seat": Said(_("请从列出的选项中选择"))})
    row = Posting.objects.select_related("account").get(pk=held.pk)
    if errors := _faults(actor, row, colleague, first, last, today):
        raise Invalid(errors)
    if not needs_consent(actor, row, on=today):
        return _enter(row, colleague, first, last)
    if StandInRequest.objects.filter(posting=row, judged_at=None, first__lte=last, last__gte=first).exists():
        raise Invalid({"first": Said(_("这几天已经提出过，正等负责人同意；要换人，先撤回原来的"))})
    return StandInRequest.objects.create(
        posting=row,
        colleague_id=colleague,
        first=first,
        last=last,
        asked_by_id=actor.account or 0,
        asked_at=at,
    )


@transaction.atomic
def judge(actor: Actor, pk: int, *, granted: bool, at: datetime) -> Posting | None:
    """The head consents, from today at the earliest, or refuses; who asked takes it back, or puts it in force where no
    head is left. What is over can only be put away. Raises NotFound, Invalid.
    """
    today = local_day(at)
    row = next((each for each in asked(actor, on=today) if each.pk == pk), None)
    if row is None or not (
        may_consent(actor, row, on=today) or (not granted and actor.account == row.asked_by_id)
    ):
        raise NotFound(str(pk))
    if granted and stage_of(row, on=today) is Stage.OVER:
        raise Invalid({"": Said(_("没有等到同意就过了时候，请另行安排"))})
    done = StandInRequest.objects.filter(pk=pk, judged_at=None).update(
        judged_by=actor.account, judged_at=at, granted=granted
    )
    if not done:
        raise NotFound(str(pk))
    if not granted:
        return None
    first = max(row.first, today)
    if errors := _faults(actor, row.posting, row.colleague_id, first, row.last, today):
        raise Invalid(errors)
    return _enter(row.posting, row.colleague_id, first, row.last)


def _faults(actor: Actor, row: Posting, colleague: int, first: date, last: date, today: date) -> Errors:
    errors, roles = Errors(), _roles_there(colleague, row, first)
    if colleague not in {person.pk for person in colleagues(actor, on=today)} or not roles:
        errors["colleague"] = Said(_("请选同一机关、那些天在岗的同事"))
    elif colleague == row.account_id:
        errors["colleague"] = Said(_("不能由本人代行自己的岗位"))
    elif not may_hold(row.role, roles):
        errors["colleague"] = Said(_("这位同事的岗位看不到这个岗位经手的事项，不能代行"))
    return errors | _wrong_days(row, first, last, today)


def _wrong_days(row: Posting, first: date, last: date, today: date) -> Errors:
    errors, most = Errors(), int(str(law_on(today).switches["stand_in_days"]))
    if not today <= first:
        errors["first"] = Said(_("从今天或者以后的一天开始"))
    if last < first:
        errors["last"] = Said(_("最后一天不早于开始的一天"))
    elif last - first >= ONE_DAY * most:
        errors["last"] = Said(_("一次最多代行{most}天，到期还需要的另行安排"), {"most": most})
    elif row.valid_to and last > row.valid_to:
        errors["last"] = Said(_("{who}的岗位到{day}为止"), {"who": str(row.account), "day": row.valid_to})
    return errors


def _enter(row: Posting, colleague: int, first: date, last: date) -> Posting:
    with transaction.atomic():
        same = Posting.objects.select_for_update().filter(
            organ=row.organ, role=row.role, stands_for=row.account_id
        )
        if same.filter(valid_from__lte=last, valid_to__gte=first).exists():
            raise Invalid({"first": Said(_("这几天已经有人代行这个岗位；要换人，先提前结束原来的"))})
        return Posting.objects.create(
            account_id=colleague, organ=row.organ, role=row.role, valid_from=first, valid_to=last,
            stands_for=row.account,
        )  # fmt: skip


def _roles_there(colleague: int, row: Posting, first: date) -> list[str]:
    """What the colleague does at the same organ from that day."""
    posts = Posting.objects.filter(
        account=colleague, organ=row.organ, stands_for=None, account__is_active=True
    )
    return [post.role for post in posts if post.valid_to is None or post.valid_to >= first]


def end(actor: Actor, pk: int, *, at: datetime) -> None:
    """Back sooner than planned: from today on nobody else holds the post. Raises NotFound."""
    today = local_day(at)
    row = next((each for each in arranged(actor, on=today) if each.pk == pk and may_end(actor, each)), None)
    if row is None:
        raise NotFound(str(pk))
    row.valid_to = min(today, row.valid_from) - ONE_DAY
    row.save(update_fields=["valid_to"])
