"""What a page costs: CPU, time and SQL queries of the busiest pages and API calls, at several store sizes.

Each request goes through Django's whole stack, in this process, as a browser or a machine would send it. CPU is this
process's and, on PostgreSQL, also the server process's of the one connection used (read from /proc, so the server must
run on this machine). Beside each stands what Signalen takes for the same at 100,000 records: how many times less.

Usage: python bench/pages.py [--sizes 10000,100000] [--seconds 8] [--database sqlite|postgres://…] [--only NAME] [--json]
       python bench/pages.py --serve 8100 [--sizes 100000] …   fills a store and serves it for a load generator
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from store import ROOT, SUBJECTS, fill, options, say, server_cpu, store_of

# CPU ms of web and database, and SQL queries, of Signalen at 100,000 records on such a machine.
PEER = {
    "list": (1000, 870),
    "list with a word": (1500, 860),
    "detail": (75, 20),
    "create": (93, 73),
    "status": (107, 48),
    "overview": (890, 374),
}
TARGET = {"list": 10, "list with a word": 10}  # times less CPU; three times for the others
MOST, WARM = 150, 3  # requests per case; a step that is taken is taken on another matter each time
ENOUGH = MOST + WARM + 1
JSON = "application/json"
TITLE, CONTENT = SUBJECTS[1]
ACCEPT = {"procedure": "ORDINARY", "method": "MAIL"}


@dataclass(frozen=True)
class Case:
    """One kind of request: what it is compared with, how the n-th is sent, and how it must be answered."""

    name: str
    peer: str
    send: Callable[[int], Any]
    status: int = 200


def cases() -> list[Case]:
    """The five busiest pages, the overview, and the same over the API."""
    triage, clerk, handler = browser("fenban"), browser("dengji"), browser("ziran")
    key, handlers = bearer("fenban"), bearer("ziran")
    read, take = in_state("HANDLING"), in_state("ROUTED")

    def page(client: Any, path: str, headers: dict[str, str] | None = None) -> Callable[[int], Any]:
        return lambda n: client.get(path, headers=headers)

    return [
        Case("work list", "list", page(triage, "/staff/")),
        Case("work list, all", "list", page(triage, "/staff/?tab=ALL")),
        Case("work list, a word", "list with a word", page(triage, "/staff/?tab=ALL&q=路灯")),
        Case("work list, a word of all", "list with a word", page(triage, "/staff/?tab=ALL&q=37142601")),
        Case("file of a matter", "detail", lambda n: handler.get(f"/staff/matters/{read[n].number}/")),
        Case("register at the window", "create", lambda n: registers(clerk, n), 302),
        Case("take a step", "status", lambda n: accepts(handler, take[2 * n]), 302),
        Case("overview", "overview", page(triage, "/staff/overview/")),
        Case("API list", "list", page(triage, "/api/matters", key)),
        Case("API list, a word", "list with a word", page(triage, "/api/matters?q=路灯", key)),
        Case("API detail", "detail", lambda n: triage.get(f"/api/matters/{read[n].number}", headers=key)),
        Case("API create", "create", lambda n: files(triage, n), 201),
        Case("API step", "status", lambda n: accepts_by_key(handler, take[2 * n + 1], handlers)),
    ]


def browser(username: str) -> Any:
    """The signed-in browser of one person."""
    from django.test import Client

    import lianxin.wsgi  # noqa: F401 - with the settings of the process that serves
    from lianxin.models import Account

    client = Client(headers={"accept-language": "zh-hans"}, SERVER_NAME="127.0.0.1")
    account = Account.objects.get(username=username)
    client.force_login(account)
    return client


def bearer(username: str) -> dict[str, str]:
    """The header of a machine that acts as this person."""
    from lianxin.actions.directory import issue_token
    from lianxin.models import Account

    key = issue_token(Account.objects.get(username=username), "bench", expires_on=date(2999, 1, 1))
    return {"Authorization": f"Bearer {key}"}


def in_state(state: str) -> list[Any]:
    """Matters in this state, enough for two cases, spread over the whole store."""
    from lianxin.models import Matter

    keys = list(Matter.objects.filter(state=state).order_by("pk").values_list("pk", flat=True))
    spread = keys[:: max(len(keys) // (2 * ENOUGH), 1)][: 2 * ENOUGH]
    return list(Matter.objects.filter(pk__in=spread))


def registers(client: Any, n: int) -> Any:
    """A visitor's words, written down at the window."""
    return client.post("/staff/register/", {
        "office": "37142601", "channel": "VISIT", "purpose": "REQUEST", "received_on": "", "persons_concerned": "1",
        "persons_present": "1", "external_id": uuid.uuid4().hex, "title": TITLE, "content": f"{CONTENT}第{n}盏。",
        "read_back": "on", "requests-0": "请修好村口的路灯", "people-0-role": "PETITIONER",
        "people-0-name": "王秀英", "people-0-phone": "13812341234", "people-0-address": "前柳村12号",
    })  # fmt: skip


