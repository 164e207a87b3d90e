"""A whole life over the API: filed without an account, carried by the keys of six people, to the end of the road."""

from __future__ import annotations

import pytest

from lianxin.models import Clock
from lianxin.web.words import china_today
from tests import make
from tests.actions.lives import FOUR, REVIEWED
from tests.api.conftest import Caller
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROAD = (
    ("fenban", "CLASSIFY", make.CLASSIFY, "REGISTERED"),
    ("fenban", "FORWARD", {"to": "37142602", "mode": "FORWARD", "reason": "职能"}, "ROUTED"),
    ("ziran", "ACCEPT", {"procedure": "ORDINARY", "method": "MAIL"}, "HANDLING"),
    ("ziran", "DRAFT_OPINION", make.OPINION, "HANDLING"),
    ("ziran2", "CHECK_OPINION", {}, "HANDLING"),
    ("zirantou", "SIGN_OPINION", {}, "OPINION_ISSUED"),
    ("ziran", "SERVE", {"method": "MAIL"}, "OPINION_SERVED"),
    ("", "APPLY_REVIEW", {"reason": "数字不对"}, "IN_REVIEW"),
    ("xianfu", "DRAFT_REVIEW", {**REVIEWED, "review_outcome": "UPHOLD"}, "IN_REVIEW"),
    ("xianzhang", "CHECK_REVIEW", {}, "IN_REVIEW"),
    ("xianzhang", "SIGN_REVIEW", {}, "REVIEW_ISSUED"),
    ("xianfu", "SERVE", {"method": "IN_PERSON"}, "REVIEW_SERVED"),
    ("ziran", "RECORD_EXECUTION", {"result": "已发放", "evidence": "银行回单"}, "REVIEW_SERVED"),
    ("", "APPLY_REREVIEW", {"reason": "仍不同意"}, "IN_REREVIEW"),
    ("shifu", "DRAFT_REREVIEW", {**REVIEWED, "review_outcome": "UPHOLD"}, "IN_REREVIEW"),
    ("shizhang", "CHECK_REREVIEW", {}, "IN_REREVIEW"),
    ("shizhang", "SIGN_REREVIEW", {}, "REREVIEW_ISSUED"),
    ("shifu", "SERVE", {"method": "IN_PERSON"}, "FINAL"),
    ("shifu", "CLOSE", FOUR, "CLOSED"),
    ("", "RATE", {"office_grade": "SATISFIED", "organ_grade": "BASICALLY"}, "CLOSED"),
    ("fenban", "FOLLOW_UP", {"executed": "是", "understood": "清楚", "hardship": "无"}, "CLOSED"),
)  # fmt: skip


def test_from_a_citizens_words_to_the_end(cast: Cast, anyone: Caller, keyed) -> None:
    filed = anyone.file()
    number, holder = filed["number"], {"X_Query_Code": filed["query_code"]}
    served = {"recipients": [number], "served_on": china_today().isoformat()}
    for who, action, facts, state in ROAD:
        given = {**facts, **served} if action == "SERVE" else dict(facts)
        if who:
            caller = keyed(who)
            version = caller.get(f"matters/{number}").json()["version"]
            answer = caller.post(f"matters/{number}/acts/{action}", {"version": version, "facts": given})
        else:
            answer = anyone.post(f"submissions/{number}/acts/{action}", {"facts": given}, **holder)
        assert (action, answer.status_code, answer.json().get("state")) == (action, 200, state), (
            answer.content.decode()
        )
    told = anyone.get(f"submissions/{number}", **holder).json()
    assert {paper["kind"] for paper in told["papers"]} >= {"D09", "D17", "D25", "D27"}
    assert set(Clock.objects.filter(stopped_on=None).values_list("period", flat=True)) <= {"FOLLOW_UP_90"}
