"""What scripts add, in a real browser: one click sends once, typed words survive, keys walk the list."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.urls import include, path
from django.views.i18n import set_language

from lianxin.web import design, pages

CHROMIUM = Path("/usr/bin/chromium")
BUILT = Path(__file__).parents[2] / "lianxin" / "web" / "static" / "built" / "app.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not CHROMIUM.exists() or not BUILT.exists(), reason="needs Chromium and the built script"
    ),
]
RECEIVED: list[str] = []


def take(request):
    RECEIVED.append(request.POST.get("what", ""))
    if request.POST.get("what") == "stale":
        return render(
            request,
            "409.html",
            {"base": "citizen/base.html", "back": "/form/", "kept": pages.typed(request)},
            status=409,
        )
    return HttpResponse("taken")


def form(request):
    return render(request, "shared/gallery.html", {"base": "citizen/base.html", "form": design.SampleForm()})


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("elder/", pages.set_elder, name="elder"),
    path("design/", design.gallery),
    path("form/", lambda request: take(request) if request.method == "POST" else form(request)),
]


@pytest.fixture
def page(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    sync_api = pytest.importorskip("playwright.sync_api")
    RECEIVED.clear()
    with override_settings(ROOT_URLCONF=__name__), sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
        opened.faults = []
        opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
        opened.on(
            "console",
            lambda line: opened.faults.append(line.text) if "Content Security" in line.text else None,
        )
        yield opened
        assert opened.faults == []
        browser.close()


def fill(page, what: str) -> None:
    page.get_by_label("发生了什么事？").fill(what)
    page.get_by_label("请帮我解决问题").check()
    page.get_by_label("哪一天发生的？").fill("2026-10-08")
    page.get_by_label("在哪个乡镇？").select_option("1")
    page.get_by_label("以电子方式收取文书").check()


def test_two_quick_clicks_send_once(page):
    page.goto("/form/")
    fill(page, "once")
    refused = page.evaluate(
        """() => {
            const refused = [];
            addEventListener("submit", (event) => refused.push(event.defaultPrevented));
            const button = document.querySelector("form.questions .button");
            [1, 2, 3].forEach(() => button.click());
            return refused;
        }"""
    )
    assert refused == [False, True, True]
    page.wait_for_url("**/form/")
    page.get_by_text("taken").wait_for()
    assert RECEIVED == ["once"]


def test_a_stale_page_gives_the_words_back(page):
    page.goto("/form/")
    fill(page, "stale")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("link", name="带着这些内容返回").click()
    page.wait_for_url("**/form/")
    assert page.get_by_label("发生了什么事？").input_value() == "stale"
    assert page.get_by_label("请帮我解决问题").is_checked()
    page.reload()
    assert page.get_by_label("发生了什么事？").input_value() == ""  # given back once, then gone


def test_a_question_is_asked_before_what_cannot_be_undone(page):
    page.goto("/form/")
    fill(page, "asked")
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("button", name="再想想").click()
    assert RECEIVED == []
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    page.get_by_text("taken").wait_for()
    assert RECEIVED == ["asked"]


def test_the_hint_of_unsaved_words_appears_with_the_first_of_them(page):
    page.goto("/form/")
    assert not page.locator(".unsaved").is_visible()
    page.get_by_label("发生了什么事？").fill("x")
    assert page.locator(".unsaved").is_visible()


def test_keys_walk_the_list_but_not_while_typing(page):
    page.goto("/design/?side=staff")
    page.locator("h1").first.click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.at a.title").inner_text() == design.ROWS[1]["title"]
    page.keyboard.press("k")
    assert page.locator("tr.at a.title").inner_text() == design.ROWS[0]["title"]
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("#id_q").input_value() == "jk"
    assert page.locator("tr.at").count() == 1


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280])
@pytest.mark.parametrize("query", ["", "?side=staff", "?state=wrong"])
def test_nothing_is_wider_than_the_screen(page, width, query):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/design/{query}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.add_cookies([{"name": "elder", "value": "1", "url": page.url}])
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/design/?state=wrong", "/design/?side=staff", "/accounts/login/"])
def test_axe_finds_nothing(page, address, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
