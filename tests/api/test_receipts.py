"""The provable receipt over the API: at filing, later with its proofs, and the own copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lianxin.ledger.receipt_file import hash_of_copy, loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Event
from lianxin.queries import log
from tests.api.conftest import FILED, Caller, refused
from tests.logs import log_home, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]

ACCUSED = {**FILED, "purpose": "ACCUSATION", "complained_organ": "37142600"}


def verified(receipt: Any, **more: Any) -> int:
    return exit_code(verify(loads(json.dumps(receipt)), Asked(keys=log.verifiers(), **more)))


def fetched(caller: Caller, told: dict[str, Any], what: str) -> Any:
    return caller.get(f"submissions/{told['number']}/{what}", X_Query_Code=told["query_code"])


def test_a_filing_is_answered_with_a_receipt_that_verifies(anyone: Caller) -> None:
    told = anyone.file()
    receipt = loads(json.dumps(told["receipt"]["signed"]))
    assert (receipt.promise.number, receipt.code) == (told["number"], told["receipt"]["code"])
    assert verified(told["receipt"]["signed"]) == 0


def test_later_it_has_its_proof_and_the_words_fit(anyone: Caller) -> None:
    told = anyone.file()
    run()
    now, copy = fetched(anyone, told, "receipt").json(), fetched(anyone, told, "content").json()
    assert now["promise"] == told["receipt"]["signed"]["promise"] and now["steps"][0]["proof"]
    assert verified(now, checkpoint=log.newest().note, content=json.dumps(copy)) == 0
    assert hash_of_copy(json.dumps(copy)) == loads(json.dumps(now)).promise.content


def test_on_the_sealed_road_it_says_nothing(anyone: Caller) -> None:
    told = anyone.post("submissions", ACCUSED).json()
    run()
    now = fetched(anyone, told, "receipt").json()
    assert verified(now) == 0
    for text in map(json.dumps, (told["receipt"]["signed"], now)):
        assert told["number"] not in text and '"content"' not in text and '"event"' not in text
    refused(fetched(anyone, told, "content"), 404, "not_found")


@pytest.mark.parametrize("what", ["receipt", "content"])
def test_without_the_code_of_this_very_filing_there_is_none(anyone: Caller, what: str) -> None:
    mine, theirs = anyone.file(), anyone.file()
    refused(anyone.get(f"submissions/{mine['number']}/{what}"), 401, "unauthenticated")
    refused(fetched(anyone, {**mine, "query_code": theirs["query_code"]}, what), 404, "not_found")


def test_a_history_that_was_rewritten_is_said_so(anyone: Caller, log_home: Path) -> None:
    told = anyone.file()
    run()
    row = Event.objects.get()
    row.facts["number"] = "37142601-2026-99999-9"
    row.save()
    refused(fetched(anyone, told, "receipt"), 409, "history_broken")
