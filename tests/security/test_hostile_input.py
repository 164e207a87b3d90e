"""Whatever a stranger puts into any field of any citizen's page: a sentence, never a fault, and nothing typed is lost.

Pages and forms are read from the site itself (`tests.walk`): a new page or field is tried without being entered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from lianxin.models import Submission
from lianxin.rules.step import Seat
from lianxin.rules.steps import STEPS
from lianxin.web.citizen.urls import pages as citizen_routes
from lianxin.web.log.urls import urlpatterns as log_routes
from lianxin.web.pages import NOT_KEPT
from tests import walk
from tests.cast import Cast
from tests.web.citizen.conftest import fill

pytestmark = pytest.mark.django_db
SCRIPT = "\"'><script>alert(7)</script><img src=x onerror=alert(7)>{{7*7}}{% now %}"
HOSTILE = {
    "nothing": "",
    "blank": " \u3000\t\n\u200b",
    "script": SCRIPT,
    "long": "长" * 100_000,
    "odd": "甲\x00乙\x01\x1b[31m\x7f\x85 👨‍👩‍👧‍👦😀 𠮷㐂𪚥·ཨོཾ \u202e告控人\u2066\u200f a\ufffe\ufdd0\U000e0041 ²½٣",
    "number": "9" * 400,
}
FORGED = {
    "script": SCRIPT,
    "odd": HOSTILE["odd"],
    "code": "' OR 1=1; DROP TABLE lianxin_matter;-- %s %(x)s ../../etc/passwd\r\nSet-Cookie: a=b"
    + '{"$ne":'
    + "[" * 5000,
    "number": HOSTILE["number"],
}
ANSWERED = {200, 301, 302, 400, 403, 404, 405, 409, 413, 422, 429}
SWITCHES = ("/language/", "/elder/")
# What a page cannot show again: hidden by nature, or no text at all.
NOT_SHOWN = str.maketrans("", "", "\x00")


@pytest.fixture
def browser(cast: Cast, settings, tmp_path) -> Client:
    """Every slip in hand, signed in, half-way through a petition."""
    settings.MEDIA_ROOT = tmp_path
    settings.PRESSURE = 10_000
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "zh-hans"
    client.force_login(cast.account("cunwei"))
    walk.prove(client, walk.settle(cast))
    fill(client)
    return client


@contextmanager
def undone(browser: Client) -> Iterator[None]:
    """Whatever is done inside is as if it had never been, in the store and in the browser."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies


def invited(cast: Cast) -> str:
    first = Submission.objects.filter(matter__state="REGISTERED", matter__sealed=False).earliest("pk")
    return f"/join/{walk.invitation(cast, first.matter)}/"


def send(browser: Client, form: walk.Form, sent: dict[str, list[str]]):
    if form.method == "get":
        return browser.get(form.address, sent)
    data = {name: values if len(values) > 1 else values[0] for name, values in sent.items()}
    return browser.post(form.address, data, headers={"referer": f"http://testserver{form.address}"})


def test_the_walk_comes_by_every_page_and_every_step_of_a_petitioner(browser: Client, cast: Cast) -> None:
    found = walk.walk(browser, invited(cast))
    seen = {kind.split(":")[1] for kind in found if ":" in kind}
    acts_only = {"receipt", "finish", "discard", "leave", "booked", "kiosk_over"}
    files = {"paper_file", "attachment", "own_copy", "reception_file", "booked_file"}
    assert {route.name for route in citizen_routes} - seen - acts_only - files == set()
    steps = {code.lower() for code, step in STEPS.items() if step.seat is Seat.PETITIONER}
    assert steps - {kind.rpartition(":")[2] for kind in found} == set()


@pytest.mark.parametrize("forged", [False, True], ids=["typed", "forged"])
def test_every_field_of_every_page_bears_anything(browser: Client, cast: Cast, forged: bool) -> None:
    """Typed: into every field one types in. Forged: into all that has a name, choices and hidden fields too."""
    wrong, pages = [], walk.walk(browser, invited(cast))
    for name, text in (FORGED if forged else HOSTILE).items():
        for kind, (_address, page) in pages.items():
            for form in page.forms:
                if form.address.startswith(SWITCHES) and kind != "home":
                    continue
                with undone(browser):
                    answer = send(browser, form, form.filled(text, everything=forged))
                    fault = judged(form, answer, text, typed_only=not forged)
                if fault:
                    wrong.append(f"{name}: {kind}: {fault}")
    assert not wrong, "\n".join(wrong)


def judged(form: walk.Form, answer, text: str, *, typed_only: bool) -> tuple[object, ...]:
    """What is wrong with an answer; nothing if all is well."""
    if answer.status_code not in ANSWERED:
        return ("status", answer.status_code)
    if "text/html" not in answer.get("Content-Type", "") or not answer.content:
        return ()
    shown = answer.content.decode()
    if "<script>alert(7)" in shown or "<img src=x" in shown or ("{{7*7}}" in shown and "49" in shown.split()):
        return ("script",)
    if answer.status_code == 422 and typed_only:
        return kept(form, walk.Page(form.address, shown), text)
    return ()


