"""What goes into the package of a finished matter, and which packages there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from lianxin.documents.package import Facts, Listed, Piece
from lianxin.documents.page_count import pages_of, pages_sent
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.ledger.receipt_file import dumps
from lianxin.models import ArchivePackage, Attachment, Document, Event, Link, Matter, Request, Submission
from lianxin.models.fields import Unreadable, unlock
from lianxin.queries import log
from lianxin.queries.access import NotFound, visible
from lianxin.queries.attachments import FileLost, content, of_submissions
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import category_tree
from lianxin.queries.paper_files import PaperFile, people_of, printed, staff_sheet
from lianxin.queries.progress import told
from lianxin.queries.sealed import history_for, papers_for
from lianxin.rules.acts.archiving import KEEPERS, ON_THE_FILE
from lianxin.rules.codes import Channel, MatterLink, Role
from lianxin.rules.facts import Actor, Post
from lianxin.rules.papers import PAPERS, Format
from lianxin.rules.retention import ROWS
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS

CHINA = ZoneInfo("Asia/Shanghai")
FORMS = ("pdf", "docx")
MOST = 100  # shown in one list
About = dict[str, object]
Filed = Callable[[Document, Sheet, str, str], PaperFile]  # a paper as the file it is kept as


# ---- which there are ---------------------------------------------------------------------------------------
def may_keep(actor: Actor, matter: Matter) -> bool:
    """Whether this person packs and takes out whole files of the organs that have a part in this one."""
    here = {matter.owner_id, matter.office_id}
    return any(post.role in KEEPERS and post.organ in here for post in actor.posts)


def package_of(matter: Matter) -> ArchivePackage | None:
    """The packing that is kept now."""
    return ArchivePackage.objects.filter(matter=matter, gone_at=None).first()


def packages_with(matter: Matter) -> QuerySet[ArchivePackage]:
    """The packings kept now that hold what was enclosed with a matter: its own, and that of the one it was joined to."""
    leads = Link.objects.filter(later=matter, kind=MatterLink.SAME_MATTER, undone_at=None).values("earlier")
    return ArchivePackage.objects.filter(Q(matter=matter) | Q(matter__in=leads), gone_at=None)


def is_fresh(package: ArchivePackage | None, dossier: Dossier) -> bool:
    """Whether the package holds everything that was done; what is done to the file itself afterwards does not count."""
    last = next((event.seq for event in reversed(dossier.history) if event.action not in ON_THE_FILE), 0)
    return package is not None and package.seq >= last


def unpacked() -> QuerySet[Matter]:
    """Finished matters without a package, or with one that lacks what was done since."""
    last = Event.objects.filter(matter=OuterRef("pk")).exclude(action__in=ON_THE_FILE).order_by("-seq")
    kept = ArchivePackage.objects.filter(matter=OuterRef("pk"), gone_at=None)
    rows = Matter.objects.filter(state=State.CLOSED, disposed_on=None)
    rows = rows.annotate(last=Subquery(last.values("seq")[:1]), held=Subquery(kept.values("seq")[:1]))
    return rows.filter(Q(held=None) | Q(held__lt=F("last"))).order_by("closed_on", "pk")


def waiting_for(actor: Actor, *, on: date) -> tuple[list[Dossier], list[Dossier]]:
    """Of the files this person keeps: finished ones not on file yet, and those whose time is over; oldest first."""
    organs = actor.organs_as(*KEEPERS)
    mine = Q(owner__in=organs) | Q(office__in=organs)
    rows = (
        visible(actor, on=on)
        .filter(mine, state=State.CLOSED, disposed_on=None)
        .select_related("owner", "office")
    )
    put = Event.objects.filter(matter=OuterRef("pk"), action="ARCHIVE")
    unfiled = rows.exclude(Exists(put)).order_by("closed_on", "pk")[:MOST]
    shortest = min(row.years for row in ROWS if not row.for_ever)
    old = rows.filter(Exists(put), closed_on__year__lt=on.year - shortest).order_by("closed_on", "pk")[:MOST]
    over = [file for file in (Dossier(row, on) for row in old) if file.keep_until and file.keep_until < on]
    return [Dossier(row, on) for row in unfiled], over


def place_of(package: ArchivePackage) -> Path:
    """Where its bytes lie, locked."""
    return Path(settings.ARCHIVE) / package.digest[:2] / package.digest


def bytes_of(package: ArchivePackage) -> bytes:
    """The ZIP. Raises FileLost, also where it was let go of."""
    if package.gone_at:
        raise FileLost(package.digest)
    try:
        return unlock(place_of(package).read_bytes())
    except (OSError, Unreadable):
        raise FileLost(package.digest) from None


def numbered(number: str) -> Matter:
    """A matter by its number, for the command on the machine. Raises NotFound."""
    found = Matter.objects.filter(number=number).select_related("owner", "office").first()
    if found is None:
        raise NotFound(number)
    return found


# ---- what goes in ------------------------------------------------------------------------------------------
def names_of(dossier: Dossier) -> list[str]:
    """The people of the file as papers name them; behind the seal nobody's name leaves its custodian (第三十条)."""
    if dossier.sealed:
        return []
    return people_of(dossier.filed)


