"""A client that speaks JSON, and keys for members of the cast."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lianxin.actions.directory import issue_token
from tests.cast import Cast

FILED = {
    "office": "37142601",
    "purpose": "REQUEST",
    "title": "村口路灯不亮",
    "content": "村口的路灯坏了两个月，晚上老人出门不安全。",
    "requests": ["请修好村口的路灯"],
    "people": [{"name": "王秀英", "phone": "13812341234", "address": "前柳村12号"}],
}


@dataclass
class Caller:
    """Calls the API, with a key or without."""

    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return Client().get(f"/api/{path}", headers={**self.headers, **_named(headers)})

    def post(self, path: str, body: Any, *, kind: str = "application/json", **headers: str) -> HttpResponse:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client(raise_request_exception=False).post(
            f"/api/{path}", raw, content_type=kind, headers={**self.headers, **_named(headers)}
        )

    def file(self, **more: Any) -> dict[str, Any]:
        """What the API says to one filing."""
        answer = self.post("submissions", {**FILED, **more})
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def anyone(cast: Cast) -> Caller:
    return Caller()


@pytest.fixture
def keyed(cast: Cast):
    """`keyed("fenban")` calls with that person's key."""

    def of(username: str, *, until: date = date(2999, 1, 1)) -> Caller:
        key = issue_token(cast.account(username), "测试", expires_on=until)
        return Caller({"Authorization": f"Bearer {key}"})

    return of


def refused(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The error of a refusal, its shape checked."""
    assert answer.status_code == status, answer.content.decode()
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields", "article"}
    assert body["error"]["code"] == code
    assert body["error"]["message"]
    return body["error"]
