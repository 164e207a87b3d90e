"""Which categories to suggest for a matter and why, and the decisions the office may learn from.

A suggestion only helps the person who decides (PIPL 第二十四条). A sealed matter is never read for either.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from lianxin.models import EngineSwitch, Matter, Submission, Suggestion
from lianxin.queries.access import visible
from lianxin.queries.attachments import texts_of
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import category_tree
from lianxin.queries.routing import WRITERS
from lianxin.rules.facts import Actor
from lianxin.text import category, lexicon, redact
from lianxin.text.category import CategoryModel, Decided, Suggested, plain
from lianxin.text.clean import POINTER, says_little

SHOWN = 2  # for so many the truth is among them in 99 of 100 messages (docs/text.md)
NEWEST = 30_000  # decisions learned from; older ones follow older habits
MOST_COUNTED = 20_000  # suggestions of which it is told what became
ENGINE = "category"
log = logging.getLogger(__name__)
MODELS = "category-*.npz"


@dataclass(frozen=True)
class Proposal:
    """What an engine suggests for one field; `filled` is sure enough to stand there beforehand, else ""."""

    rows: tuple[Suggested, ...]
    engine: str
    filled: str = ""
    learned: bool = False


def propose(dossier: Dossier) -> Proposal | None:
    """The likeliest categories of a matter not yet classified; None for a sealed one or where switched off."""
    matter = dossier.matter
    if matter.sealed or matter.classified or not in_use():
        return None
    mine = [row for row in dossier.filed if row.matter_id == matter.pk]
    asked = [str(line.text) for line in dossier.requests]
    words = "\n".join([*(row.content for row in mine), *asked])
    return of_words(matter.title, "\n".join([words, *texts_of(dossier)]) if says_little(words) else words)


def in_use() -> bool:
    """Whether categories are suggested and learned: not switched off by the installation or by a person."""
    return bool(settings.SUGGEST_CATEGORY) and next((row.on for row in switches()[:1]), True)


def switches() -> QuerySet[EngineSwitch]:
    """Who switched it off or on, the newest first."""
    return EngineSwitch.objects.filter(engine=ENGINE).select_related("account")


def may_switch(actor: Actor) -> bool:
    """Who may: triage, head and administration of a petition office, as they keep its rules of routing."""
    return any(post.at_office and post.role in WRITERS for post in actor.posts)


def card() -> Mapping[str, Any]:
    """The card of the model in force: what it learned from, when, how good it is; {} while there is none."""
    model = learned_model()
    if model is None:
        return {}
    held = dict(model.card["out_of_fold"])
    tree = category_tree()
    held["per_class"] = {tree.full_name(code): one for code, one in held["per_class"].items()}
    about = {key: value for key, value in model.card.items() if key != "out_of_fold"}
    return {**about, "threshold": model.threshold, **held}


@dataclass(frozen=True)
class Taken:
    """What people chose beside what was suggested: the first, the second, something else."""

    first: int
    second: int
    other: int

    @property
    def total(self) -> int:
        return self.first + self.second + self.other


def taken(actor: Actor, *, on: date) -> dict[str, Taken]:
    """{engine and version: what was chosen}, over the newest classified matters this reader may see."""
    rows = Suggestion.objects.filter(field=ENGINE, matter__in=visible(actor, on=on)).exclude(chosen="")
    rows = rows.order_by("-matter", "pk")
    found: dict[tuple[int, bool], list[tuple[str, str, str]]] = defaultdict(list)
    for matter, engine, value, chosen in rows.values_list("matter", "engine", "value", "chosen")[
        :MOST_COUNTED
    ]:
        found[matter, engine.startswith("model:")].append((engine, value, chosen))  # the language model apart
    counts: dict[str, list[int]] = {}
    for listed in found.values():
        engine, _value, chosen = listed[-1]
        values = [value for one, value, _chosen in listed if one == engine][-SHOWN:]
        place = values.index(chosen) if chosen in values else SHOWN
        counts.setdefault(engine, [0, 0, 0])[place] += 1
    return {engine: Taken(*each) for engine, each in counts.items()}


def of_words(title: str, detail: str) -> Proposal:
    """The proposal for these words: of the learned model where there is one, else of the list of words."""
    known, words = category_tree(), office_words()
    model, title, detail = learned_model(), POINTER.sub("", title), POINTER.sub("", detail)
    hints = tuple(one for one in words.suggest(title, detail) if one.value in known)
    wordless = not any(map(str.isalnum, title + detail))  # of which a model would name what comes most often
    if model is None or wordless:
        return Proposal(hints, words.version)
    rows = [one for one in model.suggest(title, detail, count=SHOWN) if one.value in known]
    sure = bool(rows) and rows[0].score >= model.threshold
    fresh = [one for one in hints[:1] if one.value not in model.labels]
    if fresh and not sure:  # a category too rare to be learned is known to the list alone
        rows = [*rows[: SHOWN - 1], Suggested(fresh[0].value, 0.0, fresh[0].reasons)]
    return Proposal(tuple(rows), model.version, rows[0].value if sure else "", learned=True)


def office_words() -> lexicon.Lexicon:
    """The list of words of this installation, with the names of its categories."""
    return _words(settings.CATEGORY_WORDS)


@lru_cache(maxsize=2)
def _words(path: Path | None) -> lexicon.Lexicon:
    names = {row.code: row.name for row in category_tree() if row.level == 2 and row.name != "其他"}
    return lexicon.load(path, names)


def learned_model() -> CategoryModel | None:
    """The newest learned model that can be read, read anew when its file changes; to go back to the one before, delete it."""
    for path in sorted(Path(settings.TEXT_DIR).glob(MODELS), reverse=True):
        with suppress(OSError):
            if model := _model(path, path.stat().st_mtime_ns):
                return model
    return None


@lru_cache(maxsize=5)
def _model(path: Path, changed: int) -> CategoryModel | None:
    """None for a file that is damaged, or of another format: letters can be classified without it."""
    try:
        return category.load(path)
    except category.NotAModel:
        log.warning("no category model can be read from %s", path)
        return None


def decisions() -> Iterator[Decided]:
    """The newest confirmed decisions of ordinary matters, without personal data; near-copies share a group."""
    tree = category_tree()
    newest = Matter.objects.filter(classified=True, sealed=False).exclude(category="").order_by("-pk")
    filed = Submission.objects.filter(matter__in=newest.values("pk")[:NEWEST]).exclude(content="")
    for label, title, content in filed.order_by("pk").values_list("matter__category", "title", "content"):
        if label in tree:
            text = redact.strip(POINTER.sub("", content))
            group = plain(text)[:60] or plain(title)
            yield Decided(redact.strip(POINTER.sub("", title)), text, label, group)