def _keeper(dossier: Dossier) -> Actor:
    """Who keeps the volume: it holds what the organ that has the matter may read, and nothing from behind a wall."""
    return Actor(None, "", (Post(dossier.owner, Role.ARCHIVIST, dossier.owner_above),))


def _history(dossier: Dossier) -> list[Event]:
    return history_for(_keeper(dossier), dossier)


def _issued(dossier: Dossier) -> list[Document]:
    return [p for p in papers_for(_keeper(dossier), dossier) if p.state == Document.ISSUED]


def pieces_of(dossier: Dossier, filed: Filed) -> list[Piece]:
    """Papers as `filed` makes them, files, the record, proofs: the volume in its order."""
    pieces = [*_registered(dossier), *_papers(dossier, filed), *_files(dossier)]
    record = json.dumps(record_of(dossier), ensure_ascii=False, indent=2, default=str)
    story = "\n".join(_story(dossier)) + "\n"
    pieces.append(Piece("登记内容和办理记录", {"record/record.json": record.encode(), "record/story.txt": story.encode()},
                        by=dossier.matter.owner.name))  # fmt: skip
    if proofs := _proofs(dossier):
        pieces.append(Piece("公开记录的收录证明", proofs, by=dossier.matter.office.name))
    return pieces


def _registered(dossier: Dossier) -> Iterator[Piece]:
    """The register form (D01) and each letter in the words in which it was filed, as pages."""
    first, office = dossier.filed[0], dossier.matter.office
    form = Document(matter=dossier.matter, kind="D01", organ=office, body={"facts": _wrote(first)["words"]})
    sheet = staff_sheet(form, dossier, names_of(dossier))
    day = first.registered_at.astimezone(CHINA).date()
    made = {"register/D01.pdf": printed(replace(sheet, draft=False, date=day))}
    yield _page(PAPERS["D01"].title, made, first.number, office.name, day.isoformat())
    for row in dossier.filed:
        said, channel = _wrote(row), Channel[row.channel].label
        lines = said["requests"] if isinstance(said["requests"], list) else []
        asked = [Block(Kind.PARAGRAPH, f"{place}. {line}") for place, line in enumerate(lines, 1)]
        words = [Block(Kind.PARAGRAPH, str(said["words"])), Block(Kind.HEADING, "诉求"), *asked]
        letter = Sheet(
            f"信访人反映的内容（{channel}，登记原文）", Format.PLAIN, "", words, date=row.received_on,
            meta={"matter": row.number},
        )  # fmt: skip
        yield _page(
            f"信访人反映的内容（{channel}）", {f"register/{row.number}.pdf": printed(letter)}, row.number, "信访人",
            row.received_on.isoformat(),
        )  # fmt: skip
        yield _receipt(row, dossier)