def kept(form: walk.Form, page: walk.Page, text: str) -> tuple[object, ...]:
    again = [each for each in page.forms if urlsplit(each.address).path == urlsplit(form.address).path]
    fields = {each.name: each.value for one in again for each in one.fields}
    lost = [f.name for f in form.typed() if f.name in fields and plain(fields[f.name]) != plain(text)]
    gone = [f.name for f in form.typed() if f.name not in fields]
    return ("lost", lost, gone) if lost or gone else ()


def plain(text: str) -> str:
    return "".join(text.translate(NOT_SHOWN).encode("utf-8", "replace").decode().split())


# ---- the address itself, and what comes with it ------------------------------------------------------------
QUESTIONS = (
    "page",
    "until",
    "year",
    "words",
    "next",
    "cursor",
    "q",
    "number",
    "reference",
    "date",
    "tab",
    "lang",
)
ANSWERS = ("", "9" * 30, "\x00", "0001-01-01", SCRIPT + "长" * 1000)
GAPS = {
    "pk": ("0", "9223372036854775808", "9" * 40),
    "number": ("x", "37142601-2026-99999-9", "-" * 3000, "9" * 200),
    "token": ("x", "%00", "长" * 500, "..%2f..%2fetc%2fpasswd", "%ff%fe"),
    "code": ("x", "00000000", "%00", "%F0%9F%98%80", "a" * 3000),
    "page": ("x", "-", "a" * 3000),
    "action": ("x", "sign_opinion", "register", "_", "a" * 3000),
    "form": ("x", "pdf", "exe"),
    "day": ("2026-13-45", "0001-01-01", "9999-12-31"),
    "name": ("%00", "..%2f..%2fkeys%2flog.keys", "tile/0/x999/999", "tile/entries/" + "x001/" * 300 + "000"),
}
GAP = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses() -> Iterator[str]:
    """Every route with a gap, once for each thing a stranger might put into one of its gaps."""
    for route in (*citizen_routes, *log_routes):
        pattern = f"/{route.pattern}"
        for gap in GAP.findall(pattern):
            for value in GAPS[gap]:
                filled = re.sub(GAP, lambda g, at=gap, to=value: to if g[1] == at else GAPS[g[1]][0], pattern)
                yield filled


def wrong_among(browser: Client, addresses: Iterable[str], *methods: str) -> list[str]:
    faults = []
    for address in addresses:
        for method in methods:
            with undone(browser):
                answer = browser.generic(method, address)
            if answer.status_code not in ANSWERED or "<script>alert(7)" in body(answer):
                faults.append(f"{method} {address[:120]}: {answer.status_code}")
    return faults


def body(answer) -> str:
    return "" if answer.streaming else answer.content.decode("utf-8", "replace")


def test_no_address_breaks_whatever_stands_in_its_gaps(browser: Client) -> None:
    faults = wrong_among(browser, addresses(), "GET", "POST")
    assert not faults, "\n".join(faults)


def test_no_page_breaks_at_any_question_or_method(browser: Client, cast: Cast) -> None:
    found = walk.walk(browser, invited(cast))
    pages = {":".join(kind.split(":")[:2]): address for kind, (address, _page) in found.items()}.values()
    asked = [f"{at}?{urlencode(dict.fromkeys(QUESTIONS, each))}" for at in pages for each in ANSWERS]
    faults = wrong_among(browser, asked, "GET")
    faults += wrong_among(browser, pages, "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "POST")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("value", ["x", "a" * 4000, '"aaaaaaaaa\\000"', SCRIPT, "zh-hans\x00"])
def test_no_page_breaks_at_a_forged_cookie_or_header(cast: Cast, value: str) -> None:
    faults = []
    for address in ("/petition/what/", "/accounts/login/"):
        for name in ("sessionid", "csrftoken", "django_language", "messages", "kiosk", "elder"):
            stranger = Client(
                raise_request_exception=False, headers={"accept-language": value, "referer": value}
            )
            stranger.cookies[name] = "x"
            stranger.cookies[name].set(name, value, value)
            answer = stranger.get(address)
            if answer.status_code not in ANSWERED or "<script>alert(7)" in body(answer):
                faults.append(f"{name} {address}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_a_form_without_its_token_is_refused_and_shows_what_was_typed(browser: Client, cast: Cast) -> None:
    pages = walk.walk(browser, invited(cast)).values()
    browser.handler.enforce_csrf_checks = True
    words = "写了很久的一段话"
    for _address, page in pages:
        for form in page.forms:
            if form.method != "post":
                continue
            sent = {**form.filled(words), "csrfmiddlewaretoken": ["x"]}
            answer = browser.post(form.address, sent, headers={"origin": "http://testserver"})
            shown = body(answer)
            kept = [each.name for each in form.typed() if not NOT_KEPT.search(each.name)]
            assert (form.address, answer.status_code, words in shown) == (form.address, 403, bool(kept))
