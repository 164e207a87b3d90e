"""What a paper says, taken once from the file when it is issued and never again; and the sheet made of it.

The frozen part (`as_issued`: wording, facts, answers) lies in the paper's body, so its digest covers every word.
Names of people are not in it: they are added for each reader as far as that reader may see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from lianxin.documents import fonts as engine
from lianxin.documents import measures, texts
from lianxin.documents.pdf import listed
from lianxin.documents.sealing import Seal, seal_of
from lianxin.documents.sheet import Sheet, spoken_day
from lianxin.models import Document, Organ
from lianxin.queries.attachments import of_submissions
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import law_on
from lianxin.queries.options import category_tree
from lianxin.queries.paper_wordings import words_on
from lianxin.rules.codes import Channel, LegalClass, Outcome, ReviewOutcome
from lianxin.rules.paper_parts import AGREED, DECIDED, PARTS, STANDING
from lianxin.rules.papers import PAPERS, Addressee, Character, Format
from lianxin.rules.pathways import Pathway
from lianxin.rules.step import Field, Kind, Procedure
from lianxin.rules.steps import DECISIONS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

RARE = _(
    "姓名里的{characters}字体里没有，文书上会印成{codes}。请系统管理员把含有这个字的字体放进文书字体文件夹，运行 lianxin check 能看到是哪个文件夹"
)

CODES = {"outcome": Outcome, "review_outcome": ReviewOutcome, "procedure": Procedure, "road": Pathway}
SAME = {  # a part of the paper -> what the step that makes it calls the same thing
    "due_on": "handle_by",
    "new_due": "handle_by",
    "what_now": "what_remains",
    "ground": "reason",
    "reply_by": "due_on",
    "measures": "answer",
    "decision": "answer",
    "held_at": "held_from",
    "address": "where",
}
BORROWED = frozenset({"shown", "grounds"})  # of a paper's body: names, and words of the petitioner
PETITIONER = "petitioner"
STAGES = frozenset({"D17", "D25"})
SCAN_TO_FOLLOW, SCAN_TO_VERIFY = "扫码查看进度\n核对真伪", "扫码核对真伪"
CHINA = ZoneInfo("Asia/Shanghai")
NAMED = frozenset({PETITIONER, "petitioners", "addressee", "parties"})
WHOSE_OFFICE = frozenset({"organ_name", "handler", "contact", "address", "office", "organ"})


class Frozen(TypedDict):
    """What a paper says but names: wording with gaps, what fills them, and (label, text) for each request.

    `version` is that of the organ's own wording, 0 for ours.
    """

    wording: str
    version: NotRequired[int]
    facts: dict[str, str]
    answers: list[list[list[str]]]


@dataclass(frozen=True)
class _Source:
    paper: Document
    dossier: Dossier
    fields: Mapping[str, Field]

    @property
    def body(self) -> Mapping[str, object]:
        body: Mapping[str, object] = self.paper.body
        return body

    @property
    def organ(self) -> Organ:
        return self.paper.organ


# Of an issued paper whose words were erased with its file: nothing is made up in their place.
GONE: Frozen = {"wording": _("内容已按保管期限销毁，只留编号、日期和存证。"), "facts": {}, "answers": []}


def freeze(paper: Document, dossier: Dossier, fields: Sequence[Field] = ()) -> Frozen:
    """The wording in force for this paper and everything it says but names. Raises texts.BadText."""
    words = words_on(paper.organ_id, paper.kind, dossier.today)
    source = _Source(paper, dossier, {field.name: field for field in fields})
    gaps = dict.fromkeys(texts.GAP.findall(words.text))
    facts = {key: said for key in gaps if key not in NAMED and (said := _fact(key, source))}
    return {"wording": words.text, "version": words.version, "facts": facts, "answers": _answers(source)}


def _fact(key: str, source: _Source) -> str:
    body = source.body
    for name in (key, SAME.get(key, "")):
        if name == key == "remedy":
            break
        if name and body.get(name) not in (None, "", [], ()) and name != "requests":
            if body[name] is True and name in (ticked := {**STANDING, **AGREED}):
                return ticked[name]
            return _said(name, body[name], source)
    found = FACTS[key](source) if key in FACTS else ""
    told = _shown(source, SAME.get(key, key))  # what the step worked out for its sentence
    return found or STANDING.get(key, "") or (_said(key, told, source) if told else "")


def _said(name: str, value: object, source: _Source) -> str:
    field, shown = source.fields.get(name), source.body.get("shown")
    if field and field.kind is Kind.PICK and isinstance(shown, dict) and name in shown:
        return str(shown[name])
    codes = field.choices if field and field.choices else CODES.get(name)
    if name == "review_outcome" and str(value) in DECIDED:
        return DECIDED[str(value)]
    if codes and str(value) in set(codes):
        return str(codes[str(value)].label)
    if value is True:
        return _("是")
    if isinstance(value, list):
        return "；".join(str(item) for item in value)
    try:
        return spoken_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _answers(source: _Source) -> list[list[list[str]]]:
    groups = source.body.get("requests")
    asked = {request.position: request.text for request in source.dossier.requests} if groups else {}
    found = []
    for group in groups if isinstance(groups, list) else []:
        said = [
            [PARTS[key], _said(key, group[key], source)]
            for key in ("outcome", "answer", "law", "executor", "execute_by")
            if group.get(key) not in (None, "")
        ]
        found.append([["", str(asked.get(group.get("position"), ""))], *said])
    return found


def _requests(source: _Source) -> str:
    rows = source.dossier.requests
    lines = (f"{row.position}. {row.text}" if len(rows) > 1 else str(row.text) for row in rows)
    return "\n".join(lines)


def _organ_spoken_to(source: _Source) -> str:
    """To an organ: what the owner writes goes to who sent it, what another writes to the owner. To people: where it went."""
    matter = source.dossier.matter
    back = source.organ.pk == matter.owner_id and PAPERS[source.paper.kind].addressee is Addressee.ORGAN
    sent: Organ = (matter.sender or matter.office) if back else matter.owner
    return str(_shown(source, "to") or sent.name)


def _sent_on(source: _Source) -> str:
    days = [event.at for event in source.dossier.history if event.action == "FORWARD"]
    return spoken_day(days[-1].astimezone(CHINA).date()) if days else ""


def _enclosed(source: _Source) -> str:
    filed = source.dossier.filed
    files = sum(1 for row in of_submissions(filed) if row.digest)
    more = _("、随附材料{files}份") if files else ""
    return str(Said(_("信访材料{count}件") + more, {"count": len(filed), "files": files}))


def _handler(source: _Source) -> str:
    handler = source.dossier.matter.handler
    return "　".join(filter(None, (source.organ.name, str(handler) if handler else "", source.organ.phone)))


def _contact(source: _Source) -> str:
    return "　".join(filter(None, (source.organ.address, source.organ.phone, source.organ.hours)))


def _remedy(source: _Source) -> str:
    row, told = PAPERS[source.paper.kind].remedy, source.body.get("remedy")
    if row is None or not isinstance(told, dict) or not told.get("organ"):
        return _("本意见依法没有复查、复核的上级机关。") if isinstance(told, dict) and row else ""
    gaps = {"what": "复查" if row.code == "REVIEW" else "复核", "organ": told["organ"], "days": told["days"]}
    return str(Said(_("不服本意见的，可以自收到之日起{days}日内，向{organ}书面申请{what}。"), gaps))  # fmt: skip


def _classes(source: _Source) -> str:
    found = dict.fromkeys(row.legal_class for row in source.dossier.requests if row.legal_class)
    return "、".join(LegalClass[code].label for code in found)


def _received(source: _Source) -> str:
    from lianxin.queries.step_help import received

    return received(source.dossier)


FACTS: Mapping[str, Callable[[_Source], str]] = {
    "matter_no": lambda s: s.dossier.matter.number,
    "organ_name": lambda s: s.organ.name,
    "organ": lambda s: s.organ.name,
    "office": lambda s: (s.dossier.matter.sender or s.dossier.matter.office).name,
    "organ_to": lambda s: s.dossier.matter.owner.name,
    "to": _organ_spoken_to,
    "sent_on": _sent_on,
    "enclosed": _enclosed,
    "received_on": lambda s: spoken_day(s.dossier.filed[0].received_on) if s.dossier.filed else "",
    "received": _received,
    "requests": _requests,
    "summary": lambda s: "；".join(line.rstrip("。；") for line in _requests(s).splitlines()),
    "words": lambda s: s.dossier.filed[0].content if s.dossier.filed else "",
    "channel": lambda s: Channel[s.dossier.filed[0].channel].label if s.dossier.filed else "",
    "persons": lambda s: str(sum(row.persons_concerned for row in s.dossier.filed)),
    "region": lambda s: s.dossier.matter.region.name if s.dossier.matter.region else "",
    "handler": _handler,
    "owner": lambda s: s.dossier.matter.owner.name,
    "contact": _contact,
    "address": _contact,
    "remedy": _remedy,
    "legal_class": _classes,
    "approver": lambda s: str(s.paper.issued_by or ""),
    "dispute": _requests,
    "scope": _requests,
    "opinion_no": lambda s: next(
        (p.number for p in reversed(s.dossier.papers) if p.kind in STAGES and p.number), ""
    ),
    "clock": lambda s: next(
        (law_on(c.start_on).period(c.period).label for c in s.dossier.running if c.organ_id), ""
    ),
    "category": lambda s: (
        category_tree().full_name(s.dossier.matter.category) if s.dossier.matter.category else ""
    ),
    "registrar": lambda s: str(s.dossier.filed[0].registered_by or "") if s.dossier.filed else "",
    "suggested": lambda s: str(_shown(s, "suggested") or ""),
}


def _shown(source: _Source, name: str) -> object:
    shown = source.body.get("shown")
    return shown.get(name) if isinstance(shown, dict) else None


# ---- the sheet ----------------------------------------------------------------------------------------------
def sheet_of(
    paper: Document, dossier: Dossier, *, names: Sequence[str], check: str, sealed: bool = False
) -> Sheet:
    """The paper ready to be laid out for one reader; `names` as that reader may see them, `check` its QR address.

    `sealed`: for an accuser, no organ is named (第三十条). A draft is composed from what stands on it now.
    """
    row = PAPERS[paper.kind]
    gone = paper.state == Document.ISSUED and not paper.body.get("as_issued")
    frozen: Frozen = GONE if gone else paper.body.get("as_issued") or freeze(paper, dossier, _asked_by(paper))
    own = fonts_in_use()
    values = {**frozen["facts"], **dict.fromkeys(NAMED, "、".join(names))}
    values = {key: engine.spelled(text, own) for key, text in values.items()}
    if sealed:
        values |= dict.fromkeys(WHOSE_OFFICE, "")
    answers = [[(label, engine.spelled(text, own)) for label, text in group] for group in frozen["answers"]]
    title, blocks = texts.filled(frozen["wording"], values, answers, people=len(names))
    issued = paper.state == Document.ISSUED
    names_people = bool(NAMED & set(texts.GAP.findall(frozen["wording"])))
    theirs = sealed or row.character is Character.PERSONAL  # no organ speaks in it
    return Sheet(
        title=title or row.title,
        format=Format.PLAIN if sealed else row.format,
        organ="" if theirs else paper.organ.name,
        blocks=blocks,
        number="" if sealed else paper.number,
        date=paper.issued_on,
        signer=str(paper.issued_by or "") if row.goes_up and not theirs else "",
        check=check if issued else "",
        check_says=SCAN_TO_FOLLOW if row.addressee is Addressee.PETITIONER else SCAN_TO_VERIFY,
        digest=paper.digest,
        draft=not issued,
        meta=_meta(paper, dossier, frozen),
        names_people=names_people,
        reader=_reader(names if names_people else (), check, sealed) if issued and not gone else "",
    )


def _asked_by(paper: Document) -> Sequence[Field]:
    """The fields of the decision that a draft will become, for the words of what was chosen in them."""
    return DECISIONS[paper.step].fields if paper.step else ()


def _reader(names: Sequence[str], check: str, sealed: bool) -> str:
    """What sets one reader's copy apart; not the office's own address, which may move."""
    return "\n".join(("sealed" if sealed else "", urlsplit(check).path, *names))


def _meta(paper: Document, dossier: Dossier, frozen: Frozen) -> dict[str, str]:
    """What the file says of itself: kind, matter, digest, and the version of the organ's own words."""
    found = {"kind": paper.kind, "matter": dossier.matter.number, "digest": paper.digest}
    return {**found, "wording": str(frozen["version"])} if frozen.get("version") else found


