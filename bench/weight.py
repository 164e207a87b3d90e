"""What a citizen's page weighs on its first load, and how long an old phone on a slow line waits for it.

    python bench/weight.py                         starts a server of its own on an empty database
    python bench/weight.py --url https://…         measures one that runs

A fresh browser per page, no cache. Weight is what came over the line (headers and bodies as they were packed),
pictures left out. The line is Chromium's "slow 3G": 400 kbit/s both ways, 400 ms until an answer begins.
A ✗ stands where a page is heavier than it may be, and then the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "/", "/petition/", "/petition/door/", "/petition/door/court/", "/petition/kind/", "/petition/what/",
    "/petition/files/", "/petition/where/", "/petition/you/", "/petition/check/", "/petition/paper/", "/follow/",
    "/law/", "/privacy/", "/verify/", "/log/",
)  # fmt: skip
MOST_KB = 150
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHONE = {"width": 360, "height": 740}
TIMES = """() => { const [page] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return [paint ? paint.startTime : 0, page.loadEventEnd]; }"""


def weigh(browser: Browser, url: str) -> dict[str, Any]:
    """Requests, kB over the line without pictures, and ms until something is seen and until all is there."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    line = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    line.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    line.on(
        "Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]})
    )
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    answer = page.goto(url, wait_until="load", timeout=120_000)
    assert answer is not None and answer.ok, (url, answer and answer.status)
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    seen, loaded = page.evaluate(TIMES)
    context.close()
    counted = [size for one, size in sizes.items() if kinds.get(one) not in ("Image", None)]
    kb = sum(counted) / 1000
    return {"requests": len(counted), "kb": kb, "seen": seen, "loaded": loaded, "met": kb <= MOST_KB}


@contextmanager
def own_server(port: int) -> Iterator[str]:
    """The product as it is served, with an empty database; stopped afterwards."""
    program = str(Path(sys.executable).with_name("lianxin"))
    with tempfile.TemporaryDirectory(prefix="lianxin-bench-") as home:
        env = {**os.environ, "LIANXIN_HOME": home, "DATABASE_URL": ""}
        subprocess.run([program, "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
        server = subprocess.Popen(
            [program, "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url)
            yield url
        finally:
            server.terminate()
            server.wait()


def _await(url: str) -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(f"{url}/law/", timeout=5)  # noqa: S310 - our own address
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise TimeoutError(url)


def main() -> int:
    """Print a table of the pages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="")
    parser.add_argument("--port", type=int, default=8199)
    given = parser.parse_args()
    if given.url:
        return measure(given.url)
    with own_server(given.port) as url:
        return measure(url)


def measure(url: str) -> int:
    """The table of one server; 1 where a page is too heavy."""
    sys.stdout.write("| page | requests | kB | seen s | loaded s |\n|---|---:|---:|---:|---:|\n")
    met = True
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for path in PAGES:
            row = weigh(browser, url.rstrip("/") + path)
            met = met and row["met"]
            told = f"| {path} | {row['requests']} | {row['kb']:.1f} | {row['seen'] / 1000:.1f} | {row['loaded'] / 1000:.1f} |"
            sys.stdout.write(told + ("" if row["met"] else " ✗") + "\n")
            sys.stdout.flush()
        browser.close()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
