"""The public log as tools and people read it, and the check of a receipt on a page."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxin.actions.filing import Filing
from lianxin.actions.intake import register
from lianxin.ledger.checkpoint import open_checkpoint
from lianxin.ledger.note import Verifier
from lianxin.ledger.receipt_file import dumps, for_paper, hash_of_copy, loads
from lianxin.ledger.tiles import Tile, TiledTree, TileMissing
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Matter, Promise
from lianxin.queries import log, log_days
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.facts import Actor
from lianxin.web.citizen.draft import Slip
from tests import make
from tests.actions.lives import petitioner
from tests.cast import Cast
from tests.logs import ORIGIN, log_home, receipt_of, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_home")]
__all__ = ["log_home"]


@pytest.fixture(autouse=True)
def fresh_figures(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


class Served:
    """The tiles as the web serves them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, tile: Tile) -> bytes:
        answer = self.client.get(f"/log/{tile.path}")
        if answer.status_code != 200:
            raise TileMissing(tile.path)
        return bytes(answer.content)


def test_a_stranger_checks_the_log_from_its_address_alone(cast: Cast, client: Client) -> None:
    matter = make.accepted(cast)
    run()
    keys = [Verifier.parse(line) for line in client.get("/log/keys").content.decode().split()]
    note = client.get("/log/checkpoint").content.decode()
    head = open_checkpoint(note, keys, origin=ORIGIN).checkpoint
    assert TiledTree(Served(client), head.size).root() == head.root
    checks = verify(receipt_of(matter), Asked(keys=keys, checkpoint=note, tiles=Served(client)))
    assert exit_code(checks) == 0


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/000.p/9",
        "tile/0/000.p/09",
        "tile/64/000",
        "tile/entries/0",
        "../keys/log.keys",
        "x",
    ],
)
def test_what_is_no_tile_of_the_signed_log_is_not_found(cast: Cast, client: Client, path: str) -> None:
    make.file()
    run()
    make.file()
    assert client.get(f"/log/{path}").status_code == 404


def test_a_tile_no_head_covers_yet_is_not_shown(cast: Cast, client: Client) -> None:
    make.file()
    run()
    size = log.sequenced()
    make.file()
    log_store = log.store()
    from lianxin.ledger.tiles import append

    append(log_store, size, [bytes(80)])  # cut off before the signature
    assert client.get("/log/tile/0/000.p/2").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 200


def test_files_may_be_read_by_anybodys_page(cast: Cast, client: Client) -> None:
    make.file()
    run()
    for path in ("checkpoint", "keys", "tile/entries/000.p/1"):
        answer = client.get(f"/log/{path}")
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
        assert "Cookie" not in answer.get("Vary", "")


# ---- figures ----


def figures(day: str) -> dict[str, tuple[int, int, int]]:
    from datetime import date

    rows = log_days.balances(date.fromisoformat(day))
    assert all(row.even for row in rows)
    return {row.office: (row.filed, row.ended, row.standing) for row in rows}


def test_what_came_in_is_out_or_open_on_every_day(cast: Cast) -> None:
    office = cast.organ("37142601").name
    make.file(on="2026-08-03")
    lead, late = make.file(on="2026-08-04").submission, make.file(on="2026-08-04").submission
    make.act(
        cast,
        late.matter,
        "JOIN",
        "fenban",
        "2026-08-05",
        lead=lead.number,
        relation="DUPLICATE",
        reason="同一件事",
    )
    assert figures("2026-08-02") == {}
    assert figures("2026-08-03") == {office: (1, 0, 1)}
    assert figures("2026-08-04") == {office: (3, 0, 3)}
    assert figures("2026-08-05") == {office: (3, 1, 2)}
    make.act(cast, late.matter, "UNJOIN", "fenban", "2026-08-06", reason="不是同一事项")
    assert figures("2026-08-05") == {office: (3, 1, 2)}
    assert figures("2026-08-06") == {office: (3, 0, 3)}


