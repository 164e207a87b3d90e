"""What an office sets for itself, from one TOML file: quiet hours, the ways of sending, the days of reception.

The law and its tightening overlays are other files: nothing here can change a period.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import urlsplit

from lianxin.rules import retention
from lianxin.rules.acts.deciding import BY_OFFICE
from lianxin.rules.figure_rows import Sizes
from lianxin.rules.fund import Fund, FundError, fund_from
from lianxin.rules.notice import toml_fault
from lianxin.rules.rhythms import RHYTHMS, Rhythm, RhythmError, rhythm_from
from lianxin.rules.screening import ROUNDS
from lianxin.rules.screening import Rhythm as Round
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

RowT = TypeVar("RowT")
SECTIONS = frozenset(
    {"inbox", "model", "quiet", "sms", "mail", "phone", "rhythms", "sizes", "retention", "fund", "screening", "hands"}
)  # fmt: skip
FILLED_IN = re.compile(r"\$(\w+)")
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
HERE = ("127.0.0.1", "localhost", "::1")
GAPS = frozenset({"address", "text", "key", "number"})


class OfficeError(SaidError):
    """A file of the office that cannot be used. `said` is the sentence for the person who wrote it."""


@dataclass(frozen=True)
class Quiet:
    """Hours of China in which these channels wait; `begins` after `ends` runs over midnight."""

    begins: time = time(21, 0)
    ends: time = time(8, 0)
    channels: frozenset[str] = frozenset({"SMS"})

    def silent(self, at: time) -> frozenset[str]:
        """The channels that wait at this time of day in China."""
        if self.begins <= self.ends:
            inside = self.begins <= at < self.ends
        else:
            inside = at >= self.begins or at < self.ends
        return self.channels if inside else frozenset()


@dataclass(frozen=True)
class Gateway:
    """An SMS provider reached by one HTTP call. `body` has the gaps $address $text $key $number.

    With a `key` the call is signed: X-Signature is HMAC-SHA256 over timestamp, a dot and the body.
    """

    url: str
    body: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    accepted: str = ""  # what the answer must contain, as a regular expression; "" for any answer of 2xx


@dataclass(frozen=True)
class Mailbox:
    """An SMTP server; `security` is tls, starttls or none."""

    host: str
    sender: str
    port: int = 465
    user: str = ""
    password: str = ""
    security: str = "tls"


@dataclass(frozen=True)
class Inbox:
    """An IMAP mailbox whose mails become submissions of `office`; `security` is tls, or none for this machine itself."""

    host: str
    user: str
    password: str
    office: str
    port: int = 993
    folder: str = "INBOX"
    security: str = "tls"


USES = ("summary", "draft", "category")


@dataclass(frozen=True)
class LanguageModel:
    """A server of this network that speaks the OpenAI protocol; `outside` says expressly that it may stand elsewhere."""

    url: str  # up to and with /v1
    name: str
    key: str = ""
    seconds: int = 60
    outside: bool = False
    uses: tuple[str, ...] = USES


@dataclass(frozen=True)
class Office:
    """The whole file; what it leaves out is as here."""

    quiet: Quiet = field(default_factory=Quiet)
    sms: Gateway | None = None
    mail: Mailbox | None = None
    inbox: Inbox | None = None
    model: LanguageModel | None = None
    call_days: int = 30  # that a call may wait half written down
    rhythms: Mapping[str, Rhythm] = field(default_factory=lambda: RHYTHMS)
    sizes: Sizes = field(default_factory=Sizes)
    retention: Mapping[str, int] = field(default_factory=dict)  # years by condition, longer than the rows
    fund: Fund = field(default_factory=Fund)
    screening: Mapping[str, Round] = field(default_factory=lambda: ROUNDS)
    hands: frozenset[str] = frozenset()  # steps drafted, checked and signed beside those that always are


def read(text: str) -> Office:
    """The office's file. Raises OfficeError naming the part that is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OfficeError(_("本机关的设置：{fault}"), fault=toml_fault(error)) from None
    _known("", found, SECTIONS)
    try:
        rhythms = {code: rhythm_from(code, row) for code, row in found.get("rhythms", {}).items()}
    except RhythmError as fault:
        raise OfficeError(_("[rhythms.{code}] {why}"), code=fault.code, why=fault.said) from None
    return Office(
        quiet=_quiet(found.get("quiet", {})),
        sms=_section(found, "sms", _gateway),
        mail=_section(found, "mail", _mailbox),
        inbox=_section(found, "inbox", _inbox),
        model=_section(found, "model", _model),
        call_days=_call_days(found.get("phone", {})),
        rhythms={**RHYTHMS, **rhythms},
        sizes=_sizes(found.get("sizes", {})),
        retention=_retention(found.get("retention", {})),
        fund=_fund(found.get("fund", {})),
        screening={**ROUNDS, **_rounds(found.get("screening", {}))},
        hands=_hands(found.get("hands", {})),
    )


