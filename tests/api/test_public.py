"""Filing and following over the API, without an account."""

from __future__ import annotations

import pytest

from lianxin.models import Event, Matter, Party, Submission
from lianxin.rules.identity import number
from tests import files, make
from tests.api.conftest import FILED, Caller, refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_filing_is_answered_with_number_code_receipt_and_what_comes_next(anyone: Caller) -> None:
    told = anyone.file()
    row = Submission.objects.get(number=told["number"])
    assert (row.channel, row.source, row.matter.state) == ("WEB", "api", "REGISTERED")
    assert told["query_code"] and told["query_code"] not in row.query_hash
    assert told["receipt"]["digest"] == Event.objects.get(matter=row.matter).facts["digest"]
    assert told["receipt"]["registered_at"].endswith("+08:00")
    assert (told["next"], told["due"]) == ("转给有权处理的机关", row.matter.due_on.isoformat())


def test_rare_characters_and_emoji_survive(anyone: Caller) -> None:
    text = "𠮷先生和㐂女士反映：🏮\u0000灯\u202e坏了"
    told = anyone.file(content=text, people=[{"name": "𠮷田㐂"}])
    row = Submission.objects.get(number=told["number"])
    assert row.content == "𠮷先生和㐂女士反映：🏮灯坏了"
    assert Party.objects.get(submission=row).name == "𠮷田㐂"


def test_the_same_key_twice_gives_one_number_and_no_second_code(anyone: Caller) -> None:
    first = anyone.post("submissions", FILED, Idempotency_Key="a-key")
    again = anyone.post("submissions", FILED, Idempotency_Key="a-key")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]
    assert again.json()["query_code"] is None
    assert again.json()["receipt"] == first.json()["receipt"]
    assert Submission.objects.count() == 1


def test_two_strangers_with_the_same_key_each_get_their_own_number(anyone: Caller) -> None:
    mine = anyone.post("submissions", FILED, Idempotency_Key="1").json()
    theirs = anyone.post("submissions", {**FILED, "content": "另一件事"}, Idempotency_Key="1").json()
    assert mine["number"] != theirs["number"]
    assert theirs["query_code"]


def test_without_a_key_each_filing_is_its_own(anyone: Caller) -> None:
    assert anyone.file()["number"] != anyone.file()["number"]


def test_the_code_opens_the_progress(anyone: Caller) -> None:
    told = anyone.file()
    answer = anyone.get(f"submissions/{told['number']}", X_Query_Code=told["query_code"])
    body = answer.json()
    assert answer.status_code == 200
    assert (body["state"], body["holder"]) == ("REGISTERED", "临水县信访局")
    assert body["clock"]["steps"] and body["clock"]["article"] == "《信访工作条例》第二十二条"
    assert [one["title"] for one in body["timeline"]] == ["临水县信访局收到并登记了您的信访件（网上信访）"]
    assert {"SUPPLEMENT", "WITHDRAW"} <= {act["action"] for act in body["acts"]}
    typed = anyone.get(
        f"submissions/{told['number']}", X_Query_Code=told["query_code"].lower().replace("-", "")
    )
    assert typed.status_code == 200


def test_a_filing_that_reads_like_an_accusation_is_answered_like_any_other(anyone: Caller) -> None:
    told, plain = anyone.file(content=make.ACCUSING), anyone.file()
    assert Submission.objects.get(number=told["number"]).matter.sealed
    assert (told["next"], told["due"]) == (plain["next"], plain["due"])
    pages = [
        anyone.get(f"submissions/{one['number']}", X_Query_Code=one["query_code"]).json()
        for one in (told, plain)
    ]
    for name in ("state", "holder", "phone", "clock"):
        assert pages[0][name] == pages[1][name]


def test_without_or_with_a_strangers_code_nothing_is_told(anyone: Caller) -> None:
    mine, theirs = anyone.file(), anyone.file()
    refused(anyone.get(f"submissions/{mine['number']}"), 401, "unauthenticated")
    wrong = anyone.get(f"submissions/{mine['number']}", X_Query_Code=theirs["query_code"])
    missing = anyone.get(f"submissions/{number('37142601', 2026, 99999)}", X_Query_Code=theirs["query_code"])
    known, unknown = refused(wrong, 404, "not_found"), refused(missing, 404, "not_found")
    assert known == unknown


def test_a_slip_in_the_code_is_said_beside_it(anyone: Caller) -> None:
    told = anyone.file()
    error = refused(anyone.get(f"submissions/{told['number']}", X_Query_Code="abc"), 422, "invalid")
    assert error["fields"] == {"X-Query-Code": "查询码应为10位，现在是3位"}