def _receipt(row: Submission, dossier: Dossier) -> Piece:
    """The receipt (D03) as it was handed over, without the code that nobody keeps."""
    form = Document(matter=dossier.matter, kind="D03", organ=row.office, body={
        "matter_no": row.number, "query_code": "登记时只交给信访人，不留存",
        "how_to_query": f"凭编号和查询码在 {settings.PUBLIC_URL.rstrip('/')}/follow/ 查询，也可以到窗口、打电话查询",
    })  # fmt: skip
    day = row.registered_at.astimezone(CHINA).date()
    sheet = replace(staff_sheet(form, dossier, names_of(dossier)), draft=False, date=day)
    made = {f"register/D03-{row.number}.pdf": printed(sheet)}
    return _page(PAPERS["D03"].title, made, row.number, row.office.name, day.isoformat())


def _page(title: str, files: dict[str, bytes], number: str, by: str, day: str) -> Piece:
    """A piece that is made here, with its pages."""
    pages = sum(pages_of(data) for path, data in files.items() if path.endswith(".pdf"))
    return Piece(title, files, number, by, day, pages)


def to_print(
    matter: Matter, volume: Sequence[Listed], facts: Facts, note: Facts, *, on: date
) -> dict[str, bytes]:
    """The index (卷内目录) before the volume and the note (卷内备考表) behind it as pages, of the day of packing."""
    index, closing = PAPERS["D58"].variants
    lines: list[tuple[str, ...]] = [("题名", "文号", "责任者", "日期", "页号")]
    for row in (each.row for each in volume):
        last = row["page"] or row["no_pages"]
        lines.append(
            (
                f"{row['place']}. {row['title']}",
                *(str(each) for each in (row["number"], row["by"], row["day"], last)),
            )
        )
    grid = Block(Kind.GRID, "", cells=tuple(lines))
    said = {
        index: [Block(Kind.HEADING, matter.number), grid],
        closing: [Block(Kind.ROW, value, label) for label, value in (*facts, *note)],
    }
    meta = {"matter": matter.number}
    sheets = (Sheet(name, Format.FORM, "", blocks, date=on, meta=meta) for name, blocks in said.items())
    return {f"volume/{sheet.title}.pdf": printed(sheet) for sheet in sheets}


def _papers(dossier: Dossier, filed: Filed) -> Iterator[Piece]:
    names = names_of(dossier)
    for place, paper in enumerate(_issued(dossier), 1):
        sheet = staff_sheet(paper, dossier, names)
        made = [filed(paper, sheet, dossier.filed[0].number, form) for form in FORMS]
        day = paper.issued_on.isoformat() if paper.issued_on else ""
        files = {f"papers/{place:03}-{each.name}": each.content for each in made}
        yield _page(PAPERS[paper.kind].title, files, paper.number, paper.organ.name, day)


def _files(dossier: Dossier) -> Iterator[Piece]:
    rows = [row for row in of_submissions(dossier.filed) if row.digest]
    for place, row in enumerate(rows, 1):
        day = row.added_at.astimezone(CHINA).date().isoformat()
        try:
            data = content(row)
            files, pages = {f"attachments/{place:03}-{row.name}": data}, pages_sent(row.name, data)
            yield Piece(f"附件：{row.name}", files, by="信访人", day=day, pages=pages)
        except FileLost:
            yield Piece(f"附件：{row.name}（打包时已经找不到）", {}, by="信访人", day=day)


def _story(dossier: Dossier) -> Iterator[str]:
    for event in _history(dossier):
        at = event.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        said = told(STEPS[event.action], event.facts, aside=True) if event.action in STEPS else event.action
        organ = event.organ.name if event.organ else ""
        yield f"{event.seq}　{at}　{organ} {event.actor or ''}　{said}　{event.article}"


