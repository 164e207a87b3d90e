"""Bring law, policies and rules into the library from a file; brought in again, only what changed makes a new version."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from lianxin.actions.knowledge import Written, keep
from lianxin.models import KnowledgeItem, Organ, Region
from lianxin.queries.knowledge import text_of
from lianxin.rules import law_list
from lianxin.rules.knowledge import CITED, articles, plain_title
from lianxin.rules.laws import SOURCES
from lianxin.rules.notice import file_fault, toml_fault
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

COLUMNS = ("kind", "title", "number", "issuer", "region", "effective", "expired", "organ", "public", "text")


class BadLawFile(SaidError):
    """A file that cannot be used; nothing of it was written. `said` is the sentence for the person who wrote it."""


@dataclass
class Taken:
    """How many were new, how many became a new version, how many stand as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


def take_laws(path: Path | None, *, at: datetime) -> Taken:
    """All sources of the file (TOML or CSV), or those this program rests on; all or nothing. Raises BadLawFile."""
    taken = Taken()
    rows = [_shipped()] if path is None else [_read(path)]
    with transaction.atomic():
        for new, organ in (pair for listed in rows for pair in listed):
            _take(new, organ, at, taken)
    return taken


def _take(new: Written, organ: int | None, at: datetime, taken: Taken) -> None:
    same = KnowledgeItem.objects.filter(
        kind=new.kind, plain=plain_title(new.title), issuer=new.issuer, organ=organ
    )
    last = same.order_by("-version").first()
    if last is None:
        keep(new, organ=organ, by=None, at=at)
        taken.new += 1
    elif _differs(last, new):
        keep(new, organ=organ, by=None, at=at, series=last.series)
        taken.changed += 1
    else:
        taken.same += 1


def _differs(last: KnowledgeItem, new: Written) -> bool:
    before = (
        last.title,
        last.number,
        last.region_id,
        last.effective_on,
        last.expired_on,
        last.public,
        last.whole,
    )
    after = (new.title, new.number, new.region, new.effective_on, new.expired_on, new.public, new.whole)
    return before != after or articles(text_of(last)) != articles(new.text)


def _shipped() -> Iterable[tuple[Written, None]]:
    """The sources of `rules.laws`. An office that has brought in a whole text keeps it: ours would be the poorer one."""
    held = set(KnowledgeItem.objects.filter(kind="STATUTE", whole=True).values_list("plain", flat=True))
    for source in SOURCES:
        if plain_title(source.title) in held:
            continue
        yield Written(
            "STATUTE", source.title, law_list.text_of(source.title), source.number, source.issuer,
            effective_on=source.effective_on, expired_on=source.expired_on, public=True, whole=False,
        ), None  # fmt: skip


def _read(path: Path) -> list[tuple[Written, int | None]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadLawFile(_("读不了 {path}：{fault}"), path=path.name, fault=file_fault(fault)) from None
    if path.suffix.lower() == ".csv":
        rows = _joined(list(csv.DictReader(text.splitlines())))
    else:
        try:
            rows = tomllib.loads(text).get("source", [])
        except tomllib.TOMLDecodeError as fault:
            raise BadLawFile(_("{path}：{fault}"), path=path.name, fault=toml_fault(fault)) from None
    if not rows:
        raise BadLawFile(
            _("{path} 里没有法规：TOML 写 [[source]]，CSV 首行写 kind、title、article、text 等列名"),
            path=path.name,
        )
    return [_source(row, place) for place, row in enumerate(rows, 1)]


def _joined(lines: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """A line per article becomes a source with its text."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        row = {name: (value or "").strip() for name, value in line.items() if name}
        article, text = row.pop("article", ""), row.pop("text", "")
        kept = found.setdefault((row.get("title", ""), row.get("number", "")), {**row, "text": ""})
        kept["text"] += f"{article}　{text}\n" if article else f"{text}\n"
    return list(found.values())


def _source(row: Mapping[str, Any], place: int) -> tuple[Written, int | None]:
    if extra := sorted(set(row) - set(COLUMNS)):
        raise BadLawFile(_("第{place}项里的“{field}”不认识，可写的有：{known}"), place=place, field=extra[0],
                         known="、".join(COLUMNS))  # fmt: skip
    kind, title = str(row.get("kind") or "STATUTE").upper(), str(row.get("title") or "").strip()
    if kind not in CITED or not title or not str(row.get("issuer") or "").strip():
        raise BadLawFile(_("第{place}项要写明 title、issuer，kind 只能是 {kinds}"), place=place,
                         kinds="、".join(sorted(CITED)))  # fmt: skip
    region, organ = (str(row.get(name) or "") for name in ("region", "organ"))
    if region and not Region.objects.filter(code=region).exists():
        raise BadLawFile(_("第{place}项的地区 {code} 不在名册里"), place=place, code=region)
    holder = Organ.objects.filter(code=organ).first() if organ else None
    if organ and holder is None:
        raise BadLawFile(_("第{place}项的机关 {code} 不在名册里"), place=place, code=organ)
    public = (
        row.get("public") if isinstance(row.get("public"), bool) else str(row.get("public") or "") in _TRUE
    )
    return Written(
        kind, title, str(row.get("text") or ""), str(row.get("number") or ""), str(row["issuer"]).strip(),
        region or None, _day(row, "effective", place), _day(row, "expired", place), public=bool(public),
    ), holder.pk if holder else None  # fmt: skip


_TRUE = frozenset({"1", "true", "yes", "是"})


def _day(row: Mapping[str, Any], name: str, place: int) -> date | None:
    value = row.get(name)
    if not value or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadLawFile(_("第{place}项的 {name} 应写成 2022-05-01"), place=place, name=name) from None
