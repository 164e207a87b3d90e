"""An organ's own words for its papers: those of a day, all versions, and an example made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from lianxin.documents import texts
from lianxin.documents.pdf import NoGlyph
from lianxin.documents.sheet import Sheet
from lianxin.models import Organ, PaperWording
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.directory import stamp
from lianxin.rules.facts import Actor
from lianxin.rules.paper_parts import COMMON, PARTS
from lianxin.rules.paper_wordings import may_word
from lianxin.rules.papers import PAPERS, Character, Paper, paper_number

FAULTS = (texts.BadText, NoGlyph)


@dataclass(frozen=True)
class Words:
    """The wording of a paper on a day; `version` 0 is the one that came with the house or the operator's file."""

    text: str
    version: int = 0


def words_on(organ: int, kind: str, on: date) -> Words:
    """What this organ says in such a paper on that day. Raises texts.BadText where it has lost a required part."""
    begun = [pk for since, pk in _known(stamp()).get((organ, kind), ()) if since <= on]
    row = PaperWording.objects.get(pk=begun[-1]) if begun else None
    if row is None or not row.text:
        return Words(shipped(kind))
    texts.check(row.text, PAPERS[kind], name=f"{kind} v{row.version}")
    return Words(row.text, row.version)


@lru_cache(maxsize=4)
def _known(stamp: int) -> Mapping[tuple[int, str], list[tuple[date, int]]]:
    """{organ and kind: since when, and key, of each version in its order}: most organs have none and ask no more."""
    found: dict[tuple[int, str], list[tuple[date, int]]] = {}
    for organ, kind, since, pk in PaperWording.objects.order_by("version").values_list(
        "organ", "kind", "since", "pk"
    ):
        found.setdefault((organ, kind), []).append((since, pk))
    return found


def worded(on: date) -> list[tuple[Organ, str]]:
    """Each organ and kind of paper with a version of its own that had begun by that day."""
    found = [key for key, begun in _known(stamp()).items() if any(since <= on for since, _pk in begun)]
    organs = Organ.objects.in_bulk({organ for organ, _kind in found})
    return [(organs[organ], kind) for organ, kind in found]


def shipped(kind: str) -> str:
    """The wording without the organ's own. Raises texts.BadText."""
    return texts.wording(kind, settings.PAPERS / "texts")


# ---- edited by the organ -----------------------------------------------------------------------------------
def organs_of(actor: Actor) -> list[Organ]:
    """The organs whose papers this person words."""
    return list(Organ.objects.filter(pk__in=[o for o in actor.organs if may_word(actor, o)]).order_by("code"))


def organ_for(actor: Actor, code: str) -> Organ:
    """One of them. Raises NotFound, NotAllowed."""
    organ = Organ.objects.filter(code=code).first()
    if organ is None:
        raise NotFound(code)
    if not (verdict := may_word(actor, organ.pk)):
        raise NotAllowed(verdict)
    return organ


@dataclass(frozen=True)
class Listed:
    """One kind of paper and the organ's own wording of today, if any; `coming` is one that waits for its day."""

    paper: Paper
    own: PaperWording | None
    coming: PaperWording | None


def listed(organ: Organ, on: date) -> list[Listed]:
    """Every kind of paper in the order of the catalogue."""
    own: dict[str, PaperWording] = {}
    coming: dict[str, PaperWording] = {}
    for row in PaperWording.objects.filter(organ=organ).order_by("version"):
        if row.since <= on:
            own[row.kind] = row
            coming.pop(row.kind, None)
        else:
            coming[row.kind] = row
    return [Listed(paper, own.get(code), coming.get(code)) for code, paper in PAPERS.items()]


def versions(organ: Organ, kind: str) -> list[PaperWording]:
    """All versions, newest first."""
    rows = PaperWording.objects.filter(organ=organ, kind=kind).select_related("written_by")
    return list(rows.order_by("-version"))


def example(organ: Organ, kind: str, text: str, on: date) -> Sheet:
    """A paper about a matter that never was, in these words. Raises texts.BadText."""
    row = PAPERS[kind]
    texts.check(text, row)
    values = {**texts.examples(), "organ_name": organ.name}
    said = [
        ("", "请发放拖欠的征地补偿款。"),
        *((PARTS[key], values[key]) for key in ("outcome", "answer", "law", "executor", "execute_by")),
    ]
    title, blocks = texts.filled(text, values, [said], people=1)
    number = paper_number(organ.word, row.type_char, on.year, 12) if row.type_char else ""
    speaks = "" if row.character is Character.PERSONAL else organ.name
    return Sheet(title or row.title, row.format, speaks, blocks, number, draft=True, meta={"kind": kind})


def gaps_of(kind: str, text: str) -> list[tuple[str, str, bool]]:
    """(key, label, whether it stands there) of each part that the paper must have."""
    there = set(texts.GAP.findall(text))
    return [(key, label, key in there) for key, label in texts.needed(PAPERS[kind]).items()]


def other_gaps(kind: str) -> list[tuple[str, str]]:
    """(key, label) of everything else a wording may say."""
    needed = {part.key for part in PAPERS[kind].required}
    return [(key, label) for key, label in {**COMMON, **PARTS}.items() if key not in needed]
