"""Take the pictures of docs/pictures from the demo county: `LIANXIN_HOME=/tmp/lianxin-pictures python tools/pictures.py`.

Loads the demo into that home (made if missing, never the one in use), serves it on a free port, opens it in Chromium
as the people of the cast, and writes one PNG per screen. Nothing of the home itself goes into the repository.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "lianxin-demo-2026"  # noqa: S105 -- of the demo county, printed by `lianxin demo`
DESK, PHONE = (1280, 900), (390, 844)
MOST_BYTES = 200_000
SIDE_BY_SIDE, PAPER, GAP = ("D17", "D04", "D22", "D50"), (480, 679), 14
STORY = "2019年修路占了我家三亩地，当时说按标准补，到今天钱没有发到手。我去镇上问过四次，每次都让再等等。"
LONG_NAME = "买买提·吐尔逊·阿布都热依木"


def main() -> int:
    """Make every picture; returns 1 if one is too heavy for a README."""
    home = os.environ.get("LIANXIN_HOME", "")
    if not home or Path(home).resolve() == (ROOT / "var").resolve():
        sys.stderr.write(__doc__ or "")
        return 2
    _lianxin("migrate", "--verbosity", "0")
    _lianxin("demo")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"])
        for scene in (citizen, clerk, triage, handling, oversight, public, refusals):
            scene(Camera(browser, address))
        browser.close()
    papers()
    heavy = [file.name for file in sorted(PICTURES.glob("*.png")) if file.stat().st_size > MOST_BYTES]
    sys.stdout.write("".join(f"heavier than {MOST_BYTES} bytes: {name}\n" for name in heavy))
    return 1 if heavy else 0


def _lianxin(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "lianxin", *arguments], check=True, cwd=ROOT)


@contextmanager
def served() -> Iterator[str]:
    """The address of the demo, served until the pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "lianxin", "serve", "--no-jobs", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        for _try in range(120):
            try:
                urlopen(address, timeout=5).close()
                break
            except URLError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


