"""verify.js in a real browser: it says what the program says, and sends nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lianxin.actions.log_keys import signers
from lianxin.ledger.checkpoint import Checkpoint, sign_checkpoint
from lianxin.ledger.receipt_file import dumps, for_paper
from lianxin.queries import log
from lianxin.rules.codes import Purpose
from tests import make
from tests.cast import Cast, found_county
from tests.logs import log_home, receipt_of, run

CHROMIUM = Path("/usr/bin/chromium")
BUILT = Path(__file__).parents[3] / "lianxin/web/static/built/verify.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("log_home"),
    pytest.mark.skipif(
        not CHROMIUM.exists() or not BUILT.exists(), reason="needs Chromium and the built script"
    ),
]
__all__ = ["log_home"]


@pytest.fixture
def county(transactional_db: None) -> Cast:
    return found_county(today=date(2026, 8, 3))


@pytest.fixture
def page(live_server: Any, monkeypatch: pytest.MonkeyPatch, county: Cast) -> Iterator[Any]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
        opened.posts, opened.faults = [], []
        opened.on("request", lambda sent: opened.posts.append(sent.url) if sent.method == "POST" else None)
        opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
        yield opened
        assert opened.faults == []
        browser.close()


def answer(page: Any, text: str, checkpoint: str = "") -> tuple[str, str]:
    """(good, bad or warn; all that is said) for a pasted receipt."""
    page.goto("/verify/")
    page.get_by_label("或者粘贴回执内容").fill(text)
    if checkpoint:
        page.get_by_text("还想核对得更严").click()
        page.get_by_label("别处得到的校验点").fill(checkpoint)
    page.get_by_role("button", name="核对", exact=True).click()
    box = page.locator("#verified [data-end]")
    box.wait_for()
    return box.get_attribute("data-end"), box.inner_text()


def test_the_browser_alone_says_yes(page: Any, county: Cast) -> None:
    matter = make.served(county)
    for _ in range(300):  # beyond one tile
        make.file()
    run("2026-08-22")
    receipt = receipt_of(matter)
    then = log.newest().note
    end, said = answer(page, dumps(receipt), checkpoint=then)
    assert end == "good" and receipt.code in said and receipt.promise.number in said
    assert "完整包含回执里的那一份" in said and "证明连到所给校验点" in said and page.posts == []
    for _ in range(220):
        make.file()
    run("2026-08-23")
    end, said = answer(page, dumps(receipt), checkpoint=then)
    assert end == "good" and f"（{log.newest().size} 条）完整包含" in said


def test_the_browser_says_no_to_every_changed_part(page: Any, county: Cast) -> None:
    matter = make.accepted(county)
    run()
    true = dumps(receipt_of(matter))
    changes = {
        "单位签名": lambda told: told["promise"].update(filed_at="2026-08-01T10:00:00+08:00"),
        "办理经过": lambda told: told["steps"][-1]["event"]["shown"].update(handle_by="2027-01-01"),
        "收入公开记录": lambda told: told["steps"][0].update(
            proof=told["steps"][0]["proof"].replace("index 0", "index 1")
        ),
    }
    for name, change in changes.items():
        told = json.loads(true)
        change(told)
        end, said = answer(page, json.dumps(told))
        assert end == "bad" and name in said and page.posts == []
    told = json.loads(true)
    told["steps"] = [told["steps"][0], *told["steps"][2:]]
    assert answer(page, json.dumps(told))[0] == "bad"


def test_the_browser_sees_a_log_that_was_forked(page: Any, county: Cast) -> None:
    matter = make.accepted(county)
    run()
    note = sign_checkpoint(Checkpoint(log.origin(), log.newest().size, bytes(32)), signers())
    (log.store().root / "checkpoint").write_text(note)
    end, said = answer(page, dumps(receipt_of(matter)))
    assert end == "bad" and "今天的公开记录与回执里的对不上" in said
    end, said = answer(page, dumps(receipt_of(matter)), checkpoint=note)
    assert end == "bad" and "与所给校验点" in said


def test_a_fresh_a_sealed_and_a_paper_receipt(page: Any, county: Cast) -> None:
    run()
    sealed = make.file(purpose=Purpose.ACCUSATION).submission.matter
    paper = for_paper(receipt_of(sealed))
    end, said = answer(page, paper)
    assert end == "bad" and "公开记录里没有这一件" in said and "2026-08-04" in said  # its time has passed
    for _ in range(299):  # beyond one tile, and not a power of two
        make.file()
    run()
    end, said = answer(page, paper)
    assert end == "good" and "前 300 条之内" in said and page.posts == []
    end, said = answer(page, dumps(receipt_of(sealed)))
    assert end == "good" and sealed.number not in said


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("place", [50, 79])  # in the link, in the hour
def test_the_browser_refuses_a_changed_first_entry_and_accuses_nobody(
    page: Any, county: Cast, opened: bool, place: int
) -> None:
    receipt = receipt_of(make.file().submission.matter)
    told = json.loads(dumps(receipt) if opened else for_paper(receipt))
    run()
    entry = bytearray(base64.b64decode(told["steps"][0]["entry"]))
    entry[place] ^= 1
    told["steps"][0]["entry"] = base64.b64encode(entry).decode()
    end, said = answer(page, json.dumps(told))
    assert end == "bad" and "公开记录里没有这一件" not in said and page.posts == []


def test_what_the_browser_cannot_read_the_server_explains(page: Any) -> None:
    page.goto("/verify/")
    page.get_by_label("或者粘贴回执内容").fill("您好")
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_text("这不是回执文件的内容").first.wait_for()
    assert page.get_by_label("或者粘贴回执内容").input_value() == "您好"