def test_sealed_matters_cannot_be_counted(cast: Cast) -> None:
    """Whoever sees every ordinary matter of the office sees the very number that is published."""
    office = cast.organ("37142601").name
    make.file(on="2026-08-03")
    make.file(on="2026-08-03", purpose=Purpose.ACCUSATION)
    suspected = make.file(on="2026-08-03", content=make.ACCUSING).submission.matter
    turned = make.file(on="2026-08-03").submission.matter
    assert figures("2026-08-03") == {office: (2, 0, 2)}
    make.act(cast, turned, "CLASSIFY", "fenban", "2026-08-05", category="0102", region="371426101",
             requests=[{"legal_class": "ACCUSATION"}])  # fmt: skip
    assert figures("2026-08-04") == {office: (2, 0, 2)}  # what was published stays as it was
    assert figures("2026-08-05") == {office: (2, 1, 1)}
    assert Matter.objects.filter(sealed=True).count() == 3
    assert [one.filed for one in log_days.days_until(cast.today, 1)] == [2]
    make.act(cast, suspected, "PROPOSE_UNSEAL", "fenban", "2026-08-06", reason="没有反映违纪")
    make.act(cast, suspected, "UNSEAL", "fenban2", "2026-08-06", reason="同意")
    assert figures("2026-08-06") == {office: (3, 1, 2)}  # it is none: counted like any other from now on
    assert figures("2026-08-05") == {office: (2, 1, 1)} and figures("2026-08-03") == {office: (2, 0, 2)}
    assert [one.filed for one in log_days.days_until(date(2026, 8, 6), 4)] == [1, 0, 0, 2]


def test_a_published_day_stays_as_it_was_whatever_is_sealed_or_laid_open_later(cast: Cast) -> None:
    """Else whoever keeps yesterday's page sees in today's that something was sealed, or was none."""
    lead, turned, late, held = (
        make.file(on="2026-08-03", **more).submission.matter
        for more in ({}, {}, {}, {"content": make.ACCUSING})
    )
    accuse, plain = (
        {**make.CLASSIFY, "requests": [{"legal_class": each}]} for each in ("ACCUSATION", "APPEAL_6")
    )
    same = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一件事"}
    gone = {"voluntary": True, "reason": "已经解决"}
    why = {"reason": "没有反映违纪"}
    steps = [
        ("2026-08-04", late, "JOIN", "fenban", same),
        ("2026-08-05", turned, "CLASSIFY", "fenban", accuse),
        ("2026-08-06", turned, "CLASSIFY", "fenban", accuse),
        ("2026-08-07", late, "UNJOIN", "fenban", why),
        ("2026-08-08", late, "CLASSIFY", "fenban", accuse),
        ("2026-08-09", turned, "PROPOSE_UNSEAL", "fenban", why),
        ("2026-08-10", turned, "UNSEAL", "fenban2", why),
        ("2026-08-11", held, "PROPOSE_UNSEAL", "fenban", why),
        ("2026-08-12", held, "UNSEAL", "fenban2", why),
        ("2026-08-13", held, "CLASSIFY", "fenban", plain),
        ("2026-08-14", turned, "CLASSIFY", "fenban", accuse),
        ("2026-08-15", lead, "WITHDRAW", petitioner(lead.submissions.get()), gone),
        ("2026-08-16", held, "CLASSIFY", "fenban", accuse),
        ("2026-08-17", held, "PROPOSE_UNSEAL", "fenban", why),
        ("2026-08-18", held, "UNSEAL", "fenban2", why),
    ]  # fmt: skip
    days, published = ["2026-08-03"], {}
    for on, matter, action, who, facts in steps:
        published[days[-1]] = on_the_page(days[-1])
        make.act(cast, matter, action, who, on, **facts)
        days.append(on)
        assert {day: on_the_page(day) for day in published} == published, (on, action)
    [(_filed, ended, standing)] = figures(days[-1]).values()
    assert (ended, standing) == (
        2,
        2,
    )  # sealed are two of the four; withdrawn counts as open until it is closed


def on_the_page(day: str) -> tuple[object, ...]:
    return figures(day), log_days.log_day(date.fromisoformat(day)).filed


