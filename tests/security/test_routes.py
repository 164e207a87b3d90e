"""The leak matrix by address: every route of the staff side, as it stands in the table of routes, so that a new one counts
without anybody remembering to enter it here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lianxin.actions import scans
from lianxin.models import Matter, Scan, SheetImport
from lianxin.web.citizen.urls import pages as citizen_routes
from lianxin.web.staff.urls import urlpatterns as staff_routes
from tests import make
from tests.cast import Cast, moment
from tests.drawn import letter, saved
from tests.security.test_leaks import DAY, ROWS, recused, referred, sealed, sealed_above, suspected

pytestmark = pytest.mark.django_db
# One of every sort of post, on each side of every wall.
SOME = (
    "fenban",
    "duban",
    "xianzhang",
    "ziran",
    "renshe",
    "tongji",
    "shenji",
    "guanli",
    "xianji",
    "zhenban",
    "shifenban",
)
WALLED = [
    (build, readers)
    for build, readers in ROWS
    if build in (sealed, suspected, sealed_above, referred, recused)
]
NOBODYS = "37142601-2026-99999-9"
GAPS = {"pk": "1", "action": "classify", "form": "pdf"}
WITHOUT_CONTENT = {
    ("trace", "shenji")
}  # an auditor follows the handling; queries.access.auditable says where


@pytest.fixture
def enter(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    monkeypatch.setattr(timezone, "now", lambda: moment(DAY))

    def entered(username: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(cast.account(username))
        return client

    return entered


def of_a_matter() -> Iterator[tuple[str, str]]:
    """(name, address with {number}) of every staff route below a matter."""
    for route in staff_routes:
        pattern = str(route.pattern)
        if "<str:number>" in pattern:
            filled = pattern.replace("<str:number>", "{number}")
            yield route.name, "/staff/" + re.sub(r"<\w+:(\w+)>", lambda gap: GAPS[gap[1]], filled)


def plain() -> list[str]:
    return [f"/staff/{route.pattern}" for route in staff_routes if "<" not in str(route.pattern)]


def test_every_address_of_a_matter_is_absent_for_who_does_not_read_it(cast: Cast, enter) -> None:
    addresses = list(of_a_matter())
    assert {"matter", "trace", "precedents", "case", "step", "paper_file"} <= {
        name for name, _at in addresses
    }
    matters = [(build(cast), readers) for build, readers in WALLED]
    for username in SOME:
        client = enter(username)
        made_up = {name: client.get(at.format(number=NOBODYS)).status_code for name, at in addresses}
        for matter, readers in matters:
            if username in readers:
                continue
            for name, at in addresses:
                if (name, username) in WITHOUT_CONTENT:
                    continue
                found = client.get(at.format(number=matter.number))
                assert (username, name, found.status_code) == (username, name, made_up[name])


def test_no_page_names_a_matter_to_who_does_not_read_it(cast: Cast, enter) -> None:
    matters: list[tuple[Matter, set[str]]] = [(build(cast), readers) for build, readers in WALLED]
    make.file(office="37000001")
    named: dict[str, set[str]] = {matter.number: set() for matter, _readers in matters}
    for username in SOME:
        client = enter(username)
        for address in plain():
            page = client.get(address)
            text = page.content.decode("utf-8", "replace") if not page.streaming else ""
            for matter, readers in matters:
                if matter.number in text:
                    named[matter.number].add(username)
                    assert (address, username in readers) == (address, True)
    assert all(
        named[matter.number] for matter, _readers in matters
    )  # a wall is no wall if nobody sees anything


def test_no_public_page_names_any_matter(cast: Cast, client: Client) -> None:
    numbers = [build(cast).number for build, _readers in ROWS]
    for route in citizen_routes:
        if "<" not in str(route.pattern):
            text = client.get(f"/{route.pattern}").content.decode("utf-8", "replace")
            assert (str(route.pattern), [n for n in numbers if n in text]) == (str(route.pattern), [])


def test_letters_and_tables_that_wait_are_absent_for_every_other_desk(
    cast: Cast, enter, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    data = saved(letter())
    mine = scans.take([("来信.jpg", data)], "37142601", actor=cast("dengji"), at=moment(DAY)).scan
    held = scans.take(
        [("另一封.jpg", saved(letter("别的")))], "37142602", actor=cast("ziran"), at=moment(DAY)
    ).scan
    Scan.objects.filter(pk=held.pk).update(state="READ", held=True)
    table = enter("dengji").post(
        "/staff/imports/",
        {"office": "37142601", "file": SimpleUploadedFile("表.csv", "标题,内容\n甲,乙\n".encode())},
    )
    assert table.status_code == 302
    sheet = SheetImport.objects.get()
    for username in (*SOME, "dengji", "ziran2"):
        client = enter(username)
        for row in (
            mine,
            held,
        ):  # what accuses is for the mail room that takes accusations, whoever brought it
            readers = {"dengji", "fenban"}
            for part in ("", "pages/1/", f"files/{row.files.get().pk}/"):
                code = client.get(f"/staff/scans/{row.pk}/{part}").status_code
                registers = client.get("/staff/scans/").status_code == 200
                absent = 404 if registers else 403
                seen = username in readers and part != "pages/1/"  # no page was drawn: 410 for its picture
                assert (username, row.pk, part, code) == (
                    username,
                    row.pk,
                    part,
                    200 if seen else 410 if username in readers else absent,
                )
        code = client.get(f"/staff/imports/{sheet.pk}/").status_code
        assert (username, code in (403, 404)) == (username, username != "dengji")
