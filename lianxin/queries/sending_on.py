"""Before a matter is sent on: who will be able to see it then, and whether it goes to whom it complains of."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from lianxin.models import Account, Organ
from lianxin.queries.access import OVERSEERS, READERS
from lianxin.queries.directory import in_force, petition_offices, tree_on, with_heirs
from lianxin.queries.dossier import Dossier
from lianxin.queries.named_staff import is_written
from lianxin.queries.sealed import organs_of
from lianxin.rules import jurisdiction
from lianxin.rules.codes import Role
from lianxin.rules.permissions import SEALED_DESK
from lianxin.rules.steps import Hand, Step
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

SENDING_ON = frozenset(
    {"FORWARD", "DECIDE_COMPETENCE", "ASK_CO_HANDLER", "NAME_CO_HANDLER", "REFER_DISCIPLINE"}
)
MOST_NAMES = 8


def who_will_see(step: Step, dossier: Dossier, chosen: str) -> Said | None:
    """Who will be able to see the matter once it is sent on, in numbers; of the organ with this code by name."""
    if not _sends_on(step):
        return None
    receiver = Organ.objects.filter(code=chosen).first() if chosen else None
    ends = {dossier.owner, *([receiver.pk] if receiver else [])}
    tree = tree_on(dossier.today)
    line = {organ for end in ends for organ in jurisdiction.above(end, tree)} - ends
    names = Organ.objects.filter(pk__in=line).order_by("code").values_list("name", flat=True)
    gaps: dict[str, object] = {
        "now": dossier.matter.owner.name, "here": len(_readers(dossier, dossier.owner)),
        "above": "、".join(names) or "—", "over": _overseers(dossier, line, ends),
    }  # fmt: skip
    if receiver is None:
        return Said(
            _("办理后可以看到本件的：收文机关的办理人员；{now}{here}人；督办时上级{above}，共{over}人"), gaps
        )
    people = _readers(dossier, receiver.pk)
    told = "、".join(people[:MOST_NAMES]) + ("…" if len(people) > MOST_NAMES else "") or "—"
    gaps |= {"to": receiver.name, "count": len(people), "names": told}
    return Said(
        _("办理后可以看到本件的：{to}{count}人（{names}）；{now}{here}人；督办时上级{above}，共{over}人"),
        gaps,
    )


def goes_to_the_accused(step: Step, dossier: Dossier, chosen: str) -> Said | None:
    """What to look at first where the receiver is who is complained of, by the record or by the title (第三十条)."""
    receiver = Organ.objects.filter(code=chosen).first() if chosen and _sends_on(step) else None
    if receiver is None:
        return None
    gaps = {"to": receiver.name}
    if receiver.pk in with_heirs(dossier.accused, dossier.today):
        return Said(
            _("{to}就是登记的被反映的机关：一般事项可以由它办理；检举控告要先按检举控告分类，不能转给它"),
            gaps,
        )
    if receiver.pk in organs_of(dossier.accused_accounts, dossier.today):
        return Said(
            _("{to}有登记的被反映的工作人员：该人员看不到本件；是检举控告的，要先按检举控告分类"), gaps
        )
    if is_written(receiver, dossier.matter.title):
        return Said(
            _("标题写到{to}：请看清反映的是不是它；是检举控告的，要先按检举控告分类，不能转给它"), gaps
        )
    return None


def _sends_on(step: Step) -> bool:
    return (step.decides if step.hand is Hand.DRAFT else step.action) in SENDING_ON


def _people(dossier: Dossier, posts: Q) -> list[str]:
    """Names of those in these posts whom no wall keeps away."""
    rows = Account.objects.filter(in_force(dossier.today, "postings__"), posts, is_active=True)
    barred = dossier.recused | dossier.accused_accounts
    return sorted(str(row) for row in rows.exclude(pk__in=barred).distinct())


def _readers(dossier: Dossier, organ: int) -> list[str]:
    roles = SEALED_DESK | {Role.TRIAGE_OFFICER} if dossier.sealed else READERS | OVERSEERS
    return _people(dossier, Q(postings__organ=organ, postings__role__in=roles))


def _overseers(dossier: Dossier, line: Collection[int], ends: Collection[int]) -> int:
    """How many may look into it from above: of a sealed matter nobody (as `access.reach`)."""
    if dossier.sealed:
        return 0
    tree = tree_on(dossier.today)
    offices = {pk for pk in petition_offices(dossier.today) if tree.get(pk) in line} - set(ends)
    leads = Q(postings__organ__in=line, postings__role__in=OVERSEERS - {Role.TRIAGE_OFFICER})
    return len(_people(dossier, leads | Q(postings__organ__in=offices, postings__role__in=OVERSEERS)))
