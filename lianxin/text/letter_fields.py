"""Find in a letter what its registration asks for: who writes, how they are reached, when, how much, where, what they ask.

Every find is a suggestion to a person who has the letter before them; what may be wrong says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from types import MappingProxyType

from lianxin.rules import identity
from lianxin.rules.scans import SCANS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import addresses, person_names, redact
from lianxin.text.script import IDEOGRAPHS, simplified
from lianxin.text.sentences import sentences


@dataclass(frozen=True)
class Doubt:
    """A find that a person should look at: which field, what was read, and why it may be wrong."""

    field: str
    read: str
    why: Said


@dataclass
class LetterFields:
    """What was found; texts in the form a registration takes. Lists go from the first mention to the last."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""
    requests: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    written_on: date | None = None
    amounts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    organs: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_NUMERAL = "[〇零○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]"
NAMED = re.compile(
    rf"(?<!被)(?<!被[{IDEOGRAPHS}]{{3}})(?<!被[{IDEOGRAPHS}]{{4}})(?:信\s?访\s?人|来信人|写信人|反映人|举报人|投诉人|申请人|申诉人|上访人|署\s?名|姓\s?名|落\s?款|联系人)(?:姓名|签名|签字)?"
    rf"[（(]?[^\n:：]{{0,6}}[)）]?\s*[:：]\s*([{IDEOGRAPHS}·•・][{IDEOGRAPHS}·•・ \u3000]{{0,20}}?)"
    # A reader of scans may lose the blank before the next label of the line.
    rf"(?=[ \u3000]*(?:联系|电\s?话|手\s?机|身份证|住\s?址|地\s?址|性\s?别|[ \u3000][男女](?![{IDEOGRAPHS}])|[^{IDEOGRAPHS}·•・ \u3000]|$))"
)
I_AM = re.compile(
    rf"(?:我叫|我名叫|本人叫|我的名字叫|本人姓名)\s*(?!{person_names.CALLED_UPON})([{IDEOGRAPHS}·•・]{{2,12}}?)(?=[，,。；;、（( ]|$)"
)
# Who says where they are from before their name: 我是前柳村村民王秀英.
INTRODUCED = re.compile(
    r"(?:^|[。！!？?；;，,：:\n])[ \u3000]*(?:我(?:就?是|系|叫)|本人(?:是|系|叫)?)([^，,。；;！!？?：:（(\n]{2,30})(?=[，,。；;（(\n]|$)",
    re.MULTILINE,
)
OF_THERE = re.compile(rf"的({person_names.SURNAME}[{IDEOGRAPHS}]{{1,2}})$")
DOES = re.compile(r"举报|检举|控告|投诉|反映|[找被]")
# What may follow a signature on its line; what before one tells that it is no signature but somebody spoken of.
SIGNED_LINE = r"^(.*?)({names})[ \u3000]*(?:(?:[12][0-9]{{3}}|二[〇零○]|1[3-9][0-9]{{9}}|[（(]).*)?$"
PAUSE = re.compile(r"[。！!？?，,；;：:\s]")
LABELLED = re.compile(r"(?:[：:]|被[\u4e00-\u9fff]{2,4}[人者])\s*$")
SPOKEN_OF = re.compile(r"[被找是叫给向对和与的查处]|举报|检举|控告|.{13}")
STATED_ADDRESS = re.compile(
    r"(?:住\s?址|地\s?址|通讯地址|联系地址|家庭住址|现住|家住|住在|户籍地)\s*(?:[是为]\s*)?(?:[:：]\s*)?([^\n，,。；;]{4,60})"
)
DATE = re.compile(
    r"((?:19|20)[0-9]{2})\s?[年./\-]\s?([0-9]{1,2})(?:\s?[月./\-]\s?([0-9]{1,2})日?|\s?月)?"
    r"|([一二][〇零○Ｏ一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?"
    r"|(?<![0-9年])(?:[今去前上]年\s?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日)"
)
AMOUNT = re.compile(
    rf"(?:人民币\s?)?[¥￥]?\s?(?:(?<![0-9,，])[0-9][0-9,，]{{0,20}}(?:\.[0-9]+)?\s?(?:余|多)?(?:[万千百亿]+(?:余|多)?)?|{_NUMERAL}{{1,12}}(?:余|多)?)\s?(?:元|块钱)(?:整)?"
    r"|[¥￥]\s?[0-9](?:[0-9,，]{0,20}[0-9])?(?:\.[0-9]+)?"
)
_COUNTED = "[一二两三四五六七八九十0-9]{1,2}[项点条个]"
_ASKED = rf"(?:诉求|请求事项|请求|要求|恳请事项)(?:如下|事项|是|有|共|{_COUNTED})*"
HEADED = re.compile(
    rf"(?:^|(?<=[。！；;]))[^\S\n]*(?:我们|共|有)*(?:信访|我的|具体|主要|以下|{_COUNTED})*{_ASKED}[^\S\n]*(?:[:：][^\S\n]*)?$",
    re.MULTILINE,
)
HEADED_INLINE = re.compile(rf"{_ASKED}\s*[:：]\s*(?=\S)")  # what stands before it tells nothing, and repeats
ITEM = re.compile(r"^\s*(?:[（(]?(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[)）、.．]|[①②③④⑤⑥⑦⑧⑨])\s*(\S.*)$")
NEXT_ITEM = re.compile(r"[；;。，,]\s*(?=[（(]?(?:[二三四五六七八九十]{1,2}|[2-9])[)）、.．](?![0-9]))")
ASKS = re.compile(
    r"(?:^|[，,。；;：:])\s*(?:特此|为此|因此|所以|现|故|在此|我们?|本人)*((?:再次|强烈|恳切)*"
    r"(?:请求|要求|恳请|恳求|希望|盼望|请(?=(?:求|政府|领导|上级|有关|相关|贵|县|市|区|镇|各级|尽快|依法|帮助|责令|督促|查|给))|诉求是)[^。！!？?\n]{4,200})"
)
LEVELS, BEFORE_OWN, HAN = (
    frozenset("省市县区旗州盟镇乡"),
    frozenset("我本该贵咱在到向去找给对和与跟被由从是的过了又再问叫让请求同经已不也就都还"),
    re.compile(r"[\u4e00-\u9fff]"),
)
NO_NAMES: Mapping[str, str] = MappingProxyType({})
LONGEST = 60_000  # characters looked through
MOST_HEADINGS = 5
FOOT = 160  # characters at the end in which a letter is signed