def test_the_pages_tell_the_day_and_ask_little_of_the_database(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    register(
        Filing(office="37142601", channel=Channel.WEB, purpose=Purpose.REQUEST, title="路灯不亮", content="村口的路灯坏了。",
               requests=("修好路灯",), people=(make.WANG,), external_id="now"),
        actor=Actor(), at=now,
    )  # fmt: skip
    from lianxin.actions.log import sequence

    sequence(at=now)
    today = timezone.localdate(now)
    with django_assert_max_num_queries(15):
        index = client.get("/log/").content.decode()
    assert log.newest().root.hex()[:16] in index if isinstance(log.newest().root, bytes) else True
    assert ORIGIN in index
    with django_assert_max_num_queries(15):
        page = client.get(f"/log/day/{today}/").content.decode()
    assert cast.organ("37142601").name in page and "每个机关都对得上" in page
    assert client.get(f"/log/day/{today + timedelta(days=1)}/").status_code == 404
    assert client.get("/log/day/2026-02-30/").status_code == 404
    assert client.get("/log/?until=rubbish").status_code == 200


# ---- /verify ----


def sent(client: Client, text: str, **more: Any) -> str:
    upload = SimpleUploadedFile("receipt.json", text.encode())
    answer = client.post("/verify/", {"file": upload, **more})
    return f"{answer.status_code} {answer.content.decode()}"


def test_verify_says_yes_to_a_true_receipt(cast: Cast, client: Client) -> None:
    matter = make.accepted(cast)
    run()
    row = matter.submissions.get()
    content = SimpleUploadedFile("c.json", json.dumps(log.own_copy(row)).encode())
    page = sent(client, dumps(receipt_of(matter)), content=content)
    assert 'data-end="good"' in page and "与当时提交的一字不差" in page
    page = sent(client, dumps(receipt_of(matter)), checkpoint=log.newest().note.replace("\n", "\r\n"))
    assert 'data-end="good"' in page


def test_verify_finds_what_a_printed_receipt_promises(cast: Cast, client: Client) -> None:
    make.file()
    run()
    paper = for_paper(receipt_of(make.file().submission.matter))
    page = client.post("/verify/", {"text": paper}).content.decode()
    assert 'data-end="bad"' in page and "公开记录里没有这一件" in page  # promised for a day long past
    run()
    page = client.post("/verify/", {"text": paper}).content.decode()
    assert 'data-end="good"' in page


def test_verify_says_no_to_a_changed_one(cast: Cast, client: Client) -> None:
    matter = make.accepted(cast)
    run()
    told = json.loads(dumps(receipt_of(matter)))
    told["steps"][0]["event"]["at"] = "2026-08-01T10:00:00+08:00"
    assert 'data-end="bad"' in sent(client, json.dumps(told))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选择回执文件"),
        ({"text": "您好"}, "这不是回执文件的内容"),
        ({"text": "{}"}, "格式的回执"),
        ({"text": "{}", "checkpoint": "今天的"}, "这不是校验点"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    client: Client, given: dict[str, str], said: str
) -> None:
    answer = client.post("/verify/", given)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert all(text in page for text in given.values() if text != "{}")  # what was typed is kept


def test_the_spoken_code_finds_a_receipt_and_tells_nothing_of_it(cast: Cast, client: Client) -> None:
    row = make.file(purpose=Purpose.ACCUSATION).submission
    code = Promise.objects.get().code
    said = client.post("/verify/", {"code": code}).content.decode()
    assert "还没有收入公开记录" in said
    run()
    said = client.post("/verify/", {"code": f" {code.replace('-', '')} "}).content.decode()
    assert "已收入公开记录" in said and row.number not in said
    assert "校验不对" in client.post("/verify/", {"code": "1234-5678-9012-3456"}).content.decode()
    unknown = "0000-0000-0000-0097" if code != "0000-0000-0000-0097" else "0000-0000-0000-0194"
    assert client.post("/verify/", {"code": unknown}).status_code in (200, 422)


# ---- the holder's receipt ----


def proven(client: Client, submission: int) -> None:
    import time

    session = client.session
    session["proofs"] = {str(submission): int(time.time())}
    session.save()


ROUTES = ("log:receipt", "log:paper", "log:copy")


def test_only_the_holder_gets_a_receipt(cast: Cast, client: Client) -> None:
    row, other = make.file().submission, make.file().submission
    pages = [reverse(name, args=[row.number]) for name in ROUTES]
    assert {client.get(page).status_code for page in pages} == {404}
    proven(client, other.pk)
    assert {client.get(page).status_code for page in pages} == {404}
    proven(client, row.pk)
    assert {client.get(page).status_code for page in pages} == {200}
    assert all(client.get(page)["Cache-Control"] == "no-store" for page in pages)


def test_staff_get_it_only_right_after_registering_it(cast: Cast, client: Client) -> None:
    clerk = cast.account("dengji")
    old = make.file(cast("dengji")).submission
    new = register(
        Filing(office="37142601", channel=Channel.LETTER, purpose=Purpose.REQUEST, title="路灯不亮", content="村口的路灯坏了。",
               requests=("修好路灯",), people=(make.WANG,), external_id="fresh"),
        actor=cast("dengji"), at=timezone.now(),
    ).submission  # fmt: skip
    client.force_login(clerk)
    assert client.get(reverse("log:paper", args=[new.number])).status_code == 200
    assert client.get(reverse("log:paper", args=[old.number])).status_code == 404
    client.force_login(cast.account("fenban"))
    assert client.get(reverse("log:paper", args=[new.number])).status_code == 404


def test_the_printed_page_names_the_office_and_the_query_code_while_it_is_known(
    cast: Cast, client: Client
) -> None:
    made = make.file()
    proven(client, made.submission.pk)
    address = reverse("log:paper", args=[made.submission.number])
    page = client.get(address).content.decode()
    assert "临水县信访局" in page and made.query_code not in page
    session = client.session
    Slip(str(made.submission.pk), made.submission.number, made.query_code).keep(session)
    session.save()
    assert made.query_code in client.get(address).content.decode()


def test_the_file_is_the_receipt_and_the_copy_opens_its_hash(cast: Cast, client: Client) -> None:
    row = make.file().submission
    run()
    proven(client, row.pk)
    answer = client.get(reverse("log:receipt", args=[row.number]))
    receipt = loads(answer.content.decode())
    assert receipt.steps[0].proof is not None and row.number in answer["Content-Disposition"]
    copy = client.get(reverse("log:copy", args=[row.number])).content.decode()
    assert hash_of_copy(copy) == receipt.promise.content


def test_on_the_sealed_road_nothing_on_paper_or_file_names_the_matter(cast: Cast, client: Client) -> None:
    row = make.file(purpose=Purpose.ACCUSATION).submission
    proven(client, row.pk)
    answer = client.get(reverse("log:receipt", args=[row.number]))
    assert row.number not in answer.content.decode() + answer["Content-Disposition"]
    page = client.get(reverse("log:paper", args=[row.number])).content.decode()
    article = page[page.index('<article class="a5">') : page.index("</article>")]
    assert row.number not in article and "王秀英" not in page and Promise.objects.get().code in article
    assert client.get(reverse("log:copy", args=[row.number])).status_code == 404


def test_a_receipt_that_no_longer_fits_is_said_to_be_evidence(cast: Cast, client: Client) -> None:
    matter = make.accepted(cast)
    run()
    matter.history.filter(seq=1).update(to_state="CLOSED")
    row = matter.submissions.get()
    proven(client, row.pk)
    answer = client.get(reverse("log:receipt", args=[row.number]))
    assert answer.status_code == 409 and "那份回执就是证据" in answer.content.decode()


def test_the_pages_of_the_holder_show_the_way_to_the_receipt(cast: Cast, client: Client) -> None:
    row = make.file().submission
    proven(client, row.pk)
    page = client.get(reverse("citizen:progress", args=[row.number])).content.decode()
    code = Promise.objects.get().code
    assert code in page and reverse("log:receipt", args=[row.number]) in page and "最迟" in page
    run()
    page = client.get(reverse("citizen:progress", args=[row.number])).content.decode()
    assert "已收录，在前 1 条之内" in page
