"""Refusals become pages that explain themselves; on htmx they come as a box and leave the form alone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from lianxin.actions import perform
from lianxin.models import Matter
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.rules.permissions import Verdict
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.web import pages
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_these_doors")]


class StaleMatter(Exception):
    """Stands where the real one is raised from, without a matter to look up."""


class TooMany(Exception):
    retry_after = 130


StaleMatter.__module__ = "lianxin.actions.change"
TooMany.__module__ = "lianxin.actions.throttle"


def refuse(request, which):
    if which == "broken":
        raise RuntimeError("a secret in a trace")
    raise {
        "absent": NotFound("XF-1"),
        "refused": NotAllowed(
            Verdict(
                False, Said("只有{who}可以批准延期", {"who": "本机关负责人"}), "《信访工作条例》第三十四条"
            )
        ),
        "stale": StaleMatter(),
        "many": TooMany(),
    }[which]


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("elder/", pages.set_elder, name="elder"),
    path("doors/<slug:which>/", refuse),
    path("staff/doors/<slug:which>/", refuse),
    path("form/", lambda request: HttpResponse("form")),
]
handler400 = pages.bad_request
handler403 = pages.permission_denied
handler404 = pages.not_found
handler500 = pages.server_error


@pytest.fixture
def _these_doors():
    with override_settings(ROOT_URLCONF=__name__, CSRF_FAILURE_VIEW="lianxin.web.pages.csrf_failure"):
        yield


@pytest.fixture
def browser() -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "zh-hans"
    return client


def test_what_may_not_be_seen_looks_like_what_is_not_there(browser):
    hidden, missing = browser.get("/doors/absent/"), browser.get("/no-such-page/")
    assert hidden.status_code == missing.status_code == 404
    same = hidden.content.replace(b"/doors/absent/", b"X"), missing.content.replace(b"/no-such-page/", b"X")
    plain = [page.replace(_token(page), b"") for page in same]
    assert plain[0] == plain[1]


def _token(page: bytes) -> bytes:
    marker = b'name="csrfmiddlewaretoken" value="'
    start = page.find(marker)
    return page[start + len(marker) : start + len(marker) + 64] if start >= 0 else b"-none-"


def test_a_refusal_names_the_rule_and_the_article(browser):
    answer = browser.get("/doors/refused/")
    assert answer.status_code == 403
    assert "只有本机关负责人可以批准延期" in answer.content.decode()
    assert "《信访工作条例》第三十四条" in answer.content.decode()


def test_a_stale_page_keeps_what_was_typed_and_leads_back(browser):
    typed = {
        "note": "已同企业核对\n<b>工资表</b>",
        "legal_class": "APPEAL_6",
        "version": "3",
        "password": "hunter2",
        "query_code": "7K4M",
    }
    answer = browser.post("/doors/stale/", typed, headers={"referer": "http://testserver/form/?step=2"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已同企业核对" in page
    assert (
        'data-kept="legal_class" hidden>APPEAL_6' in page
    )  # goes back into the form, says nothing to a person
    assert 'data-kept="note">' in page
    assert "&lt;b&gt;工资表&lt;/b&gt;" in page
    assert "hunter2" not in page
    assert "7K4M" not in page
    assert 'href="/form/?step=2" data-keep' in page


@pytest.mark.parametrize(("who", "told"), [("ziran2", True), ("renshe", False)])
def test_a_stale_page_tells_what_changed_to_those_who_may_see_it(cast, who, told):
    matter = make.routed(cast)
    as_read = Matter.objects.get(pk=matter.pk)
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-04", procedure="ORDINARY", method="MAIL")
    request = RequestFactory().post("/staff/doors/stale/", {"note": "我写的"})
    request.user = cast.account(who)
    page = pages.stale(request, perform.StaleMatter(as_read)).content.decode()
    assert (STEPS["ACCEPT"].label in page) is told
    assert ("紫冉" in page) is told
    assert STEPS["FORWARD"].label not in page  # that was there when the page was opened
    assert "我写的" in page


def test_every_refusal_named_is_one_that_exists():
    for name in pages.REFUSALS:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(pytest.importorskip(module), kind), Exception)


def test_the_way_back_never_leaves_the_site(browser):
    answer = browser.post("/doors/stale/", {}, headers={"referer": "https://elsewhere.example/form/"})
    assert "elsewhere" not in answer.content.decode()
    assert 'href="/doors/stale/"' in answer.content.decode()


def test_too_many_tries_says_when_to_come_back(browser):
    answer = browser.get("/doors/many/")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "130"
    assert "请在 3 分钟后再试" in answer.content.decode()


def test_a_fault_shows_no_trace(browser):
    answer = browser.get("/doors/broken/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "系统出了差错" in answer.content.decode()


@pytest.mark.parametrize(
    ("which", "status"), [("refused", 403), ("stale", 409), ("many", 429), ("broken", 500)]
)
def test_on_htmx_a_refusal_is_a_box_in_the_place_for_news(browser, which, status):
    answer = browser.post(f"/doors/{which}/", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert answer["HX-Retarget"] == "#say"
    assert "<html" not in answer.content.decode()
    assert 'class="notice"' in answer.content.decode()


def test_the_staff_side_refuses_on_a_staff_page(browser):
    assert 'data-side="staff"' in browser.get("/staff/doors/refused/").content.decode()
    assert 'data-side="citizen"' in browser.get("/doors/refused/").content.decode()


def test_a_page_left_open_too_long_keeps_what_was_typed():
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["django_language"] = "zh-hans"
    typed = {"what": "我写了很久", "go": "next-page"}
    ours = strict.post("/form/", typed, headers={"origin": "http://testserver"})
    assert ours.status_code == 403
    assert "我写了很久" in ours.content.decode() and "next-page" not in ours.content.decode()
    assert "页面放得太久了" in ours.content.decode()
    theirs = strict.post("/form/", {"what": "别人的话"}, headers={"origin": "https://elsewhere.example"})
    assert theirs.status_code == 403
    assert "别人的话" not in theirs.content.decode()


def test_who_lets_no_cookie_be_kept_is_told_so_and_of_the_paper(browser):
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"})
    page = strict.post("/form/", {"what": "我写了很久"}, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert "允许本站保存 Cookie" in page.content.decode() and "我写了很久" in page.content.decode()
    assert "/petition/paper/" in page.content.decode() and "放得太久" not in page.content.decode()


def test_large_print_is_remembered_and_can_be_undone(browser):
    on = browser.post("/elder/", {"elder": "1", "next": "/form/"})
    assert on["Location"] == "/form/"
    assert " data-elder" in browser.get("/no-such-page/").content.decode()
    browser.post("/elder/", {"elder": "0", "next": "/form/"})
    assert " data-elder" not in browser.get("/no-such-page/").content.decode()


def test_the_switch_for_large_print_leads_nowhere_else(browser):
    answer = browser.post("/elder/", {"elder": "1", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
