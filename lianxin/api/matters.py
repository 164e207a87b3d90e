"""With a key: list, read and act on what its account may see, through the same queries and actions as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from lianxin.actions.change import refuse_stale
from lianxin.actions.perform import local_day, perform
from lianxin.actions.reading import note_reading
from lianxin.api import shapes
from lianxin.api.asking import Key
from lianxin.api.errors import NO_STEP, Refusal
from lianxin.api.schemas import ActIn, ActOut, Done, Error, MatterList, MatterOut
from lianxin.queries.access import NotFound, buttons, matter_for
from lianxin.queries.dossier import Dossier
from lianxin.queries.since import version_for
from lianxin.queries.worklists import Narrow, Tab, page
from lianxin.rules.facts import Actor
from lianxin.rules.identity import BadEntry, parse_number
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS
from lianxin.text.clean import TooLong, clean

router = Router(tags=["工作人员"], auth=Key())
WRONG = frozenset({400, 401, 403, 404, 409, 411, 413, 415, 422, 429, 500})
LONGEST_WORDS = 100
PLACE = r"^((\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\.)?[0-9]{1,18})?$"  # what a list gives as `after`


@router.get(
    "/matters",
    response={200: MatterList, WRONG: Error},
    summary="可见的信访事项",
    description="每页最多100件，新的在前；只看超期的，先到期的在前。",
)
def matters(
    request: HttpRequest,
    state: State | None = None,
    owner: str = Query("", description="机关编号，含其下级"),
    overdue: bool = False,
    q: str = Query("", description="查找的词"),
    after: str = Query("", description="上一页给出的 after", pattern=PLACE),
) -> dict[str, Any]:
    """A page of at most 100, newest first; overdue ones soonest due first."""
    today = local_day(timezone.now())
    narrow = Narrow(text=_words(q), state=state or "", organ=_words(owner))
    tab = Tab.LATE if overdue else Tab.ALL
    actor = _actor(request)
    found = page(actor, tab, narrow, on=today, after=after)
    return {
        "matters": [shapes.line(row.matter, today, actor) for row in found.rows],
        "total": found.total,
        "after": found.after,
    }


@router.get(
    "/matters/{number}",
    response={200: MatterOut, WRONG: Error},
    summary="一件事项的全部材料",
    description="个人信息已遮盖；打开的人和时间会记下来。",
)
def matter(request: HttpRequest, number: str) -> dict[str, Any]:
    """The whole file; people are masked. That it was opened is noted."""
    actor = _actor(request)
    dossier = _dossier(actor, number)
    note_reading(dossier.matter, actor=actor, at=timezone.now())
    return shapes.file(dossier, actor)


@router.get(
    "/matters/{number}/acts",
    response={200: list[ActOut], WRONG: Error},
    summary="现在能办的步骤",
    description="每一步能不能办、为什么；能办的要填哪些内容、有哪些可选。",
)
def acts(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Each step of the state: allowed or why not, and what an allowed one must be told."""
    actor = _actor(request)
    dossier = _dossier(actor, number)
    return [shapes.act(step, verdict, dossier, actor) for step, verdict in buttons(actor, dossier)]


@router.post(
    "/matters/{number}/acts/{action}",
    response={200: Done, WRONG: Error},
    summary="办理一步",
    description="按读到的版本办理；期间有人办过一步（也可能是自己前一次送的），得到 409，什么都不写入。",
)
def act(request: HttpRequest, number: str, action: str, sent: ActIn) -> dict[str, Any]:
    """Take a step on the version that was read; another's step in between gives 409 and writes nothing."""
    actor, at = _actor(request), timezone.now()
    dossier = _dossier(actor, number)
    read = dossier.matter
    if action not in STEPS:
        raise Refusal(404, NO_STEP)
    refuse_stale(actor, read, sent.version)
    event = perform(read, action, actor=actor, at=at, facts=sent.facts)
    return {
        "event": shapes.event(event, aside=True, who=actor.name),
        "handed_out": event.handed_out,
        "number": read.number,
        "version": version_for(actor, Dossier(read, local_day(at))),
        "state": read.state,
        "next": shapes.next_of(read, actor),
        "due": read.due_on,
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _dossier(actor: Actor, number: str) -> Dossier:
    today = local_day(timezone.now())
    try:
        return Dossier(matter_for(actor, str(parse_number(number)), on=today), today)
    except BadEntry:
        raise NotFound(number) from None


def _words(typed: str) -> str:
    try:
        return clean(typed, max_length=LONGEST_WORDS, multiline=False)
    except TooLong:
        return typed[:LONGEST_WORDS]