class Camera:
    """One browser window at a time: who looks, on what screen."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self.page: Page = self._window(DESK)

    def _window(self, screen: tuple[int, int]) -> Page:
        width, height = screen
        context = self._browser.new_context(
            base_url=self._address, locale="zh-CN", viewport={"width": width, "height": height}
        )
        return context.new_page()

    def at(self, screen: tuple[int, int], username: str = "") -> Page:
        """A new window, signed in if a name is given."""
        self.page.context.close()
        self.page = self._window(screen)
        if username:
            self.page.goto("/accounts/login/")
            self.page.locator("[name=login]").fill(username)
            self.page.locator("[name=password]").fill(PASSWORD)
            self.press("登录")
        return self.page

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def take(self, name: str, *, most: int = 1600) -> None:
        """The whole page, cut after so many pixels."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.activeElement?.blur()")
        width = self.page.viewport_size["width"] if self.page.viewport_size else DESK[0]
        height = min(most, int(self.page.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        drawn = Image.open(BytesIO(self.page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
        _keep(drawn.convert("RGB"), name)


def _keep(drawn: Image.Image, name: str) -> None:
    """In 256 colours: a third of the bytes, to the eye the same."""
    drawn.quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def first_in_state(page: Page, state: str, *, organ: str = "") -> str:
    """The address of the first matter in a state that the person of this page may see."""
    page.goto(f"/staff/?tab=ALL&state={state}&organ={organ}")
    return (page.locator("a.title").first.get_attribute("href") or "").partition("?")[0]


def citizen(camera: Camera) -> None:
    page = camera.at(PHONE)
    page.goto("/")
    camera.take("home")
    page.goto("/petition/kind/")
    page.get_by_label("请帮我解决一个问题").check()
    camera.press("保存，继续")
    page.get_by_label("发生了什么事？").fill(STORY)
    page.get_by_label("您要求解决什么？").fill("请发放拖欠的征地补偿款")
    camera.press("保存，继续")
    camera.press("保存，继续")  # without files
    page.get_by_label("事情发生在哪里？").select_option(label="柳河镇")
    page.get_by_label("反映的是哪个单位？").fill("临水县自然资源局")
    camera.press("保存，继续")
    page.get_by_label("署名：机关可以联系您，书面答复您").check()
    page.get_by_label("姓名", exact=True).fill(LONG_NAME)
    page.get_by_label("手机或者座机").fill("138 1234 1234")
    page.get_by_label("住址").fill("柳河镇前柳村12号")
    camera.press("保存，继续")
    camera.take("read-back", most=1800)
    camera.press("提交")
    camera.take("receipt")
    number, code, _label = first_code("可申请复查")
    page.goto("/follow/")
    page.get_by_label("编号", exact=True).fill(number)
    page.get_by_label("查询码", exact=True).fill(code)
    camera.press("查看")
    camera.take("progress-phone", most=1700)


def first_code(label: str) -> tuple[str, str, str]:
    """Number, query code and state from the sheet that `lianxin demo` keeps."""
    sheet = Path(os.environ["LIANXIN_HOME"], "demo.txt").read_text(encoding="utf-8")
    found = re.search(rf"^\s*(\S+)\s+(\S+)\s+({label})$", sheet, re.MULTILINE)
    if found is None:
        raise LookupError(label)
    number, code, said = found.groups()
    return number, code, said


def clerk(camera: Camera) -> None:
    page = camera.at(DESK, "dengji")
    page.goto("/staff/register/")
    page.get_by_label("来信", exact=True).check()
    page.get_by_label("姓名（名称）").fill(LONG_NAME)
    page.get_by_label("反映的情况").fill(STORY)
    camera.take("register")


def triage(camera: Camera) -> None:
    page = camera.at(DESK, "fenban")
    camera.take("worklist", most=920)
    page.goto("/staff/search/?q=补偿")
    camera.take("search", most=900)
    page.goto("/staff/?tab=ALL&state=REGISTERED")
    for address in [
        (link.get_attribute("href") or "").partition("?")[0] for link in page.locator("a.title").all()
    ]:
        page.goto(f"{address}steps/forward/")
        if page.locator("[name=to]").count():
            page.locator("[name=to]").fill("临水县自然资源局")
            camera.take("forward")
            break


def handling(camera: Camera) -> None:
    page = camera.at(DESK, "ziran")
    matter = first_in_state(page, "HANDLING")
    page.goto(matter)
    camera.take("matter", most=900)
    page.goto(f"{matter}steps/draft_opinion/")
    camera.take("draft-opinion")
    page = camera.at(DESK, "fenban")
    page.goto(first_in_state(page, "OPINION_SERVED"))
    page.get_by_role("link", name=re.compile(r"打开\s*：信访事项处理意见书")).first.click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    page.evaluate("document.body.style.padding = '68px 60px'")  # the margins of @page
    camera.take("paper-print", most=1123)


def oversight(camera: Camera) -> None:
    camera.at(DESK, "xianzhang").goto("/staff/overview/")
    camera.take("overview", most=1200)


def public(camera: Camera) -> None:
    page = camera.at(DESK)
    page.goto("/log/")
    camera.take("log", most=1000)
    page.goto("/verify/")
    camera.take("verify", most=1200)


def papers() -> None:
    """The first pages of an opinion, a letter, a report under a red heading and a record of service, side by side."""
    with TemporaryDirectory() as folder:
        _lianxin("papers", "--samples", folder, "--pictures")
        pages = [Image.open(Path(folder, f"{kind}-1.png")).convert("RGB") for kind in SIDE_BY_SIDE]
        wide, high = PAPER
        sheet = Image.new("RGB", ((wide + GAP) * len(pages) + GAP, high + 2 * GAP), "#e9ebef")
        for place, page in enumerate(pages):
            sheet.paste(page.resize(PAPER, Image.Resampling.LANCZOS), (GAP + place * (wide + GAP), GAP))
    _keep(sheet, "papers")


def refusals(camera: Camera) -> None:
    page = camera.at(DESK, "shenji")
    matter = "/staff/matters/37142601-2026-00001-0/"
    page.goto(matter)
    camera.take("refused-404", most=700)
    page.goto("/staff/overview/")
    camera.take("refused-403", most=700)
    stale(camera)


def stale(camera: Camera) -> None:
    """Two tabs of one person stand for two people: the second form was made from an older page."""
    page = camera.at(DESK, "ziran")
    address = f"{first_in_state(page, 'HANDLING')}steps/evidence/"
    other = page.context.new_page()
    for tab, title in ((page, "补偿款发放明细"), (other, "现场勘验记录")):
        tab.goto(address)
        for label, text in (
            ("名称", title),
            ("来源", "柳河镇人民政府"),
            ("内容", "丈量记录三页，附平面图。"),
        ):
            tab.get_by_label(label, exact=True).fill(text)
    for tab in (other, page):
        with tab.expect_navigation():
            tab.get_by_role("button", name="登记调查和证据").click()
    camera.take("refused-409", most=1000)


if __name__ == "__main__":
    sys.exit(main())