@pytest.mark.parametrize("words", ["另附收据一张", make.ACCUSING])
def test_a_step_counts_as_a_filing_whatever_it_says(anyone: Caller, monkeypatch, words: str) -> None:
    told = anyone.file()
    monkeypatch.setattr("lianxin.api.public.MOST_FILED", 2)
    page, code = f"submissions/{told['number']}/acts/SUPPLEMENT", {"X_Query_Code": told["query_code"]}
    answers = [anyone.post(page, {"facts": {"content": f"{words}{n}"}}, **code) for n in range(2)]
    assert [answer.status_code < 300 for answer in answers] == [True, False]
    refused(answers[1], 429, "too_many")
    refused(anyone.post("submissions", FILED), 429, "too_many")


def test_guessing_codes_is_throttled_and_says_until_when(anyone: Caller) -> None:
    mine, theirs = anyone.file(), anyone.file()
    path = f"submissions/{mine['number']}"
    answers = [anyone.get(path, X_Query_Code=theirs["query_code"]) for _ in range(40)]
    refused(answers[-1], 429, "too_many")
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    assert {answer.status_code for answer in answers} == {404, 429}


def test_a_petitioner_supplements_and_withdraws(anyone: Caller) -> None:
    told = anyone.file()
    path, code = f"submissions/{told['number']}/acts", told["query_code"]
    done = anyone.post(f"{path}/SUPPLEMENT", {"facts": {"content": "附上照片说明"}}, X_Query_Code=code).json()
    assert (done["event"]["action"], done["version"], done["state"]) == ("SUPPLEMENT", 2, "REGISTERED")
    error = refused(anyone.post(f"{path}/WITHDRAW", {"facts": {}}, X_Query_Code=code), 422, "invalid")
    assert set(error["fields"]) == {"voluntary"}
    facts = {"voluntary": True, "reason": "已经修好"}
    gone = anyone.post(f"{path}/WITHDRAW", {"facts": facts}, X_Query_Code=code).json()
    assert gone["state"] == "WITHDRAWN"


def test_a_supplement_that_reads_like_an_accusation_is_answered_as_a_filing_and_once(
    anyone: Caller, keyed, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    told = anyone.file()
    token = anyone.post("files?name=a.pdf", files.PDF, kind="application/octet-stream").json()["token"]
    path = f"submissions/{told['number']}/acts/SUPPLEMENT"
    sent = {"facts": {"content": make.ACCUSING, "files": [token]}}
    first, again = (anyone.post(path, sent, X_Query_Code=told["query_code"]) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    own = first.json()
    assert own["number"] == again.json()["number"] != told["number"] and again.json()["query_code"] is None
    page = anyone.get(f"submissions/{own['number']}", X_Query_Code=own["query_code"]).json()
    assert page["state"] == "REGISTERED"
    assert Matter.objects.get(submissions__number=told["number"]).version == 1
    row = Submission.objects.get(number=own["number"])
    assert row.matter.sealed and row.attachments.count() == 1
    for who in ("dengji", "duban", "xianzhang", "ziran"):
        refused(keyed(who).get(f"matters/{own['number']}"), 404, "not_found")
        seen = keyed(who).get(f"matters/{told['number']}").content.decode()
        assert "侵吞" not in seen and own["number"] not in seen


def test_a_petitioner_takes_no_step_of_the_staff(anyone: Caller) -> None:
    told = anyone.file()
    path = f"submissions/{told['number']}/acts/FORWARD"
    error = refused(anyone.post(path, {}, X_Query_Code=told["query_code"]), 403, "not_allowed")
    assert error["article"].startswith("《信访工作条例》")
    assert Matter.objects.get(submissions__number=told["number"]).version == 1


def test_review_is_asked_for_within_the_window(cast: Cast, anyone: Caller) -> None:
    registered = make.file()
    row, code = registered.submission, registered.query_code
    body = anyone.get(f"submissions/{row.number}", X_Query_Code=code).json()
    assert "APPLY_REVIEW" not in {act["action"] for act in body["acts"]}
    answer = anyone.post(
        f"submissions/{row.number}/acts/APPLY_REVIEW", {"facts": {"reason": "不服"}}, X_Query_Code=code
    )
    refused(answer, 403, "not_allowed")


def test_an_accusation_shows_its_petitioner_no_organ(cast: Cast, anyone: Caller) -> None:
    told = anyone.file(purpose="ACCUSATION", complained_organ="37142602", complained_person="某某")
    body = anyone.get(f"submissions/{told['number']}", X_Query_Code=told["query_code"]).json()
    assert "信访局" not in str(body["timeline"]) + body["holder"]
    row = Submission.objects.get(number=told["number"])
    assert (row.content, row.title, row.matter.title) == ("", "", "")
    assert FILED["content"] in row.sealed_content
