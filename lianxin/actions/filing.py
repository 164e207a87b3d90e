"""What somebody files, before it is registered: read strictly, refused kindly, nothing lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TypeVar

from lianxin.actions.given import Errors, Invalid
from lianxin.queries.law import law_on
from lianxin.rules import identity
from lianxin.rules.codes import Channel, Coded, Purpose
from lianxin.rules.editions import NoEdition
from lianxin.rules.grounds import ground
from lianxin.rules.privacy import is_masked
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import Suspicion
from lianxin.text.clean import TooLong, clean
from lianxin.text.headline import listed_headline

CodeT = TypeVar("CodeT", bound=Coded)
TITLE, CONTENT, REQUEST, ADDRESS = 200, 20_000, 1000, 200
ROLES = frozenset({"PETITIONER", "JOINT", "REPRESENTATIVE", "AGENT"})
MOST_REQUESTS, MOST_PEOPLE = 20, 2000
TYPED = frozenset({"window", "scan"})  # by a clerk, who has read it and can be asked
EARLIEST = date(1995, 1, 1)


@dataclass(frozen=True)
class Person:
    """One person as typed; role PETITIONER, JOINT, REPRESENTATIVE or AGENT."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""
    role: str = "PETITIONER"
    electronic: bool = False


@dataclass(frozen=True)
class Filing:
    """One letter, visit, call or web entry as it came. Codes for office, organ and region; dates are days in China."""

    office: str
    channel: Channel
    purpose: Purpose
    title: str
    content: str
    requests: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    anonymous: bool = False
    region: str = ""
    complained_organ: str = ""
    complained_person: str = ""
    received_on: date | None = None
    postmark_date: date | None = None
    persons_present: int | None = None
    persons_concerned: int = 1
    read_back: bool = False  # said by word of mouth, written down, read out and confirmed
    written: bool = False  # who came to the window brought it written
    addressee: str = ""
    reserved: str = ""  # a number reserved on a paper receipt, written out while there was no power
    received_time: time | None = None  # of a call, or as it stands on a paper receipt
    their_number: str = ""  # of the office that sent it on; its day is kept and shown, no clock of the law
    their_due_on: date | None = None
    files: tuple[str, ...] = ()  # tokens of attachments that wait in a tray
    # Reads like an accusation: behind the wall until a person has said what it is. None: nobody has looked yet.
    held: bool | None = None
    source: str = "web"
    external_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def words(self) -> str:
        """All that the writer says: title, content and requests."""
        return "\n".join((self.title, self.content, *self.requests))


def checked(filing: Filing, *, today: date) -> Filing:
    """The filing, cleaned. Raises Invalid with every fault at once, each beside its field."""
    errors: Errors = {}
    filing = replace(
        filing,
        channel=_coded("channel", Channel, filing.channel, errors),
        purpose=_coded("purpose", Purpose, filing.purpose, errors),
        title=_text("title", filing.title, TITLE, errors, multiline=False),
        content=_text("content", filing.content, CONTENT, errors),
        complained_person=_text("complained_person", filing.complained_person, 100, errors, multiline=False),
        addressee=_text("addressee", filing.addressee, 80, errors, multiline=False),
        their_number=_text("their_number", filing.their_number, 80, errors, multiline=False),
        requests=_requests(filing, errors),
        people=tuple(_person(p, place, filing, errors) for place, p in enumerate(filing.people)),
        office=_text("office", filing.office, 8, errors, multiline=False),
        complained_organ=_text("complained_organ", filing.complained_organ, 8, errors, multiline=False),
        region=_text("region", filing.region, 12, errors, multiline=False),
        external_id=_text("external_id", filing.external_id, 80, errors, multiline=False),
    )
    filing = _with_title(_with_reserved(filing, errors))
    if not filing.content and "content" not in errors:
        errors["content"] = Said(_("请写清楚发生了什么事"))
    if not filing.requests and "requests-0" not in errors:
        filing = replace(filing, requests=(filing.title[:REQUEST],) if filing.title else ())
    _check_people(filing, errors, today)
    _check_days(filing, errors, today)
    _check_counts(filing, errors)
    _check_heard(filing, errors)
    if errors:
        raise Invalid(errors)
    return filing


def _coded(name: str, codes: type[CodeT], value: str, errors: Errors) -> CodeT:
    if value not in codes.__members__:
        errors[name] = Said(_("请从列出的选项中选择"))
        return next(iter(codes))
    return codes[value]


def _with_title(filing: Filing) -> Filing:
    if filing.title or not filing.content:
        return filing
    return replace(filing, title=listed_headline(filing.content, (one.name for one in filing.people)))


def _with_reserved(filing: Filing, errors: Errors) -> Filing:
    if not filing.reserved:
        return filing
    if filing.received_on is None:
        errors["received_on"] = Said(_("请填写纸质凭证上的日期，期限从这一天算起"))
    try:
        return replace(filing, reserved=str(identity.parse_number(filing.reserved)))
    except identity.BadEntry as fault:
        errors["reserved"] = fault.said
        return filing


def _text(name: str, raw: str, most: int, errors: Errors, *, multiline: bool = True) -> str:
    try:
        return clean(raw, max_length=most, multiline=multiline)
    except TooLong as fault:
        errors[name] = fault.said
        return raw


def _requests(filing: Filing, errors: Errors) -> tuple[str, ...]:
    if len(filing.requests) > MOST_REQUESTS:
        errors["requests-0"] = Said(_("一件最多写{most}项诉求，请合并或者分开提交"), {"most": MOST_REQUESTS})
    lines = (_text(f"requests-{place}", text, REQUEST, errors) for place, text in enumerate(filing.requests))
    return tuple(line for line in lines if line)


