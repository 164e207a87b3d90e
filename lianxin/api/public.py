"""Without an account: file a submission, follow it, and take a petitioner's steps, by number and query code."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router, Status

from lianxin.actions import apart
from lianxin.actions.attachments import add
from lianxin.actions.filing import Filing, Person
from lianxin.actions.intake import Registered, register
from lianxin.actions.perform import local_day
from lianxin.actions.throttle import spend
from lianxin.api import shapes
from lianxin.api.asking import client_of, proved
from lianxin.api.errors import NO_STEP, Refusal
from lianxin.api.schemas import Accepted, Done, Error, FileOut, PetitionerActIn, ProgressOut, SubmissionIn
from lianxin.ledger.receipt_file import to_json
from lianxin.queries import log
from lianxin.queries.access import NotFound
from lianxin.queries.attachments import rules
from lianxin.queries.petitioner import followed
from lianxin.queries.progress import comes_next, progress, receipt_of
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import gettext_noop as _

if TYPE_CHECKING:
    from lianxin.models import Submission

router = Router(tags=["信访人"])
BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
MOST_FILED = 300  # in a quarter of an hour from one address: a floodgate, not a quota
WRONG = frozenset({400, 401, 403, 404, 409, 411, 413, 415, 422, 429, 500})


@router.post(
    "/submissions",
    response={200: Accepted, 201: Accepted, WRONG: Error},
    summary="提交信访件",
    description="得到编号、查询码（只给一次）和凭证。带同一个 Idempotency-Key 再发同样的内容：200，编号不变，不再给查询码。",
)
def submit(
    request: HttpRequest, sent: SubmissionIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Status[dict[str, Any]]:
    """201 with number and query code (told once). The same body with the same key again: 200, same number, no code."""
    at = timezone.now()
    _count(request, at)
    return _accepted(register(_filing(sent, idempotency_key), actor=Actor(), at=at), at)


def _count(request: HttpRequest, at: datetime) -> None:
    """A filing, or a step of which some become one: each costs the same, whatever it says."""
    spend((f"file:client:{client_of(request)}",), at=at, most=MOST_FILED)


def _accepted(done: Registered, at: datetime) -> Status[dict[str, Any]]:
    mine = Actor(submissions=frozenset({done.submission.pk}))
    file = followed(mine, done.submission.number, on=local_day(at))
    taken = receipt_of(file)
    told = {
        "number": taken.number,
        "query_code": done.query_code or None,
        "receipt": {
            "digest": taken.digest,
            "registered_at": taken.registered_at,
            **shapes.promise(done.submission),
        },
        **shapes.next_step(*comes_next(file)),
    }
    return Status(200 if done.again else 201, told)


@router.get(
    "/submissions/{number}/receipt",
    response={200: dict[str, Any], WRONG: Error},
    summary="下载回执",
    description="lianxin-receipt/v1，收录以后带着收录证明，以后各步也在里面；code 为 history_broken 的 409 说明记录被改过。",
)
def receipt(
    request: HttpRequest, number: str, query_code: str = Header("", alias="X-Query-Code")
) -> dict[str, Any]:
    """The receipt as it stands now, for who filed it."""
    found = log.receipt_for(_own(request, number, query_code))
    if found is None:
        raise NotFound(number)
    return to_json(found)


@router.get(
    "/submissions/{number}/content",
    response={200: dict[str, Any], WRONG: Error},
    summary="下载自己提交的内容",
    description="lianxin-content/v1，与回执一起用 lianxin-verify --content 核对。",
)
def content(
    request: HttpRequest, number: str, query_code: str = Header("", alias="X-Query-Code")
) -> dict[str, Any]:
    """What was filed, with the salt that opens its hash on the receipt, for who filed it."""
    return log.own_copy(_own(request, number, query_code))


def _own(request: HttpRequest, number: str, query_code: str) -> Submission:
    actor, number = proved(request, number, query_code)
    return log.held(number, submissions=actor.submissions, account=None, since=timezone.now())


@router.post(
    "/files",
    response={201: FileOut, WRONG: Error},
    summary="上传附件",
    description="正文就是文件的字节（Content-Type: application/octet-stream），名字写在 name。照片里的拍摄位置会删掉，"
    "所以 sha256 是保存下来的那一份的。",
    openapi_extra={"requestBody": {"required": True, "content": BYTES}},
)
def upload(request: HttpRequest, name: str) -> Status[dict[str, Any]]:
    """201 with a token for `files` of a submission, or of a step that takes files."""
    at, most = timezone.now(), max(kind.most for kind in rules().taken)
    spend((f"upload:client:{client_of(request)}",), at=at, most=MOST_FILED)
    if request.content_type.startswith("multipart/"):
        raise Refusal(415, _("正文就是文件的字节，不要用 multipart 表单发送"))
    row = add(f"api:{uuid4().hex}", name, request.read(most + 1), at=at)
    told = {"token": row.token, "name": row.name, "kind": row.kind, "size": row.size, "sha256": row.digest}
    return Status(201, told)


def _filing(sent: SubmissionIn, key: str) -> Filing:
    given = sent.dict(exclude={"people", "requests", "files"})
    people = tuple(Person(**person.dict()) for person in sent.people)
    named = {"external_id": _bound(sent, key)} if key.strip() else {}
    filing = {**given, "people": people, "requests": tuple(sent.requests), **named}
    filing["files"] = tuple(sent.files)
    return Filing(channel=Channel.WEB, source="api", **filing)


def _bound(sent: SubmissionIn, key: str) -> str:
    """The key tied to what it was sent with: two strangers who choose the same key both get their own number."""
    body = json.dumps(sent.dict(), sort_keys=True, ensure_ascii=False)
    return sha256(f"{key.strip()}\n{body}".encode("utf-8", "surrogateescape")).hexdigest()


@router.get(
    "/submissions/{number}",
    response={200: ProgressOut, WRONG: Error},
    summary="查询办理进展",
    description="在哪里、谁在办、下一步是什么、最迟哪一天（及怎样算出来的），以及现在您可以做什么。",
)
def follow(
    request: HttpRequest, number: str, query_code: str = Header("", alias="X-Query-Code")
) -> dict[str, Any]:
    """Where it is, who has it, what comes next and by which day, and what the petitioner may do now."""
    actor, number = proved(request, number, query_code)
    today = local_day(timezone.now())
    return shapes.progress(progress(actor, number, on=today), followed(actor, number, on=today).lead, actor)


@router.post(
    "/submissions/{number}/acts/{action}",
    response={200: Done | Accepted, 201: Accepted, WRONG: Error},
    summary="信访人的步骤",
    description="补充、撤回、申请复查、评价等；可以做的见查询结果中的 acts。写的内容有的另编一个号，单独办理：201，"
    "得到新的编号、查询码（只给一次）和凭证；补充的，原来那一件不变，其余的步骤照样算数。同样的补充再发：200，编号不变，"
    "不再给查询码。",
)
def petitioner_act(
    request: HttpRequest,
    number: str,
    action: str,
    sent: PetitionerActIn,
    query_code: str = Header("", alias="X-Query-Code"),
) -> dict[str, Any] | Status[dict[str, Any]]:
    """Supplement, withdraw, ask for review, rate … whichever `acts` of the progress allows; 201 where it got a number
    of its own.
    """
    actor, number = proved(request, number, query_code)
    at = timezone.now()
    _count(request, at)
    if action not in STEPS:
        raise Refusal(404, NO_STEP)
    matter = followed(actor, number, on=local_day(at)).lead.matter
    event = apart.take(matter, action, actor=actor, at=at, facts=sent.facts)
    if isinstance(event, Registered):
        return _accepted(event, at)
    found = progress(actor, number, on=local_day(at))
    return {
        "event": shapes.event(event, sealed=found.sealed),
        "handed_out": event.handed_out,
        "number": number,
        "version": found.version,
        "state": found.state,
        **shapes.next_step(found.next, found.clock),
    }