def fonts_in_use() -> engine.Fonts:
    """The office's fonts before our own. Raises fonts.BadFonts."""
    own = settings.PAPERS / "fonts"
    return engine.fonts(own if own.is_dir() else None)


def pages_in_use() -> Mapping[Format, measures.Page]:
    """The pages with what the office sets. Raises measures.BadPage."""
    return measures.pages(settings.PAPERS / "pages.toml")


def unprintable(written: object) -> list[str]:
    """The characters in what was written (text, or lists and mappings of it) that no font has."""
    return fonts_in_use().lacking("".join(_texts(written)))


def rare_in(names: Iterable[str]) -> Said | None:
    """What to say where papers will have to spell a character of these names, which no font has; it guides, never blocks."""
    try:
        missing = unprintable(list(names))
    except engine.BadFonts:
        return None  # said where fonts are looked after
    return (
        Said(RARE, {"characters": listed(missing), "codes": engine.spelled("".join(missing), fonts_in_use())})
        if missing
        else None
    )


def _texts(written: object) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping):
        yield from (text for key, value in written.items() if key not in BORROWED for text in _texts(value))
    elif isinstance(written, list | tuple):
        yield from (text for value in written for text in _texts(value))


def wordings_in_use(code: str) -> str:
    """The name of the office's own file for this paper, "" for ours. Raises texts.BadText."""
    folder = settings.PAPERS / "texts"
    texts.wording(code, folder)
    file = folder / f"{code}.txt"
    return file.name if file.exists() else ""


def seals_in_use() -> Mapping[str, Seal]:
    """The seals there are, by the code of their organ."""
    folder = settings.PAPERS / "seals"
    names = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    return {name: seal_of(name, folder) for name in sorted(names)}
