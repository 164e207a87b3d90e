"""The county of the cast behind a real server, and people who come to it with real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cast import Cast

pytest.register_assert_rewrite("tests.browser.person")
CHROMIUM = Path("/usr/bin/chromium")
BUILT = Path(__file__).parents[2] / "lianxin" / "web" / "static" / "built" / "app.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    reason = "浏览器测试被跳过：没有 Chromium 或者前端没有构建"
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.skipif(not (CHROMIUM.exists() and BUILT.exists()), reason=reason))


@pytest.fixture
def person(live_server, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """`person("ziran")` is signed in; `person()` is anybody; more arguments as of `Person`."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    sync_api = pytest.importorskip("playwright.sync_api")
    from tests.browser.person import Person

    everybody: list[Person] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])

        def somebody(username: str = "", **how: object) -> Person:
            made = Person(browser, live_server.url, **how)
            everybody.append(made)
            return made.sign_in(username) if username else made

        yield somebody
        assert [fault for each in everybody for fault in each.faults] == []
        browser.close()
