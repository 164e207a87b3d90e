"""Read what a person typed into a step: every fault is said in their words beside its field, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.rules.facts import Actor
from lianxin.rules.steps import Field, Kind
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.clean import TooLong, clean

Given = dict[str, object]
Errors = dict[str, Said]
_DAY = re.compile(r"^\s*(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?\s*$")
_TRUE = frozenset({True, "true", "on", "1", "yes", "是"})


class Invalid(Exception):
    """What was typed cannot be used yet. `errors` maps a field (or "" for the whole) to its sentence."""

    def __init__(self, errors: Mapping[str, Said]) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in errors.items()))
        self.errors = dict(errors)


class _Fault(SaidError):
    pass


def read(
    fields: Sequence[Field], typed: Mapping[str, object], dossier: Dossier, actor: Actor
) -> tuple[Given, dict[str, int]]:
    """The step's facts in plain JSON values, and the row keys of what was picked. Raises Invalid."""
    given: Given = {}
    keys: dict[str, int] = {}
    errors = _unknown(fields, typed, dossier)
    for spec in fields:
        if (spec.clerk and not actor.posts) or spec.kind is Kind.FILES:
            continue
        try:
            if spec.kind is Kind.REQUESTS:
                given[spec.name] = _requests(spec, typed, dossier, errors)
            else:
                given[spec.name] = _one(spec, typed.get(spec.name), dossier, actor, keys)
        except _Fault as fault:
            errors[spec.name] = fault.said
    if errors:
        raise Invalid(errors)
    return {name: value for name, value in given.items() if value not in (None, "", [])}, keys


def given_files(fields: Sequence[Field], typed: Mapping[str, object]) -> list[str]:
    """Tokens of the uploaded files that a step is given. Raises Invalid."""
    tokens: list[str] = []
    for name in (spec.name for spec in fields if spec.kind is Kind.FILES):
        raw = typed.get(name) or []
        if not isinstance(raw, list | tuple) or not all(isinstance(token, str) for token in raw):
            raise Invalid({name: Said(_("附件写法不对，应当是上传后得到的标记的列表"))})
        tokens += raw
    return tokens


def _unknown(fields: Sequence[Field], typed: Mapping[str, object], dossier: Dossier) -> Errors:
    """What the step does not ask: a mistake to tell, not to swallow."""
    asked = {spec.name for spec in fields}
    for spec in fields:
        asked |= {
            f"{spec.name}-{line.position}-{part.name}" for part in spec.each for line in dossier.requests
        }
    return {str(name): Said(_("没有这个字段")) for name in typed if name not in asked}


def _one(spec: Field, raw: object, dossier: Dossier, actor: Actor, keys: dict[str, int]) -> object:
    if raw is None or raw == "" or (isinstance(raw, str) and not raw.strip()) or raw == []:
        if spec.required:
            raise _Fault(_("请填写“{label}”"), label=Said(spec.label))
        return None
    if spec.kind is Kind.PICK:
        return _picked(spec, str(raw), dossier, actor, keys)
    if spec.kind is Kind.PICKS:
        values = raw if isinstance(raw, list | tuple) else [raw]
        return [_picked(spec, str(value), dossier, actor, keys) for value in values]
    found = _plain(spec, raw)
    if actor.posts and sum(map(str.isalpha, str(found))) < spec.fewest:
        raise _Fault(_("“{label}”请写清楚，不能只写一个字或者符号"), label=Said(spec.label))
    return found


def _picked(spec: Field, value: str, dossier: Dossier, actor: Actor, keys: dict[str, int]) -> str:
    for option in options(spec.options, dossier, actor):
        if option.value == value:
            keys[spec.name] = option.key
            return value
    raise _Fault(_("“{label}”请从列出的选项中选择"), label=Said(spec.label))


