"""Every page a citizen can come to, found by the links of the pages themselves, and the forms that stand on them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from lianxin.actions.attachments import add, attach
from lianxin.actions.calls import Asked, open_call
from lianxin.actions.hall import call_next, take_number
from lianxin.actions.joint import accept
from lianxin.actions.sittings import Plan, plan, publish
from lianxin.models import (
    Account,
    Attachment,
    Call,
    Document,
    Matter,
    Organ,
    Publication,
    Region,
    Sitting,
    Submission,
)
from lianxin.rules.codes import Purpose
from lianxin.rules.facts import Actor
from lianxin.web.citizen.questions import PAGES
from lianxin.web.citizen.urls import pages as citizen_routes
from lianxin.web.log.urls import urlpatterns as log_routes
from lianxin.web.words import china_today
from tests import make
from tests.actions.lives import FOUR, REVIEWED, petitioner
from tests.cast import Cast, moment
from tests.files import PDF

TYPED = {"text", "textarea", "search", "email", "tel", "number", "date", "password", ""}


@dataclass
class Field:
    """One field of a form; `value` is as the page shows it."""

    name: str
    kind: str
    value: str = ""

    @property
    def typed(self) -> bool:
        return self.kind in TYPED


@dataclass
class Form:
    address: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def typed(self) -> list[Field]:
        return [each for each in self.fields if each.typed]

    def filled(self, text: str | None = None, *, everything: bool = False) -> dict[str, list[str]]:
        """What a browser would send if every box were ticked and the last of every choice and button taken; with
        `text` in every field one types in, or in everything that has a name.
        """
        sent: dict[str, list[str]] = {}
        for each in self.fields:
            value = text if text is not None and (each.typed or everything) else each.value
            if each.kind in ("radio", "option", "submit"):
                sent[each.name] = [value]
            else:
                sent.setdefault(each.name, []).append(value)
        return sent


class Page(HTMLParser):
    """What a page offers: links and forms."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.links, self.forms = address, [], []  # type: ignore[var-annotated]
        self._form: Form | None = None
        self._area: Field | None = None
        self._choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in pairs}
        if tag == "a" and "href" in at:
            self.links.append(urljoin(self.address, at["href"]))
        if tag == "form":
            where = urljoin(self.address, at.get("action") or self.address)
            self._form = Form(where, at.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None or "disabled" in at:
            return
        name = at.get("name", "")
        if tag == "select":
            self._choice = name
        elif tag == "option" and self._choice:
            self._form.fields.append(Field(self._choice, "option", at.get("value", "")))
        elif name and tag == "textarea":
            self._area = Field(name, "textarea")
            self._form.fields.append(self._area)
        elif name and tag in ("input", "button"):
            kind = at.get("type", "submit" if tag == "button" else "")
            value = at.get("value", "on" if kind in ("checkbox", "radio") else "")
            self._form.fields.append(Field(name, kind, value))

    def handle_startendtag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, pairs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._choice = ""
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data


def ago(days: int) -> str:
    return (china_today() - timedelta(days=days)).isoformat()


# ---- a county in which every page has something on it ------------------------------------------------------
def settle(cast: Cast) -> dict[int, str]:
    """Matters at every bend of the road, a day of reception, a call, an answer told; query code by submission."""
    codes: dict[int, str] = {}
    for build in (_served, _reviewed, _signed, _accepted, _many, _closed, _accusation):
        for made in build(cast):
            codes[made.submission.pk] = made.query_code
    day, at = china_today() + timedelta(days=7), moment(ago(0))
    open_call(cast("fenban"), Asked("37142600", "公交怎样开", "请说说", china_today(), day), at=at)
    plan(cast("fenban"), Plan("37142600", day, day, time(9), time(10), 20, "一号室", ("县长 贺某",)), at=at)
    publish(cast("fenban"), list(Sitting.objects.values_list("pk", flat=True)), at=at)
    told = Submission.objects.filter(pk__in=codes).earliest("pk").matter
    Publication.objects.create(
        matter=told, state=Publication.PUBLIC, title="标题", question="问题", answer="答复",
        published_on=date.fromisoformat(ago(3)),
        drafted_by=cast.account("ziran"), approved_by=cast.account("zirantou"),
    )  # fmt: skip
    take_number(cast("dengji"), "37142601", 2, at=at)
    call_next(cast("dengji"), "37142601", "2", at=at)
    return codes


def _to_signed(cast: Cast) -> make.Registered:
    made = make.file(on=ago(60))
    number = made.submission.number
    make.act(cast, number, "CLASSIFY", "fenban", ago(60), **make.CLASSIFY)
    make.act(cast, number, "FORWARD", "fenban", ago(60), to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, number, "ACCEPT", "ziran", ago(58), procedure="ORDINARY", method="MAIL")
    make.act(cast, number, "DRAFT_OPINION", "ziran", ago(42), **make.OPINION)
    make.act(cast, number, "CHECK_OPINION", "ziran2", ago(41))
    make.act(cast, number, "SIGN_OPINION", "zirantou", ago(40))
    return made


def _serve(cast: Cast, number: str, who: str, day: str) -> None:
    make.act(cast, number, "SERVE", who, day, recipients=[number], method="IN_PERSON", served_on=day)


def _served(cast: Cast) -> list[make.Registered]:
    made = _to_signed(cast)
    row = add("tray", "合同.pdf", PDF, at=moment(ago(60)))
    attach([row], made.submission, made.submission.matter.history.order_by("seq")[0])
    _serve(cast, made.submission.number, "ziran", ago(20))
    return [made]


def _reviewed(cast: Cast) -> list[make.Registered]:
    made = _to_signed(cast)
    number = made.submission.number
    _serve(cast, number, "ziran", ago(39))
    make.act(cast, number, "APPLY_REVIEW", "fenban2", ago(30), reason="事实没有查清")
    make.judged(cast, number, "REVIEW", ago(20), review_outcome="UPHOLD", **REVIEWED)
    _serve(cast, number, "xianfu", ago(19))
    return [made]


def _signed(cast: Cast) -> list[make.Registered]:
    return [_to_signed(cast)]


def _accepted(cast: Cast) -> list[make.Registered]:
    made = make.file(on=ago(5))
    number = made.submission.number
    make.act(cast, number, "CLASSIFY", "fenban", ago(5), **make.CLASSIFY)
    make.act(cast, number, "FORWARD", "fenban", ago(5), to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, number, "ACCEPT", "ziran", ago(3), procedure="ORDINARY", method="MAIL")
    return [made]


def _many(cast: Cast) -> list[make.Registered]:
    """Newly filed by 王秀英, who has an agent; one came by her invitation and would speak for both."""
    made = make.file(on=ago(1))
    own, matter = petitioner(made.submission), made.submission.matter
    token = invitation(cast, matter)
    one = make.Person(name="李有田", phone="13912341234", address="前柳村")
    came = accept(token, one, "", key="walk", actor=Actor(), at=moment(ago(0)))
    make.act(cast, matter, "STAND", petitioner(came.submission), ago(0), agree=True)
    make.act(
        cast, matter, "APPOINT_AGENT", own, ago(0), name="刘芳芳", phone="13912345678", kind="ENTRUSTED",
        scope=["SPEAK"], until=ago(-30), signed=True,
    )  # fmt: skip
    return [made, came]


def invitation(cast: Cast, matter: Matter) -> str:
    """The last part of a link by which others join."""
    own = petitioner(matter.submissions.earliest("pk"))
    return make.act(cast, matter, "INVITE", own, ago(0), days="7").handed_out


def _closed(cast: Cast) -> list[make.Registered]:
    """Two that are over: one not yet asked about publication, one that agreed."""
    both = [_to_signed(cast), _to_signed(cast)]
    for made in both:
        _serve(cast, made.submission.number, "ziran", ago(39))
        make.act(cast, made.submission.matter, "CLOSE", "ziran", ago(2), **FOUR)
    own = petitioner(both[1].submission)
    make.act(cast, both[1].submission.matter, "AGREE_PUBLICATION", own, ago(1), agreed=True)
    return both


def _accusation(cast: Cast) -> list[make.Registered]:
    made = make.file(
        on=ago(1), purpose=Purpose.ACCUSATION, complained_organ="37142602", people=(), anonymous=True
    )
    make.act(cast, made.submission.number, "ASK_PETITIONER", "fenban", ago(0), question="哪一年的事？")
    return [made]


def typed() -> list[str]:
    """What people wrote and what places, persons and papers are called: no words of the product."""
    names = [
        "李有田",
        "刘**",
        "县纪委监委",
        *(text for row in Organ.objects.all() for text in (row.name, row.short_name, row.address, row.hours)),
        *Region.objects.values_list("name", flat=True),
        *Account.objects.values_list("name", flat=True),
        *Document.objects.values_list("number", flat=True),
    ]
    for row in Submission.objects.all():
        names += [row.content, row.title, *row.asked]
    for model, fields in (
        (Sitting, ("host", "place", "title")), (Call, ("title", "text")), (Attachment, ("name",)),
        (Publication, ("title", "question", "answer")),
    ):  # fmt: skip
        for row in model.objects.all():
            names += [str(getattr(row, field)) for field in fields]
    return sorted(filter(None, names), key=len, reverse=True)


# ---- walking -----------------------------------------------------------------------------------------------
def prove(browser: Client, codes: dict[int, str]) -> None:
    """All of these in one browser, as somebody would who had every slip in hand."""
    for row in Submission.objects.filter(pk__in=codes):
        browser.post("/follow/", {"number": row.number, "code": codes[row.pk]})


def kind_of(address: str) -> str:
    """What sort of page an address is: its route, with the step or page it names."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    named = [found.kwargs[key] for key in ("action", "page", "code", "form") if key in found.kwargs]
    return ":".join([found.view_name, *map(str, named)])


def ours(address: str) -> bool:
    """Whether it lies on the citizen's side."""
    name = kind_of(address)
    return name == "home" or name.startswith(("citizen:", "log:"))


def starts() -> Iterator[str]:
    """Every address without a gap, as the tables of routes hold them, and the few to which no page leads."""
    for prefix, routes in (("/", citizen_routes), ("/", log_routes)):
        for route in routes:
            if "<" not in str(route.pattern):
                yield f"{prefix}{route.pattern}"
    yield from (f"/petition/{page.name}/" for page in PAGES)
    yield from ("/", "/hall/37142601/", "/join/nosuchlink/")
    yield from (f"/follow/{number}/" for number in Submission.objects.values_list("number", flat=True))


def walk(browser: Client, *more: str) -> dict[str, tuple[str, Page]]:
    """One page of every kind that links lead to, by its kind: address and what it offers. What opens no page is left out."""
    waiting, found, seen = deque([*starts(), *more]), {}, set()
    while waiting:
        address = waiting.popleft().split("#")[0]
        kind = kind_of(address)
        if not ours(address) or (kind in found and kind != "citizen:progress") or address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        if 300 <= answer.status_code < 400:
            waiting.append(urljoin(address, answer["Location"]))
            continue
        if answer.status_code == 405 or "text/html" not in answer["Content-Type"]:
            continue
        page = Page(address, answer.content.decode())
        found.setdefault(kind, (address, page))
        waiting.extend(link for link in page.links if not re.match(r"[a-z]+:", link))
    return found
