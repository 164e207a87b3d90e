"""Build matters by calling actions, so that no impossible matter exists."""

from __future__ import annotations

from datetime import date
from itertools import count

from lianxin.actions.filing import Filing, Person
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import perform
from lianxin.models import Event, Matter, Posting
from lianxin.queries.dossier import Dossier
from lianxin.rules.codes import Channel, Purpose, Role
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from tests.cast import Cast, moment

_serial = count(1)
ACCUSING = "前柳村支书侵吞征地补偿款，请查处。"  # filed as a request, it reads like an accusation
WANG = Person(name="王秀英", phone="13812341234", address="前柳村12号")
OPINION = {
    "received": "2026年8月3日收到，诉求一项。",
    "found": "经查，2019年征地补偿款尚有一笔未发放。",
    "requests": [{"outcome": "SUPPORT", "answer": "应当发放。", "law": "《土地管理法》第四十八条",
                  "executor": "柳河镇人民政府", "execute_by": "2026-12-31"}],
}  # fmt: skip


def file(actor: Actor | None = None, *, on: str = "2026-08-03", **more: object) -> Registered:
    """A registered submission at the county petition office."""
    given = {
        "office": "37142601",
        "channel": Channel.WEB,
        "purpose": Purpose.REQUEST,
        "title": "征地补偿款没有发放",
        "content": "2019年征了我家三亩地，补偿款至今没有发到手。",
        "requests": ("请发放拖欠的征地补偿款",),
        "people": (WANG,),
        "external_id": f"t{next(_serial)}",
        **more,
    }
    return register(Filing(**given), actor=actor or Actor(), at=moment(on))


def act(cast: Cast, matter: Matter | str, action: str, who: str | Actor, on: str, **facts: object) -> Event:
    """Take one step as this person on that day, on the newest version of the matter."""
    number = matter if isinstance(matter, str) else matter.number
    fresh = Matter.objects.get(number=number)
    actor = who if isinstance(who, Actor) else Cast(date.fromisoformat(on))(who)
    return perform(fresh, action, actor=actor, at=moment(on), facts=facts)


def decided(cast: Cast, matter: Matter | str, action: str, who: str, on: str, **facts: object) -> Event:
    """A decision in three hands: drafted by this person, checked by a colleague, signed by the head of their organ."""
    act(cast, matter, f"DRAFT_{action}", who, on, **facts)
    day = Cast(date.fromisoformat(on))
    posts = Posting.objects.filter(organ__in=day(who).organs).order_by("pk")
    names = posts.values_list("account__username", flat=True)
    number = matter if isinstance(matter, str) else matter.number
    file = Dossier(Matter.objects.get(number=number), day.today)
    check = next(
        name for name in names.exclude(account__username=who) if may(day(name), f"CHECK_{action}", file)
    )
    act(cast, matter, f"CHECK_{action}", check, on)
    return act(cast, matter, action, names.filter(role=Role.ORGAN_HEAD)[0], on)


CLASSIFY = {"category": "0102", "region": "371426101", "requests": [{"legal_class": "APPEAL_6"}]}


def routed(cast: Cast, *, on: str = "2026-08-03", to: str = "37142602", **more: object) -> Matter:
    """A matter forwarded to the county's natural resources bureau."""
    matter = file(on=on, **more).submission.matter
    act(cast, matter, "CLASSIFY", "fenban", on, **CLASSIFY)
    act(cast, matter, "FORWARD", "fenban", on, to=to, mode="FORWARD", reason="属地和职能")
    return Matter.objects.get(pk=matter.pk)


HANDS = {"REVIEW": ("xianfu", "xianzhang"), "REREVIEW": ("shifu", "shizhang")}


def judged(cast: Cast, matter: Matter | str, what: str, on: str, **facts: object) -> Event:
    """A review (or re-review) opinion: the reviewer drafts, the head checks and signs it."""
    reviewer, head = HANDS[what]
    act(cast, matter, f"DRAFT_{what}", reviewer, on, **facts)
    act(cast, matter, f"CHECK_{what}", head, on)
    return act(cast, matter, f"SIGN_{what}", head, on)


def accepted(cast: Cast, *, on: str = "2026-08-03", **more: object) -> Matter:
    matter = routed(cast, on=on, **more)
    act(cast, matter, "ACCEPT", "ziran", on, procedure="ORDINARY", method="MAIL")
    return Matter.objects.get(pk=matter.pk)


def signed(cast: Cast, *, on: str = "2026-08-20", **more: object) -> Matter:
    matter = accepted(cast, **more)
    act(cast, matter, "DRAFT_OPINION", "ziran", on, **OPINION)
    act(cast, matter, "CHECK_OPINION", "ziran2", on)
    act(cast, matter, "SIGN_OPINION", "zirantou", on)
    return Matter.objects.get(pk=matter.pk)


def served(cast: Cast, *, on: str = "2026-08-21", **more: object) -> Matter:
    matter = signed(cast, **more)
    numbers = [row.number for row in matter.submissions.all()]
    act(cast, matter, "SERVE", "ziran", on, recipients=numbers, method="IN_PERSON", served_on=on)
    return Matter.objects.get(pk=matter.pk)