def letter_fields(
    text: str, *, organs: Iterable[str] = (), called: Mapping[str, str] = NO_NAMES, places: Iterable[str] = ()
) -> LetterFields:
    """What a letter tells of itself. `organs` and `places` are the names this office knows, and the only ones found;
    `called` are short names of organs, each with the full name.
    """
    written, text = text[:LONGEST], simplified(text[:LONGEST])
    found = LetterFields()
    _numbers(text, found)
    found.name = _as_written(_name(text, found), text, written)
    found.doubts = [replace(one, read=_as_written(one.read, text, written)) for one in found.doubts]
    found.address = _as_written(_address(text), text, written)
    found.requests = [_as_written(one, text, written) for one in requests(text)]
    days = list(_dates(text))
    found.dates = _once(said for said, _day in days)
    found.written_on = next(
        (day for said, day in reversed(days) if day and text.rfind(said) > len(text) - FOOT), None
    )
    found.amounts = _once(match[0].strip() for match in AMOUNT.finditer(text))
    found.organs = _organs(text, organs, called)
    found.places = _known(text, places)
    return found


def _as_written(said: str, text: str, written: str) -> str:
    """What was found, in the characters of the letter: Traditional ones stay so."""
    at = text.find(said)
    return written[at : at + len(said)] if at >= 0 else said


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _known(text: str, names: Iterable[str]) -> list[str]:
    """The names that stand in the text, by first mention; one inside a longer one is not named again."""
    at = {name: text.find(name) for name in set(names) if len(name) > 1}
    there = {name: place for name, place in at.items() if place >= 0}
    longer = {
        name
        for name in there
        for other in there
        if name != other and name in other and text.count(name) == text.count(other)
    }
    return sorted(there.keys() - longer, key=lambda name: (there[name], name))


def _organs(text: str, names: Iterable[str], called: Mapping[str, str]) -> list[str]:
    """The organs that a letter names, whole or in short, by first mention."""
    at = {name: text.find(name) for name in _known(text, names)}
    for said, organ in called.items():
        place = organ.removesuffix(said) if organ.endswith(said) else ""
        for found in re.finditer(re.escape(said), text):
            if _is_of(place, text[max(0, found.start() - 2) : found.start()]):
                at[organ] = min(found.start(), at.get(organ, found.start()))
                break
    return sorted(at, key=lambda name: (at[name], name))


def _is_of(place: str, before: str) -> bool:
    """Whether no other place is named right before: of a county 县民政局 and 我县民政局 are meant, 市民政局 is not."""
    level = before[-1:]
    if level not in LEVELS or place.endswith(before):
        return True
    return place.endswith(level) and (before[0] in BEFORE_OWN or not HAN.match(before))


def _numbers(text: str, found: LetterFields) -> None:
    """The first telephone, identity number and mail address; an identity number is checked digit by digit."""
    for one in redact.find(text):
        read = text[one.start : one.end]
        if one.kind == "id" and not found.id_number:
            found.id_number = _checked(read, found)
        elif one.kind == "phone" and not found.phone:
            try:
                found.phone = identity.phone(read)
            except identity.BadEntry as fault:
                found.doubts.append(Doubt("phone", read, fault.said))
        elif one.kind == "email" and not found.email:
            found.email = re.sub(r"\s", "", read)