def _call_days(row: Mapping[str, Any]) -> int:
    _known("phone", row, frozenset({"days"}))
    days = row.get("days", Office.call_days)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 365:
        raise OfficeError(_("[phone] 的 days 应是1到365之间的整数"))
    return days


def _retention(row: Mapping[str, Any]) -> Mapping[str, int]:
    _known("retention", row, retention.CODES)
    for code, years in row.items():
        if not isinstance(years, int) or isinstance(years, bool) or not retention.may_be_set(code, years):
            raise OfficeError(_("[retention] 的 {code} 写年数，只能比规定的更长；0 表示永久"), code=code)
    return dict(row)


def _fund(row: Mapping[str, Any]) -> Fund:
    try:
        return fund_from(row)
    except FundError as fault:
        raise OfficeError(fault.said.template, **fault.said.values) from None


def _rounds(row: Mapping[str, Any]) -> Mapping[str, Round]:
    for level, rhythm in row.items():
        if level not in ROUNDS or rhythm not in Round.__members__:
            raise OfficeError(
                _("[screening] 写哪一级几时排查一次，如 VILLAGE = \"WEEK\"；级别有：{levels}；周期有：{rounds}"),
                levels="、".join(ROUNDS), rounds="、".join(Round.__members__),
            )  # fmt: skip
    return {level: Round[rhythm] for level, rhythm in row.items()}


def _hands(row: Mapping[str, Any]) -> frozenset[str]:
    _known("hands", row, frozenset({"steps"}))
    steps = row.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(each, str) and each in BY_OFFICE for each in steps):
        raise OfficeError(
            _("[hands] 的 steps 写哪几步另要拟稿、审核、签发，如 [\"FORWARD\"]；可写的有：{known}"),
            known="、".join(BY_OFFICE),
        )  # fmt: skip
    return frozenset(steps)


def _section(found: Mapping[str, Any], name: str, reader: Callable[[Mapping[str, Any]], RowT]) -> RowT | None:
    return reader(found[name]) if name in found else None


