"""Bring in a table page by page: upload, say which column is what, rehearse, register batch by batch, clear up.

A run may be left and gone on with at any time; what was registered is known by its external id.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from lianxin.actions.given import Invalid
from lianxin.actions.imports import Import, Plan, Refused, plan
from lianxin.actions.perform import local_day
from lianxin.documents.attachments import plain_name
from lianxin.documents.spreadsheet import Row, Table, Unusable, by_heading
from lianxin.documents.workbook import open_any
from lianxin.models import SheetImport, SheetMapping
from lianxin.models.fields import blind, lock
from lianxin.queries.access import NotFound
from lianxin.queries.directory import actor_of
from lianxin.queries.sheets import batch, desk_named, folder, import_for, to_clear, unfinished
from lianxin.rules.attachments import MB
from lianxin.rules.facts import Actor
from lianxin.rules.imports import import_rules
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LONGEST_SOURCE = 23
MOST_REASONS = 40
A_WHILE = timedelta(minutes=2)  # without a sign of the page that drives it, a job goes on with the run
OWN = ("行", "原因")  # columns of a side file, which may come back mended
_BUSY = (SheetImport.TRYING, SheetImport.RUNNING)


def bring(actor: Actor, office: str, name: str, file: Path, *, form: str, at: datetime) -> SheetImport:
    """Read the whole table once and lay its rows down, locked, in batches. Raises Invalid ("office", "file")."""
    organ = desk_named(actor, office)
    if organ is None:
        raise Invalid({"office": Said(_("请选择您所在的机关"))})
    most = import_rules().limits.megabytes
    if file.stat().st_size > most * MB:
        raise Invalid({"file": Said(_("文件超过{most}MB，请分成几份"), {"most": most})})
    token = uuid4().hex
    try:
        table = open_any(file)
        rows, batches = _lay_down(table, folder(token))
    except Unusable as fault:
        shutil.rmtree(folder(token), ignore_errors=True)
        raise Invalid({"file": fault.said}) from None
    return SheetImport.objects.create(
        account_id=actor.account or 0, organ=organ, name=plain_name(name), token=token,
        heading=_kept(table.heading, table.heading), rows=rows, batches=batches,
        form=form if form in import_rules().forms else "", made_at=at, changed_at=at,
    )  # fmt: skip


def _lay_down(table: Table, place: Path) -> tuple[int, int]:
    limits, count, batches = import_rules().limits, 0, 0
    place.mkdir(parents=True, mode=0o700)
    rows = iter(table)
    while some := list(islice(rows, limits.batch)):
        count += len(some)
        if count > limits.rows:
            raise Unusable(_("有内容的行超过{most}行，请分成几份再导入"), most=limits.rows)
        kept = [[r.line, r.cells if r.fault else _kept(table.heading, r.cells), _said(r.fault)] for r in some]
        _write(place / f"rows-{batches:05d}", kept)
        batches += 1
    if not count:
        raise Unusable(_("只有表头，下面没有内容"))
    return count, batches


def _kept(heading: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Without the columns of a side file, which say why a row was refused before."""
    return [cell for name, cell in zip(heading, cells, strict=True) if name not in OWN]


def _said(said: Said | None) -> list[object] | None:
    return [said.template, said.values] if said else None


def _write(place: Path, content: object) -> None:
    draft = place.with_suffix(".new")
    draft.write_bytes(lock(json.dumps(content, ensure_ascii=False, default=str).encode()))
    draft.replace(place)


def rehearse(
    actor: Actor, pk: int, *, columns: Mapping[str, str], fixed: Mapping[str, str], source: str, at: datetime
) -> SheetImport:
    """Take this mapping, remember it for the source, and begin to try it. Raises NotFound, Invalid."""
    row = import_for(actor, pk)
    source = source.strip()
    if not source or len(source) > LONGEST_SOURCE:
        raise Invalid({"source": Said(_("给来源起个名字，最多{most}个字"), {"most": LONGEST_SOURCE})})
    if desk_named(actor, fixed.get("office", "")) is None:
        raise Invalid({"fixed-office": Said(_("请选择您所在的机关"))})
    if missing := _missing(columns, fixed):
        raise Invalid(missing)
    try:
        plan(row.heading, columns, fixed, source)
    except Unusable as fault:
        raise Invalid({"": fault.said}) from None
    with transaction.atomic():
        row = _at_rest(row.pk)
        row.source, row.columns, row.fixed = source, dict(columns), dict(fixed)
        SheetMapping.objects.update_or_create(
            organ_id=row.organ_id, source=source,
            defaults={"form": row.form, "columns": row.columns, "fixed": row.fixed, "changed_at": at},
        )  # fmt: skip
        row.twice = _twice(row)
        return _begin(row, SheetImport.TRYING, at)


def _missing(columns: Mapping[str, str], fixed: Mapping[str, str]) -> dict[str, Said]:
    needed = [field for field in import_rules().fields.values() if field.needed]
    told = _("请选择“{label}”在哪一列")
    return {
        f"column-{field.code}": Said(told, {"label": Said(field.label)})
        for field in needed
        if field.code not in columns and field.code not in fixed
    }


def _at_rest(pk: int) -> SheetImport:
    """The row, locked; raises Invalid while it runs, is done or its rows are gone."""
    row = SheetImport.objects.select_for_update().get(pk=pk)
    if row.phase in (SheetImport.RUNNING, SheetImport.DONE) or not row.token:
        raise Invalid({"": Said(_("这份表已经在导入或者导完了；要改，请重新上传"))})
    return row


def _begin(row: SheetImport, phase: str, at: datetime) -> SheetImport:
    row.phase, row.done, row.reasons, row.changed_at = phase, 0, [], at
    row.new = row.known = row.refused = row.unnamed = row.held = 0
    row.save()
    return row


