"""Whatever is sent, the answer is JSON in the one shape and never a trace."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lianxin.api.bodies import LARGEST
from lianxin.models import Event, Matter, Submission
from tests import make
from tests.api.conftest import FILED, Caller, refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHINESE = "一", "鿿"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "application/json"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ("NaN", "application/json"),
        ('{"content": Infinity}', "application/json"),
        ('{"content": "a\x01b"}', "application/json"),
        (b'{"content": "\xff\xfe"}', "application/json"),
        ('{"content": "\\ud800"}', "application/json"),
        ('{"\\udfff": 1}', "application/json"),
        ("[" * 100_000, "application/json"),
        ("9" * 10_000, "application/json"),
    ],
)
def test_a_body_that_cannot_be_read(anyone: Caller, body: str | bytes, kind: str) -> None:
    error = refused(anyone.post("submissions", body, kind=kind), 400, "bad_request")
    assert any(CHINESE[0] <= char <= CHINESE[1] for char in error["message"])


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/xml", ""])
def test_a_body_of_another_kind(anyone: Caller, kind: str) -> None:
    error = refused(anyone.post("submissions", "{}", kind=kind), 415, "bad_request")
    assert "application/json" in error["message"]


@pytest.mark.parametrize("path", ["submissions", "files?name=a.txt"])
def test_a_body_in_chunks_is_asked_for_its_length(path: str) -> None:
    """A server reads none of it without a length; told "no JSON" nobody would find out why."""
    answer = Client().generic("POST", f"/api/{path}", b"", content_type="application/json",
                              headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH="")  # fmt: skip
    assert "Content-Length" in refused(answer, 411, "bad_request")["message"]


def test_a_form_is_no_file(anyone: Caller) -> None:
    """Else the envelope of the form, boundaries and all, is kept as the file."""
    form = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n照片\r\n--x--\r\n'
    answer = anyone.post("files?name=a.txt", form, kind="multipart/form-data; boundary=x")
    assert "multipart" in refused(answer, 415, "bad_request")["message"]


def test_a_body_that_is_too_large(anyone: Caller) -> None:
    refused(anyone.post("submissions", '"' + "x" * LARGEST + '"'), 413, "bad_request")
    refused(anyone.post("submissions", b" " * (13 * 1024 * 1024)), 413, "bad_request")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"office": "12345678"}, "office"),
        ({"office": "\u0000"}, "office"),
        ({"office": "9" * 5000}, "office"),
        ({"content": "  \u0000 "}, "content"),
        ({"content": "长" * 20_001}, "content"),
        ({"title": "长" * 201}, "title"),
        ({"purpose": "COMPLAINT"}, "purpose"),
        ({"region": "999999"}, "region"),
        ({"complained_organ": "没有"}, "complained_organ"),
        ({"requests": ["x"] * 21}, "requests-0"),
        ({"requests": "x"}, "requests"),
        ({"people": []}, "people-0-name"),
        ({"people": [{"name": "王秀英", "id_number": "110105194912310021"}]}, "people-0-id_number"),
        ({"people": [{"name": "王秀英", "phone": "138****1234"}]}, "people-0-phone"),
        ({"people": [{"name": "王秀英", "role": "KING"}]}, "people-0-role"),
        ({"people": [{"name": "甲" * 2, "role": "REPRESENTATIVE"}] * 6}, "people"),
        ({"received_on": "2026-13-45"}, "received_on"),
        ({"anonymous": "perhaps"}, "anonymous"),
    ],
)
def test_each_fault_is_said_in_chinese_beside_its_field(anyone: Caller, wrong: dict, field: str) -> None:
    error = refused(anyone.post("submissions", {**FILED, **wrong}), 422, "invalid")
    assert field in error["fields"]
    assert any(CHINESE[0] <= char <= CHINESE[1] for char in error["fields"][field])
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("day", ["0", "1785715200", "20260803", "2026-8-3", "2026-02-30", "昨天"])
def test_a_day_is_written_one_way(anyone: Caller, day: str) -> None:
    error = refused(anyone.get(f"figures?day={day}"), 422, "invalid")
    assert "2026-08-03" in error["fields"]["day"]


def test_wrong_method_and_unknown_address_have_the_shape(anyone: Caller) -> None:
    answer = anyone.get("submissions")
    refused(answer, 405, "bad_request")
    assert answer["Allow"] == "POST"
    refused(anyone.get("nothing/here"), 404, "not_found")
    refused(anyone.post("submissions/", FILED), 404, "not_found")


def test_a_fault_of_ours_shows_no_trace(anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object, **more: object) -> None:
        raise RuntimeError("王秀英 13812341234")

    monkeypatch.setattr("lianxin.api.public.register", breaks)
    answer = anyone.post("submissions", FILED)
    refused(answer, 500, "error")
    assert "王秀英" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_the_readers_language_is_followed_but_never_the_shape(anyone: Caller) -> None:
    refused(anyone.get("matters", Accept_Language="en"), 401, "unauthenticated")


def test_the_description_is_openapi_3_1_and_names_every_address(db: None) -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {
        "/api/files",
        "/api/submissions",
        "/api/submissions/{number}",
        "/api/submissions/{number}/acts/{action}",
        "/api/submissions/{number}/content",
        "/api/submissions/{number}/receipt",
        "/api/figures",
        "/api/matters",
        "/api/matters/{number}",
        "/api/matters/{number}/acts",
        "/api/matters/{number}/acts/{action}",
    }
    for path in described["paths"].values():
        for operation in path.values():
            assert "422" in operation["responses"]


def test_the_docs_page_takes_nothing_from_elsewhere(db: None) -> None:
    page = Client().get("/api/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "//" not in page.replace("<!DOCTYPE", "").replace("http://www.w3.org", "")


TEXT = st.text(max_size=30) | st.sampled_from(
    ["37142601", "REQUEST", "\x00", "\ud800", "𠮷", "1e999", "{0}", "{name}"]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sane(answer: object) -> None:
    assert answer.status_code in {200, 201, 400, 401, 403, 404, 409, 422}, answer.content.decode()
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == {"code", "message", "fields", "article"}


@FUZZ
@given(st.dictionaries(st.sampled_from(sorted(FILED)) | TEXT, JUNK, max_size=5))
@example({"people": [{"name": {}}]})
@example({"people": [{"name": "{x}"}], "title": "{y}", "office": "{z}"})
def test_any_json_is_answered_in_shape(anyone: Caller, more: dict) -> None:
    sane(anyone.post("submissions", json.dumps({**FILED, **more})))


@FUZZ
@given(
    action=st.sampled_from(["CLASSIFY", "FORWARD", "SUPPLEMENT", "WITHDRAW", "RATE", "GUIDE", "DECLINE"]),
    facts=st.dictionaries(
        st.sampled_from(["category", "region", "requests", "to", "mode", "reason", "content", "voluntary"])
        | TEXT,
        JUNK,
        max_size=5,
    ),
    version=st.just(0) | JUNK,
)
@example("WITHDRAW", {"voluntary": [], "reason": {"a": 1}}, 0)
@example("WITHDRAW", {"voluntary": {"a": []}, "reason": "{x}"}, 0)
@example("CLASSIFY", {"requests": [{"legal_class": []}], "category": ["0102"], "region": "{x}"}, 0)
def test_any_facts_are_answered_in_shape(
    cast: Cast, keyed, action: str, facts: dict, version: object
) -> None:
    matter = make.file().submission.matter
    answer = keyed("fenban2").post(
        f"matters/{matter.number}/acts/{action}", json.dumps({"version": version or 1, "facts": facts})
    )
    sane(answer)
    if answer.status_code != 200:
        assert Matter.objects.get(pk=matter.pk).version == Event.objects.filter(matter=matter).count() == 1


@FUZZ
@given(
    number=st.text(min_size=1, max_size=20),
    code=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])),
    query=TEXT,
)
def test_any_number_code_and_query_is_answered_in_shape(
    cast: Cast, keyed, number: str, code: str, query: str
) -> None:
    from urllib.parse import quote

    place = quote(number.encode("utf-8", "replace"), safe="")
    answer = Caller().get(f"submissions/{place}", X_Query_Code=code)
    sane(answer)
    caller = keyed("fenban")
    sane(caller.get(f"matters/{place}"))
    words = quote(query.encode("utf-8", "replace"))
    sane(caller.get(f"matters?q={words}&owner={words}&after={words}"))


def test_the_description_says_what_is_to_be_sent_wherever_something_is(db: None) -> None:
    paths = Client().get("/api/openapi.json").json()["paths"]
    posts = {path: methods["post"] for path, methods in paths.items() if "post" in methods}
    assert [path for path, post in posts.items() if not post.get("requestBody", {}).get("content")] == []
    assert list(posts["/api/files"]["requestBody"]["content"]) == ["application/octet-stream"]
