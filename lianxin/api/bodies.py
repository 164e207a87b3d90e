"""How JSON comes in and goes out: strictly read, of bounded size, Chinese written as Chinese."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from lianxin.api.errors import Refusal
from lianxin.rules.wording import gettext_noop as _

LARGEST = 2 * 1024 * 1024  # bytes: 2,000 people and a full letter


class StrictParser(Parser):
    """Refuses what is no JSON object in UTF-8; never guesses. Raises Refusal."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise Refusal(415, _("请以 Content-Type: application/json 发送"))
        if len(request.body) > LARGEST:
            raise Refusal(413, _("内容太大了"))
        try:
            data = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
            json.dumps(data, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise Refusal(400, _("有半个字符（孤立的代理码），请按 UTF-8 发送完整的字符")) from None
        except (ValueError, RecursionError):
            raise Refusal(400, _("请求读不出来：正文应是一个 JSON 对象")) from None
        if not isinstance(data, dict):
            raise Refusal(400, _("请求读不出来：正文应是一个 JSON 对象"))
        return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class PlainRenderer(JSONRenderer):
    """UTF-8 without escapes."""

    json_dumps_params = {"ensure_ascii": False}