def _known(section: str, row: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if extra := sorted(set(row) - allowed):
        raise OfficeError(
            _("[{section}] 里的“{field}”不认识，可写的有：{allowed}"),
            section=section, field=extra[0], allowed="、".join(sorted(allowed)),
        )  # fmt: skip


def _quiet(row: Mapping[str, Any]) -> Quiet:
    _known("quiet", row, frozenset({"begins", "ends", "channels"}))
    for name in ("begins", "ends"):
        if name in row and not isinstance(row[name], time):
            raise OfficeError(_("[quiet] 的 {field} 应写作 21:00:00 的样子，不加引号"), field=name)
    channels = row.get("channels", ["SMS"])
    if not isinstance(channels, list) or not set(channels) <= {"SMS", "EMAIL"}:
        raise OfficeError(_('[quiet] 的 channels 只能是 ["SMS"]、["EMAIL"] 或两样都写'))
    return Quiet(row.get("begins", time(21)), row.get("ends", time(8)), frozenset(channels))


def _sizes(row: Mapping[str, Any]) -> Sizes:
    """How many persons make a small group, a collective visit and a joint letter, and how long is quiet enough."""
    _known("sizes", row, frozenset(Sizes.__dataclass_fields__))
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 2 <= value <= 1000:
            raise OfficeError(_("[sizes] 的 {field} 应是2到1000之间的整数"), field=name)
    sizes = Sizes(**row)
    if sizes.group >= sizes.collective:
        raise OfficeError(_("[sizes] 的 group 应当小于 collective：群体访比集体访的人少"))
    return sizes


def _gateway(row: Mapping[str, Any]) -> Gateway:
    _known("sms", row, frozenset({"url", "body", "method", "headers", "key", "accepted"}))
    _has("sms", row, ("url", "body"))
    place = urlsplit(row["url"])
    if place.scheme != "https" and place.hostname not in HERE:
        raise OfficeError(_("[sms] 的 url 应以 https:// 开头：短信里有信访人的号码"))
    gaps = set(FILLED_IN.findall(row["body"]))
    if not {"address", "text"} <= gaps <= GAPS:
        raise OfficeError(_("[sms] 的 body 要有 $address 和 $text，另外只能用 $key 和 $number"))
    if row.get("method", "POST") not in ("POST", "PUT"):
        raise OfficeError(_("[sms] 的 method 只能是 POST 或 PUT"))
    try:
        re.compile(row.get("accepted", ""))
    except re.error:
        raise OfficeError(_("[sms] 的 accepted 不是正确的正则表达式")) from None
    return Gateway(**row)


def _mailbox(row: Mapping[str, Any]) -> Mailbox:
    _known("mail", row, frozenset({"host", "sender", "port", "user", "password", "security"}))
    _has("mail", row, ("host", "sender"))
    if row.get("security", "tls") not in ("tls", "starttls", "none"):
        raise OfficeError(_("[mail] 的 security 只能是 tls、starttls 或 none"))
    return Mailbox(**row)


def _inbox(row: Mapping[str, Any]) -> Inbox:
    _known("inbox", row, frozenset({"host", "user", "password", "office", "port", "folder", "security"}))
    _has("inbox", row, ("host", "user", "password", "office"))
    if row.get("security", "tls") not in ("tls", "none"):
        raise OfficeError(_("[inbox] 的 security 只能是 tls 或 none"))
    if row.get("security") == "none" and row["host"] not in HERE:
        raise OfficeError(_("[inbox] 不加密只能连本机：邮件里有信访人的信息"))
    return Inbox(**row)


def _model(row: Mapping[str, Any]) -> LanguageModel:
    _known("model", row, frozenset(LanguageModel.__dataclass_fields__))
    _has("model", row, ("url", "name"))
    place, outside = urlsplit(row["url"]), row.get("outside", False)
    if place.scheme not in ("http", "https") or not place.hostname or place.query or place.username:
        raise OfficeError(_("[model] 的 url 应像 http://127.0.0.1:11434/v1"))
    if not isinstance(outside, bool):
        raise OfficeError(_("[model] 的 outside 写 true 或 false，不加引号"))
    if not outside and not is_local(place.hostname):
        raise OfficeError(_("[model] 的 url 不在本地网络；确要用外面的服务，写 outside = true 并用 https"))
    if outside and place.scheme != "https" and not is_local(place.hostname):
        raise OfficeError(_("[model] 外面的服务必须用 https"))
    seconds, uses = row.get("seconds", 60), row.get("uses", list(USES))
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 1 <= seconds <= 600:
        raise OfficeError(_("[model] 的 seconds 应是1到600之间的整数"))
    if not isinstance(uses, list) or not uses or not set(map(str, uses)) <= set(USES):
        raise OfficeError(_("[model] 的 uses 里可写：{uses}"), uses="、".join(USES))
    return LanguageModel(**{**row, "uses": tuple(uses)})


def is_local(host: str) -> bool:
    """Whether an address is of this machine or a private network. A name may be; whoever calls it looks it up."""
    try:
        return ip_address(host).is_loopback or any(ip_address(host) in net for net in PRIVATE)
    except ValueError:
        return True
    except TypeError:
        return False


def _has(section: str, row: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if not isinstance(row.get(name), str) or not row[name]:
            raise OfficeError(_("[{section}] 没有写 {field}"), section=section, field=name)