def _twice(row: SheetImport) -> dict[str, list[int]]:
    """The marks that stand more than once; to each comes (batch, line) of the row that is registered under it."""
    column = row.columns["external_id"]
    marks = Counter(
        blind("sheet", by_heading(row.heading, each)[column].strip())
        for place in range(row.batches)
        for each in batch(row, place)
        if not each.fault
    )
    return {mark: [] for mark, times in marks.items() if mark and times > 1}


def start(actor: Actor, pk: int, *, at: datetime) -> SheetImport:
    """Begin to register what was rehearsed. Raises NotFound, Invalid."""
    import_for(actor, pk)
    with transaction.atomic():
        row = _at_rest(pk)
        if row.phase != SheetImport.TRIED:
            raise Invalid({"": Said(_("请先试一遍，再导入"))})
        return _begin(row, SheetImport.RUNNING, at)


def advance(actor: Actor, pk: int, *, at: datetime) -> SheetImport:
    """The next batch of what is being tried or registered. Raises NotFound, RowsGone."""
    import_for(actor, pk)
    with transaction.atomic():
        row = SheetImport.objects.select_for_update().get(pk=pk)
        if row.phase in _BUSY and row.done < row.batches:
            _take(row, actor, at)
        if row.phase in _BUSY and row.done >= row.batches:
            row.phase = SheetImport.TRIED if row.phase == SheetImport.TRYING else SheetImport.DONE
        row.changed_at = at
        row.save()
    return row


def _take(row: SheetImport, actor: Actor, at: datetime) -> None:
    keep = row.phase == SheetImport.RUNNING
    given = Plan(row.columns, row.fixed, f"import:{row.source}")
    run = Import(row.heading, given, actor, at, keep=keep)
    rows = batch(row, row.done)
    marks = {each.line: _mark(row, each) for each in rows}
    if not keep:
        run.first = _before(row, marks.values())
    refused = run.take(rows)
    lost = {each.row.line for each in refused}
    for line, (mark, _text) in marks.items():
        if line not in lost and row.twice.get(mark) == []:
            row.twice[mark] = [row.done, line]
    row.new, row.known = row.new + run.count.new, row.known + run.count.known
    row.refused, row.held = row.refused + run.count.refused, row.held + run.count.held
    row.unnamed += run.count.unnamed
    row.reasons = _with_reasons(row.reasons, refused)
    kept = [[each.row.line, [_plain(fault) for fault in each.faults], each.row.cells] for each in refused]
    _write(folder(row.token) / f"refused-{row.done:05d}", kept)
    if run.keep:
        new = [astuple(each) for each in run.taken if each.query_code]
        _write(folder(row.token) / f"taken-{row.done:05d}", new)
    row.done += 1


def _before(row: SheetImport, marks: Iterable[tuple[str, str]]) -> dict[str, Row]:
    """The rows of earlier batches that a rehearsal registered under these marks, and took back."""
    places = {text: row.twice[mark] for mark, text in marks if row.twice.get(mark)}
    rows = {
        (place, each.line): each
        for place in {place for place, _line in places.values()}
        for each in batch(row, place)
    }
    return {text: rows[place, line] for text, (place, line) in places.items()}


def _mark(row: SheetImport, each: Row) -> tuple[str, str]:
    """(keyed hash, as it stands) of a row's external id."""
    if each.fault:
        return "", ""
    text = by_heading(row.heading, each)[row.columns["external_id"]].strip()
    return blind("sheet", text), text


def _plain(said: Said) -> list[object]:
    return [said.template, {name: str(value) for name, value in said.values.items()}]


def _with_reasons(reasons: list[dict[str, object]], refused: Iterable[Refused]) -> list[dict[str, object]]:
    """Each reason with how many rows it refused and the first of them; sentences that differ in a value are one."""
    found = {(str(one["template"]), str(one["about"])): one for one in reasons}
    for each in refused:
        for fault in each.faults:
            inner = fault.values.get("said")
            sentence = inner if isinstance(inner, Said) else fault
            key = (sentence.template, str(fault.values.get("column") or fault.values.get("name", "")))
            if key not in found and len(found) >= MOST_REASONS:
                continue
            new = {
                "template": key[0],
                "about": key[1],
                "said": _plain(fault),
                "line": each.row.line,
                "count": 0,
            }
            one = found.setdefault(key, new)
            one["count"] = int(str(one["count"])) + 1
    return list(found.values())


def forget(actor: Actor, pk: int) -> None:
    """Clear the rows of a table; one of which nothing was registered goes altogether. Raises NotFound."""
    row = import_for(actor, pk)
    _clear(row)
    if row.phase in (SheetImport.MAPPING, SheetImport.TRYING, SheetImport.TRIED):
        row.delete()


def _clear(row: SheetImport) -> None:
    shutil.rmtree(folder(row.token), ignore_errors=True)
    row.token = ""
    row.save(update_fields=["token"])


def clear_old(*, at: datetime) -> int:
    """Clear rows that were kept long enough; how many tables."""
    rows = to_clear(at=at)
    for row in rows:
        _clear(row)
    return len(rows)


def go_on(*, at: datetime, most: int = 20) -> int:
    """Go on with runs whose page was closed, at most so many batches; how many were done."""
    done = 0
    for pk in unfinished(before=at - A_WHILE):
        row = SheetImport.objects.select_related("account").get(pk=pk)
        actor = actor_of(row.account, on=local_day(at))
        while done < most and row.phase == SheetImport.RUNNING:
            try:
                row = advance(actor, pk, at=at)
            except NotFound:  # no longer at that desk: a colleague cannot go on in their name
                break
            done += 1
    return done