def _checked(read: str, found: LetterFields) -> str:
    """A number that fails its check is shown, so that the clerk compares it with the picture."""
    try:
        return identity.citizen_id(read)
    except identity.BadEntry as fault:
        found.doubts.append(Doubt("id_number", read, fault.said))
        return ""


def _name(text: str, found: LetterFields) -> str:
    for pattern in (NAMED, I_AM, person_names.SAYS_I_AM):
        for match in pattern.finditer(text):
            if name := _as_name(match[1]):
                return name
    said, signed = _introduced(text), _signature(text[-FOOT:])
    if said and said == signed:
        return said
    if name := said or signed:
        why = _("取自来信人的自我介绍，请核对") if said else _("取自信末的署名，请与原件核对")
        found.doubts.append(Doubt("name", name, Said(why)))
    return name


def _introduced(text: str) -> str:
    """The name with which a clause ends that says who writes."""
    for match in islice(INTRODUCED.finditer(text), MOST_HEADINGS):
        clause = match[1]
        if (
            (named := OF_THERE.search(clause))
            and not DOES.search(clause)
            and named[1][:2] not in person_names.NO_NAMES
        ):
            return _as_name(named[1])
        for start, end in person_names.find(clause):
            if end == len(clause) and not DOES.search(clause[:start]) and (name := _as_name(clause[start:])):
                return name
    return ""


def _signature(foot: str) -> str:
    """The last name that ends a line and stands there for itself: others are those the letter tells of."""
    names = "|".join({re.escape(foot[start:end]) for start, end in person_names.find(foot)})
    lines = re.finditer(SIGNED_LINE.format(names=names), foot, re.MULTILINE) if names else ()
    for signed in reversed(list(lines)):
        labelled = LABELLED.search(foot[: signed.start(2)])  # a label that names the writer was read before
        spoken_of = labelled or SPOKEN_OF.search(PAUSE.split(signed[1])[-1])
        if not spoken_of and (name := _as_name(signed[2])):
            return name
    return ""


def _as_name(read: str) -> str:
    """The name at the head of what follows a label; "" for what can be none."""
    parts = re.split(r"[ \u3000]{2,}", read.strip())
    if [len(part) for part in parts[:2]] == [1, 1]:  # 孙　　莉
        parts[0] += parts[1]
    word = re.sub(r"[ \u3000]", "", parts[0])
    if not 2 <= len(word) <= 4 and "·" not in word and "•" not in word:
        spans = [word[start:end] for start, end in person_names.find(word)]
        word = spans[0] if spans else ""
    if word in person_names.NO_NAMES:
        return ""
    try:
        return identity.person_name(word)
    except identity.BadEntry:
        return ""


def _address(text: str) -> str:
    if stated := STATED_ADDRESS.search(text):
        return re.split(r"\s{2,}|电话|手机|联系|的(?=[\u4e00-\u9fff])", stated[1].strip())[0].strip()
    span = next(iter(sorted(addresses.find(text))), None)
    return text[span[0] : span[1]].strip() if span else ""


def _dates(text: str) -> Iterator[tuple[str, date | None]]:
    for match in DATE.finditer(text):
        said, parts = match[0].strip(), match.groups()
        year, month, day = parts[:3] if parts[0] else tuple(_numeral(part) for part in parts[3:])
        try:
            yield said, date(int(year or 0), int(month or 0), int(day)) if day else None
        except ValueError:
            continue


def _numeral(said: str | None) -> str | None:
    """二〇二六, 十, 二十三 as digits."""
    if not said:
        return None
    if "十" not in said:
        return said.translate(_DIGITS)
    tens, _ten, ones = said.partition("十")
    return f"{(tens or '一').translate(_DIGITS)}{(ones or '零').translate(_DIGITS)}"


def requests(text: str) -> list[str]:
    """What is asked for, one line each: the numbered list under its heading, else the sentences that ask."""
    asked = _listed(text) or [match[1].strip() for one in sentences(text) for match in ASKS.finditer(one)]
    bare = (one.rstrip("。；;，, \t\u3000") for one in asked)
    return _once(one for one in bare if len(one) > 1)[: SCANS.requests]


def _listed(text: str) -> list[str]:
    for heading in (HEADED, HEADED_INLINE):
        for match in islice(heading.finditer(text), MOST_HEADINGS):
            found: list[str] = []
            for line in text[match.end() :].split("\n"):
                if ITEM.match(line):
                    items = map(ITEM.match, NEXT_ITEM.split(line))
                    found += [item[1].strip() for item in items if item]
                elif found or (line.strip() and heading is HEADED):
                    break
            if found:
                return found
    return []