def _plain(spec: Field, raw: object) -> object:
    if not isinstance(raw, str | int | date):
        raise _Fault(_("“{label}”的写法不对，请填写文字"), label=Said(spec.label))
    if spec.kind is Kind.YES:
        if raw not in _TRUE:
            if spec.required:
                raise _Fault(_("请确认：{label}"), label=Said(spec.label))
            return None
        return True
    if spec.kind is Kind.CHOICE:
        if str(raw) not in dict(spec.offered):
            raise _Fault(_("“{label}”请从列出的选项中选择"), label=Said(spec.label))
        return str(raw)
    if spec.kind is Kind.INTEGER:
        return _integer(spec, raw)
    if spec.kind is Kind.DATE:
        return parse_day(raw, spec.label).isoformat()
    return _text(spec, str(raw))


def _integer(spec: Field, raw: object) -> int:
    text = str(raw).strip()
    if not re.fullmatch(r"\d{1,6}", text) or not spec.least <= int(text) <= spec.most:
        raise _Fault(
            _("“{label}”应为{least}至{most}之间的整数"),
            label=Said(spec.label),
            least=spec.least,
            most=spec.most,
        )
    return int(text)


def parse_day(raw: object, label: str) -> date:
    """A day from 2026-10-08, 2026年10月8日, 2026/10/8 or a date. Raises a fault naming `label`."""
    if isinstance(raw, date):
        return raw
    match = _DAY.match(str(raw))
    try:
        return (
            date(*(int(part) for part in match.groups())) if match else date.fromisoformat(str(raw).strip())
        )
    except ValueError:
        raise _Fault(_("“{label}”不是存在的日期，请写成 2026-10-08 这样"), label=Said(label)) from None


def _text(spec: Field, raw: str) -> str:
    try:
        text = clean(raw, max_length=spec.max_length, multiline=spec.kind is Kind.LONG_TEXT)
    except TooLong as fault:
        raise _Fault(fault.said.template, **fault.said.values) from None
    if spec.required and not text:
        raise _Fault(_("请填写“{label}”"), label=Said(spec.label))
    return text


def _requests(
    spec: Field, typed: Mapping[str, object], dossier: Dossier, errors: Errors
) -> list[dict[str, object]]:
    """One group per request line, from a list of mappings or from flat keys such as requests-1-outcome."""
    sent = _groups(spec, typed.get(spec.name), dossier)
    found: list[dict[str, object]] = []
    for line in dossier.requests:
        flat = {part.name: typed.get(f"{spec.name}-{line.position}-{part.name}") for part in spec.each}
        group = flat if sent is None else sent[line.position]
        answer: dict[str, object] = {"position": line.position}
        for part in spec.each:
            try:
                value = None if group.get(part.name) in (None, "") else _plain(part, group[part.name])
                if value is None and part.required:
                    raise _Fault(
                        _("第{position}项诉求：请填写“{label}”"),
                        position=line.position,
                        label=Said(part.label),
                    )
                if value is not None:
                    answer[part.name] = value
            except _Fault as fault:
                errors[f"{spec.name}-{line.position}-{part.name}"] = fault.said
        found.append(answer)
    return found


def _groups(spec: Field, sent: object, dossier: Dossier) -> dict[int, Mapping[str, object]] | None:
    """Groups sent as a list, by position: each names its own, or the list is in the order of the requests."""
    if sent is None:
        return None
    positions = [line.position for line in dossier.requests]
    groups = sent if isinstance(sent, list | tuple) else (sent,)
    if not all(isinstance(group, Mapping) for group in groups) or len(groups) > len(positions):
        raise _Fault(_("每项诉求各写一组，共{count}组，按诉求的次序"), count=len(positions))
    named = {g.get("position", place): g for place, g in zip(positions, groups, strict=False)}
    if len(named) != len(groups) or not set(named) <= set(positions):
        raise _Fault(_("每项诉求各写一组，共{count}组，按诉求的次序"), count=len(positions))
    asked = {"position", *(part.name for part in spec.each)}
    if any(name not in asked for group in groups for name in group):
        raise _Fault(_("各组只能写：{names}"), names=tuple(part.name for part in spec.each))
    return {position: named.get(position, {}) for position in positions}
