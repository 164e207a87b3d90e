"""One shape for every refusal: {"error": {"code", "message", "fields", "article"}}, never a trace."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lianxin.actions.change import StaleMatter
from lianxin.actions.given import Invalid
from lianxin.actions.throttle import TooMany
from lianxin.api.words import say
from lianxin.ledger.receipt import HistoryBroken
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

PREFIX = "/api/"
LOG = logging.getLogger("lianxin.api")
CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "not_allowed",
    404: "not_found",
    405: "bad_request",
    409: "stale",
    411: "bad_request",
    413: "bad_request",
    415: "bad_request",
    422: "invalid",
    429: "too_many",
}
MESSAGES = {
    400: _("请求读不出来：正文应是一个 JSON 对象"),
    401: _("请带上有效的密钥：Authorization: Bearer lx_…"),
    403: _("不能这样办理"),
    404: _("没有找到，或者您无权查看"),
    405: _("这个地址不接受这种请求方法"),
    409: _("别人已经先办了一步，请重新读取后再试"),
    411: _("请写明正文的长度（Content-Length），不要分块发送"),
    413: _("内容太大了"),
    415: _("不接受这种 Content-Type"),
    422: _("有几处需要更正"),
    429: _("试得太频繁了，请稍后再试"),
    500: _("系统出了差错，这次什么都没有写入，请稍后再试"),
}
OWN = _("您前一次送的已经办好，这一次没有另外记下，请重新读取")
NO_STEP = _("没有这一步，能办的列在 acts 里，照那里的 action 写")
# What a machine may send wrong, said so that the person behind it understands.
FAULTS = {
    "missing": _("必须填写"),
    "extra_forbidden": _("没有这个字段"),
    "string_type": _("应为文字"),
    "string_unicode": _("有无法识别的字符"),
    "string_too_long": _("太长了"),
    "bool_type": _("应为 true 或 false"),
    "bool_parsing": _("应为 true 或 false"),
    "int_type": _("应为整数"),
    "int_parsing": _("应为整数"),
    "int_parsing_size": _("数字太大了"),
    "int_from_float": _("应为整数"),
    "greater_than_equal": _("数字太小了"),
    "less_than_equal": _("数字太大了"),
    "enum": _("请从列出的选项中选择"),
    "literal_error": _("请从列出的选项中选择"),
    "list_type": _("应为列表"),
    "too_long": _("项数太多了"),
    "dict_type": _("应为对象"),
    "model_type": _("应为对象"),
    "model_attributes_type": _("应为对象"),
}


class Refusal(HttpError):
    """A refusal of the API's own, with the sentence to give."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)


def refusal(
    status: int,
    message: str = "",
    *,
    fields: Mapping[str, str] | None = None,
    article: str = "",
    code: str = "",
) -> JsonResponse:
    """The one shape, with this HTTP status."""
    error = {
        "code": code or CODES.get(status, "error" if status >= 500 else "bad_request"),
        "message": message or gettext(MESSAGES.get(status, MESSAGES[500 if status >= 500 else 400])),
        "fields": dict(fields or {}),
        "article": gettext(article) if article else "",
    }
    return JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})


def handle_all(api: NinjaAPI) -> None:
    """Give the API its handlers."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        NotFound: lambda request, fault: refusal(404),
        Http404: lambda request, fault: refusal(404),
        NotAllowed: lambda request, fault: refusal(403, say(fault.because), article=fault.article),
        StaleMatter: lambda request, fault: refusal(409, gettext(OWN) if fault.own else ""),
        HistoryBroken: lambda request, fault: refusal(409, say(fault.args[0]), code="history_broken"),
        Invalid: lambda request, fault: _invalid(fault),
        TooMany: lambda request, fault: _too_many(fault),
        AuthenticationError: lambda request, fault: _unauthenticated(),
        HttpError: lambda request, fault: _refused(fault),
        RequestDataTooBig: lambda request, fault: refusal(413),
        UnreadablePostError: lambda request, fault: refusal(400),
        ValidationError: lambda request, fault: _misshapen(fault),
        Exception: _unforeseen,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(fault: HttpError) -> HttpResponse:
    # What the parser refuses arrives wrapped by the framework, whose own words are not for people.
    own = fault if isinstance(fault, Refusal) else fault.__cause__
    if isinstance(own, Refusal):
        return refusal(own.status_code, gettext(own.message))
    return refusal(fault.status_code)


def _invalid(fault: Invalid) -> HttpResponse:
    fields = {name: say(said) for name, said in fault.errors.items()}
    return refusal(422, fields.pop("", ""), fields=fields)


def _too_many(fault: TooMany) -> HttpResponse:
    answer = refusal(429)
    answer["Retry-After"] = str(fault.retry_after)
    return answer


def _unauthenticated() -> HttpResponse:
    answer = refusal(401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _misshapen(fault: ValidationError) -> HttpResponse:
    fields = {_name(error["loc"]): _said(error) for error in fault.errors}
    return refusal(400) if "" in fields else refusal(422, fields=fields)


def _name(place: tuple[object, ...]) -> str:
    """("body", "sent", "people", 0, "name") as people-0-name, the name a form would give it."""
    inner = place[2:] if place and place[0] == "body" else place[1:]
    return "-".join(str(part) for part in inner)


def _said(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    known = FAULTS.get(kind) or (
        _("应为存在的日期，如 2026-08-03") if kind.startswith("date") else _("写法不对")
    )
    codes = re.findall(r"'([^']+)'", str((error.get("ctx") or {}).get("expected", "")))
    if kind in ("enum", "literal_error") and codes:
        return say(Said(_("只能是：{codes}"), {"codes": "、".join(codes)}))
    return gettext(known)


def _unforeseen(request: HttpRequest, fault: Exception) -> HttpResponse:
    # What was sent is somebody's letter: the log gets the place of the fault, not the words.
    trace = "".join(traceback.format_tb(fault.__traceback__))
    LOG.error("%s %r: %s\n%s", request.method, request.path, type(fault).__name__, trace)
    return refusal(500)


def _in_chunks(request: HttpRequest) -> bool:
    """Whether a body comes without its length: the framework would read none of it and find it empty."""
    return "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length")


class OneShape:
    """Middleware: what Django itself refuses under /api/ (wrong method, unknown address) has the shape too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX) and _in_chunks(request):
            return refusal(411)
        answer = self.get_response(request)
        if not request.path.startswith(PREFIX) or answer.status_code < 400:
            return answer
        if answer.get("Content-Type", "").startswith("application/json"):
            return answer
        shaped = refusal(answer.status_code)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in answer:
                shaped[name] = answer[name]
        return shaped
