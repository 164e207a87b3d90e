"""Somebody at a browser: opens addresses, fills in by label, presses by name, and looks at every page that comes."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Response

PASSWORD = "lianxin-demo-2026"
DESK, PHONE, SMALL_PHONE = (1280, 900), (390, 844), (360, 740)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PICTURES = os.environ.get("LIANXIN_PICTURES", "")  # a folder; empty: no pictures are taken
SIZES = (
    (360, 740, 1500),
    (768, 1024, 1200),
    (1280, 900, 1000),
)  # width, height of the window, most of the picture
OPTIONAL = r"(\s*（可不填）)?$"
_axe = Axe()
_looked_at: set[tuple[str, int, int]] = set()  # axe looks once at each kind of page and width


class Person:
    """One browser window. `faults` must stay empty: what scripts threw, what the page could not load."""

    def __init__(
        self, browser: Browser, address: str, *, screen: tuple[int, int] = DESK, language: str = "zh-CN",
        scripts: bool = True,
    ) -> None:  # fmt: skip
        width, height = screen
        context = browser.new_context(
            base_url=address, locale=language, viewport={"width": width, "height": height},
            java_script_enabled=scripts, has_touch=width < 800,
        )  # fmt: skip
        self.scripts, self.width = scripts, width
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("response", self._arrive)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _hear(self, kind: str, text: str) -> None:
        # A refused page is also reported here; its status is asserted where it is asked for.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(text)

    def _arrive(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.faults.append(f"{answer.status} {answer.url}")

    # ---- moving about ------------------------------------------------------------------------------------
    def sign_in(self, username: str) -> Person:
        self.open("/accounts/login/")
        for name, text in (("login", username), ("password", PASSWORD)):
            self.page.locator(f"[name={name}]").fill(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.look()

    def open(self, address: str, status: int = 200) -> Person:
        answer = self.page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, status)
        return self.look(status)

    def visit(self, address: str) -> Person:
        """Open whatever page stands there, refusals included; a file, or what only acts, is passed over."""
        asked = self.page.request.get(address)
        assert (address, asked.status < 500) == (address, True)
        if asked.status == 405 or "text/html" not in asked.headers.get("content-type", ""):
            return self
        return self.open(address, asked.status)

    def press(self, name: str, *, status: int = 200, sure: bool = False) -> Person:
        """The button or link of this name in the page's main part, and yes to "are you sure"; then look at what comes."""
        main = self.page.get_by_role("main")
        pressed = main.get_by_role("button", name=name, exact=True)
        if not pressed.count():
            pressed = main.get_by_role("link", name=re.compile("^" + re.escape(name)))
        with self.page.expect_navigation() as moved:
            pressed.first.click()
            if sure:
                self.page.get_by_role("dialog").get_by_role("button").first.click()
        assert (name, moved.value.status, self.text if moved.value.status != status else "") == (
            name,
            status,
            "",
        )
        return self.look(status)

    def back(self) -> Person:
        self.page.go_back()
        return self.look()

    # ---- filling in --------------------------------------------------------------------------------------
    def write(self, answers: Mapping[str, str], *, within: str = "") -> Person:
        """Each answer into the field of that label: typed, chosen from the list, or ticked where choices stand open."""
        place = self.page.get_by_role("group", name=within, exact=True) if within else self.page
        for label, answer in answers.items():
            named = re.compile("^" + re.escape(label) + OPTIONAL)
            choices = place.get_by_role("group", name=named)
            field = place.get_by_label(named).first
            if choices.count():
                choices.get_by_label(answer, exact=True).check()
            elif field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(label=answer)
            else:
                field.fill(answer)
        return self

    def tick(self, *labels: str) -> Person:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()
        return self

    def value(self, label: str) -> str:
        return self.page.get_by_label(re.compile("^" + re.escape(label) + OPTIONAL)).first.input_value()

    # ---- pictures ----------------------------------------------------------------------------------------
    def picture(self, name: str, *, tall: int = 0) -> Person:
        """Where LIANXIN_PICTURES names a folder: this page at three widths, in few colours, cut after so many points.
        The window stays as it was.
        """
        if not PICTURES:
            return self
        page, before = self.page, self.page.viewport_size
        page.wait_for_load_state("networkidle")
        for width, height, most in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            whole = int(page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": min(tall or most, whole)}
            taken = page.screenshot(full_page=True, clip=clip)
            few = Image.open(io.BytesIO(taken)).convert("RGB").quantize(32, dither=Image.Dither.NONE)
            few.save(Path(PICTURES, f"{name}-{width}.png"), optimize=True)
        page.set_viewport_size(before)
        return self

    # ---- looking -----------------------------------------------------------------------------------------
    @property
    def text(self) -> str:
        return self.main.inner_text()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def sees(self, *words: str) -> Person:
        text = self.text
        assert [word for word in words if word not in text] == [], text
        return self

    def look(self, status: int = 200) -> Person:
        """What holds of every page: a title, one main part, one heading, nothing wider than the screen, no axe fault."""
        page = self.page
        page.wait_for_load_state()
        where = (page.url, self.width)
        assert (where, page.title().split(" · ")[0].strip() != "") == (where, True)
        assert (where, page.locator("main").count(), page.locator("h1").count()) == (where, 1, 1)
        if not self.scripts:
            return self
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (where, max(too_wide, 0)) == (where, 0)
        kind = (re.sub(r"[\d-]*\d[\d-]*", "N", page.url.split("//")[1].split("?")[0]), self.width, status)
        if kind not in _looked_at:
            _looked_at.add(kind)
            assert (where, axe_faults(page)) == (where, [])
        return self


def axe_faults(page: Page) -> list[tuple[str, str]]:
    """(rule, first element) of what axe finds against WCAG 2.2 AA."""
    found = _axe.run(page, options=WCAG).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