def _person(person: Person, place: int, filing: Filing, errors: Errors) -> Person:
    read: dict[str, str] = {}
    readers = {"name": identity.person_name, "phone": identity.phone, "id_number": identity.id_number}
    if filing.anonymous:
        del readers["name"]  # a pen name or the name of an account is nobody's, and stays as it was written
    if person.role not in ROLES:
        errors[f"people-{place}-role"] = Said(_("请从列出的身份中选择"))
    for name in ("name", "phone", "id_number", "address", "email"):
        typed, key = getattr(person, name), f"people-{place}-{name}"
        read[name] = typed
        if not typed.strip():
            read[name] = ""
        elif is_masked(typed) and not (name == "name" and filing.anonymous):
            errors[key] = Said(_("这里显示的是遮盖后的内容，请填写完整内容"))
        elif name in readers:
            try:
                read[name] = readers[name](typed)
            except identity.BadEntry as fault:
                errors[key] = fault.said
        else:
            read[name] = _text(key, typed, ADDRESS, errors, multiline=False)
    if read["email"] and ("@" not in read["email"] or " " in read["email"]):
        errors[f"people-{place}-email"] = Said(_("邮箱地址里要有“@”，例如 name@example.cn"))
    return replace(
        person,
        name=read["name"],
        phone=read["phone"],
        id_number=read["id_number"],
        address=read["address"],
        email=read["email"],
    )


def _check_people(filing: Filing, errors: Errors, today: date) -> None:
    """第十九条: name and contact; 第二十条: at most five representatives. Anonymous filings are registered too."""
    most = int(str(law_on(today).switches["max_representatives"]))
    representatives = sum(person.role == "REPRESENTATIVE" for person in filing.people)
    if representatives > most:
        errors["people"] = ground("TOO_MANY", most=most, count=representatives)
    if len(filing.people) > MOST_PEOPLE:
        errors["people"] = Said(_("一次最多登记{most}人，请分开提交"), {"most": MOST_PEOPLE})
    if filing.anonymous:
        return
    if not filing.people:
        errors["people-0-name"] = Said(_("请填写姓名；不愿署名的，请选择匿名"))
    for place, person in enumerate(filing.people):
        if not person.name and f"people-{place}-name" not in errors:
            errors[f"people-{place}-name"] = Said(_("请填写姓名；不愿署名的，请选择匿名"))


def _check_days(filing: Filing, errors: Errors, today: date) -> None:
    for name in ("received_on", "postmark_date"):
        day: date | None = getattr(filing, name)
        if day is None:
            continue
        if day > today:
            errors[name] = Said(_("这一天还没有到，请核对"))
        elif day < EARLIEST:
            errors[name] = Said(_("这个日期太早了，请核对"))
    _check_law(filing, errors)
    if (
        filing.received_on
        and filing.postmark_date
        and filing.received_on < filing.postmark_date - timedelta(days=1)
    ):
        errors["received_on"] = Said(_("收到日期不会早于邮戳日期"))


def _check_law(filing: Filing, errors: Errors) -> None:
    # The time to forward runs from receipt, so there must have been a law on that day.
    if filing.received_on is None:
        return
    try:
        law_on(filing.received_on)
    except NoEdition as fault:
        errors.setdefault("received_on", fault.said)


def _check_counts(filing: Filing, errors: Errors) -> None:
    present, concerned = filing.persons_present, filing.persons_concerned
    if not 1 <= concerned <= 9999:
        errors["persons_concerned"] = Said(_("涉及人数应在1至9999之间"))
    if present is not None and not 1 <= present <= 9999:
        errors["persons_present"] = Said(_("来访人数应在1至9999之间"))
    elif present is not None and present > concerned:
        errors["persons_concerned"] = Said(_("涉及人数不会少于来访人数"))


def _check_heard(filing: Filing, errors: Errors) -> None:
    """第十九条: what is said by word of mouth is written down as it was said; so it is read out and confirmed."""
    spoken = filing.channel is Channel.PHONE or (filing.channel is Channel.VISIT and not filing.written)
    if filing.source == "window" and spoken and not filing.read_back:
        errors["read_back"] = Said(
            _("口头提出的，先把记下的话念给本人听，有不对的改好，本人确认以后在这里打勾，再登记")
        )


def asked(found: Suspicion) -> Said:
    """The question to a clerk about what reads like an accusation, before all who read what is ordinary may read it."""
    template = _("这些话读起来像检举控告：{words}。您读过（听过）来件，请重新选定“信访目的”：反映公职人员、机关违纪违法的选检举控告，不是的照选原来的")  # fmt: skip
    return Said(template, {"words": found.quoted})


def place_of(key: str) -> int | None:
    """The place in a flat key: 2 in people-2-name; None where no plain number of at most four digits stands."""
    place = re.match(r"[a-z]+-([0-9]{1,4})(?:-|$)", key)
    return int(place[1]) if place else None


def filing_from(values: Mapping[str, object], **fixed: object) -> Filing:
    """A filing from flat values such as people-0-name and requests-1, as forms, spreadsheets and the API send them."""
    people: dict[int, dict[str, object]] = {}
    requests: dict[int, str] = {}
    plain: dict[str, object] = {}
    for key, value in values.items():
        head, *rest = key.split("-", 2)
        place = place_of(key)
        if head == "people" and len(rest) == 2 and place is not None:
            people.setdefault(place, {})[rest[1]] = value
        elif head == "requests" and place is not None:
            requests[place] = str(value)
        else:
            plain[key] = value
    given = {
        **plain,
        "people": tuple(Person(**people[place]) for place in sorted(people)),  # type: ignore[arg-type]
        "requests": tuple(requests[place] for place in sorted(requests)),
        **fixed,
    }
    return Filing(**given)  # type: ignore[arg-type]