def _proofs(dossier: Dossier) -> dict[str, bytes]:
    found = {}
    for row in dossier.filed:
        receipt = log.receipt_for(row)
        if receipt is not None:
            found[f"proof/receipt-{row.number}.json"] = dumps(receipt).encode()
    key = Path(settings.LOG_KEYS) / "log.public"
    return {**found, "proof/log.public": key.read_bytes()} if found and key.exists() else found


def record_of(dossier: Dossier) -> About:
    """Everything on file that is no paper and no enclosed file."""
    enclosed = {row.digest for row in of_submissions(dossier.filed)}
    return {
        "submissions": [
            {
                "number": row.number, "received_on": row.received_on, "channel": Channel[row.channel].label,
                "title": row.title, **_wrote(row),
                "people": [] if dossier.sealed else [_person(party) for party in row.parties.all()],
            }
            for row in dossier.filed
        ],
        "requests": [
            {"position": r.position, "text": r.text, "class": r.legal_class, "outcome": r.outcome} for r in dossier.requests
        ],
        "history": [
            {
                "seq": e.seq, "action": e.action, "article": e.article, "at": e.at.astimezone(CHINA).isoformat(),
                "organ": e.organ.name if e.organ else "", "by": str(e.actor or ""), "from": e.from_state,
                "to": e.to_state, "facts": _facts(e, enclosed),
            }
            for e in _history(dossier)
        ],
        "clocks": [
            {"period": c.period, "start": c.start_on, "lawful": c.lawful_on, "stopped": c.stopped_on, "pauses": c.pauses}
            for c in dossier.all_clocks
        ],
        "service": [
            {"paper": paper.number or paper.kind, "method": s.method, "effective_on": s.effective_on}
            for paper in _issued(dossier)
            for s in paper.services.all()
        ],
        "tasks": [
            {"kind": t.kind, "to": t.organ.name, "text": t.text, "answer": t.answer, "cleared_on": t.cleared_on}
            for t in dossier.tasks
        ],
    }  # fmt: skip


def _facts(event: Event, enclosed: Set[str]) -> About:
    """What an event says, without the names of files that have moved behind the wall since (第三十条)."""
    named = event.facts.get("files")
    here = {"files": [each for each in named if each["sha256"] in enclosed]} if named else {}
    return {**event.facts, **here}


def _wrote(row: Submission) -> About:
    """What was written as it was filed; after a split, also one before it was joined, without what was split off (第三十条)."""
    if not (row.content and row.sealed_content):
        return {"words": row.as_filed, "requests": row.asked}
    left = Request.objects.filter(submission=row, matter=row.matter_id).order_by("position")
    return {"words": row.text, "requests": [line.text for line in left]}


def _person(party: object) -> About:
    return {name: getattr(party, name) for name in ("role", "name", "phone", "id_number", "address", "email")}


def about(dossier: Dossier, *, on: date) -> About:
    """The metadata of the volume."""
    matter, kept = dossier.matter, dossier.keep_until
    tree = category_tree()
    return {
        "identifier": matter.number, "title": "密件" if matter.sealed else matter.title,
        "creator": matter.owner.name, "registered_by": matter.office.name, "opened_on": matter.opened_on.isoformat(),
        "closed_on": matter.closed_on.isoformat() if matter.closed_on else "", "outcome": matter.outcome,
        "category": matter.category, "category_name": tree.full_name(matter.category) if matter.category in tree else "",
        "region": matter.region_id or "", "retention": dossier.retention.code,
        "retention_years": dossier.retention.years or "permanent", "keep_until": kept.isoformat() if kept else "",
        "sealed": matter.sealed, "events": len(_history(dossier)), "packed_on": on.isoformat(), "language": "zh-CN",
        "papers": [
            {"kind": p.kind, "number": p.number, "issued_on": str(p.issued_on or ""), "sha256_of_words": p.digest}
            for p in _issued(dossier)
        ],
        "attachments": [_described(row) for row in of_submissions(dossier.filed) if row.digest],
    }  # fmt: skip


def _described(row: Attachment) -> About:
    return {"name": row.name, "size": row.size, "sha256": row.digest}