def accepts(client: Any, matter: Any) -> Any:
    """The bureau accepts: a paper, a stage, a clock of sixty days, a notice to the petitioner."""
    typed = {"version": matter.version, **ACCEPT}
    return client.post(f"/staff/matters/{matter.number}/steps/accept/", typed)


def accepts_by_key(client: Any, matter: Any, key: dict[str, str]) -> Any:
    """The same by a machine."""
    sent = json.dumps({"version": matter.version, "facts": ACCEPT})
    return client.post(f"/api/matters/{matter.number}/acts/ACCEPT", sent, content_type=JSON, headers=key)


def files(client: Any, n: int) -> Any:
    """A citizen files over the API, each from another address."""
    sent = {
        "office": "37142601", "purpose": "REQUEST", "title": TITLE, "requests": ["请修好村口的路灯"],
        "content": f"{CONTENT}第{n}盏。",
        "people": [{"name": "王秀英", "phone": "13812341234", "address": "前柳村12号"}],
    }  # fmt: skip
    address = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
    return client.post("/api/submissions", json.dumps(sent), content_type=JSON, REMOTE_ADDR=address)


# ---- measuring --------------------------------------------------------------------------------------------
def measure(case: Case, seconds: float, server: Callable[[], float]) -> dict[str, Any]:
    """CPU ms per request (all, and the database server's part), p50 and p95 in ms, SQL queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    turn = iter(range(ENOUGH))
    for _ in range(WARM):
        sent(case, turn)
    took: list[float] = []
    end, own, theirs = time.perf_counter() + seconds, time.process_time(), server()
    while len(took) < MOST and (len(took) < 5 or time.perf_counter() < end):
        start = time.perf_counter()
        sent(case, turn)
        took.append(1000 * (time.perf_counter() - start))
    own, theirs = time.process_time() - own, server() - theirs
    with CaptureQueriesContext(connection) as asked:
        sent(case, turn)
    return {
        "page": case.name,
        "requests": len(took),
        "cpu_ms": round(1000 * (own + theirs) / len(took), 1),
        "of_it_database": round(1000 * theirs / len(took), 1),
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "queries": len(asked),
        **against(case.peer, 1000 * (own + theirs) / len(took), len(asked)),
    }


def sent(case: Case, turn: Iterator[int]) -> None:
    """Send the next one, and make sure that it was answered as it should be."""
    answer = case.send(next(turn))
    assert answer.status_code == case.status, (case.name, answer.status_code, answer.content[:2000].decode())


def against(peer: str, cpu: float, queries: int) -> dict[str, Any]:
    """How many times less CPU and fewer queries than the peer, and whether the CPU is what we set out for."""
    peer_cpu, peer_queries = PEER[peer]
    wanted = TARGET.get(peer, 3)
    return {
        "cpu_times_less": round(peer_cpu / cpu, 1),
        "queries_times_less": round(peer_queries / queries, 1),
        "wanted": wanted,
        "met": peer_cpu / cpu >= wanted,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a table for people, in Markdown."""
    shown = {
        "page": "page", "cpu_ms": "CPU ms", "of_it_database": "of it database", "p50_ms": "p50 ms", "p95_ms": "p95 ms",
        "queries": "queries", "cpu_times_less": "CPU ÷", "queries_times_less": "queries ÷", "wanted": "wanted ÷",
    }  # fmt: skip
    lines = [" | ".join(shown.values()), "|".join(["---"] + ["---:"] * (len(shown) - 1))]
    for row in rows:
        lines.append(" | ".join(str(row[name]) for name in shown) + ("" if row["met"] else " ✗"))
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def serve(port: int) -> None:
    """The filled store behind `lianxin serve`, and what load.py needs to sign in to it, until interrupted."""
    client = browser("fenban")
    told = {
        "Cookie": f"sessionid={client.cookies['sessionid'].value}",
        **bearer("fenban"),
    }
    numbers = Path(os.environ["LIANXIN_HOME"], "numbers.json")
    numbers.write_text(json.dumps([row.number for row in in_state("HANDLING")]))
    headers = " ".join(f"--header '{name}: {value}'" for name, value in told.items())
    say(f"--base http://127.0.0.1:{port} {headers}\nnumbers in {numbers}")
    subprocess.run([sys.executable, "-m", "lianxin", "serve", "--port", str(port)], cwd=ROOT, check=False)


def main() -> None:
    """Print a table per store size; a ✗ stands where a page costs more CPU than it should."""
    given = options(
        __doc__, sizes="10000,100000", seconds=8.0, database="sqlite", only="", serve=0, json=False
    )
    sizes = sorted(int(part) for part in given.sizes.split(","))
    warnings.simplefilter("ignore")  # no static files are collected here
    found = []
    with store_of(given.database):
        from django.db import connection

        if given.serve:
            fill(sizes[-1])
            serve(given.serve)
        for size in [] if given.serve else sizes:
            stored, server = fill(size), server_cpu()
            rows = [measure(c, given.seconds, server) for c in cases() if c.name.startswith(given.only)]
            found.append({"database": connection.vendor, "stored": stored, "pages": rows})
            if not given.json:
                say(f"\n{connection.vendor}, {stored:,} matters\n\n{table(rows)}")
    if given.json:
        say(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
