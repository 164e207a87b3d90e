"""Bring an office's own directory in from a file: regions, organs and staff. What stands already is left alone,
but for what the file ends: `valid_to` of an organ with its `successor`, and of a person's posts.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from lianxin.actions.directory import add_account, add_organ, add_region, end_organ, end_posting, post
from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.actions.succession import HandedOver
from lianxin.models import Account, Matter, Organ, Posting, Region
from lianxin.rules.codes import Coded, OrganDuty, OrganLevel, OrganType, Role
from lianxin.rules.notice import file_fault, toml_fault
from lianxin.rules.states import OPEN_STATES
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

REGION = frozenset({"code", "name", "parent"})
ORGAN = frozenset(
    {"code", "name", "short_name", "word", "kind", "duty", "level", "region", "superior", "reviewer", "line"}
    | {"address", "phone", "hours", "valid_from", "valid_to", "successor"}
)
PERSON = frozenset({"username", "name", "email", "organ", "roles", "valid_from", "valid_to"})
NEEDED = {
    "region": ("code", "name"),
    "organ": ("code", "name", "word", "kind", "duty", "level", "region"),
    "person": ("username", "name", "organ", "roles"),
}
CODES: dict[str, type[Coded]] = {"kind": OrganType, "duty": OrganDuty, "level": OrganLevel}


class BadDirectory(SaidError):
    """The file cannot be used; `said` names the row and what is wrong with it. Nothing of it was taken."""


@dataclass
class Taken:
    """What was new in the file; `passwords` are first passwords, known here only.

    `handed`: {organ that ended: what went over}; `left`: {who left: open matters that name them as handler}.
    """

    regions: int = 0
    organs: int = 0
    posts: int = 0
    handed: dict[str, HandedOver] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)


def take_directory(path: Path, *, at: datetime) -> Taken:
    """Take a TOML file of [[region]], [[organ]] and [[person]] rows, all or nothing. Raises BadDirectory."""
    today = local_day(at)
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise BadDirectory(_("机构名册读不出来：{fault}"), fault=toml_fault(fault)) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise BadDirectory(_("机构名册读不出来：{fault}"), fault=file_fault(fault)) from None
    if unknown := set(found) - set(NEEDED):
        raise BadDirectory(_("名册里有不认识的部分：{names}"), names=tuple(sorted(unknown)))
    taken = Taken()
    with transaction.atomic():
        for row in _rows(found, "region", REGION):
            _take_region(row, taken)
        for row in _rows(found, "organ", ORGAN):
            _take_organ(row, today, taken)
        for row in _rows(found, "person", PERSON):
            _take_person(row, today, taken)
        for row in _ending(found, "organ"):
            _end_organ(row, at, taken)
        for row in _ending(found, "person"):
            _end_posts(row, taken)
    return taken


def _rows(found: Mapping[str, Any], part: str, allowed: frozenset[str]) -> list[dict[str, Any]]:
    rows = found.get(part, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadDirectory(_("“{part}”应写成 [[{part}]] 的形式"), part=part)
    for place, row in enumerate(rows, 1):
        missing = [name for name in NEEDED[part] if not row.get(name)]
        if missing:
            raise BadDirectory(
                _("第{place}个 {part} 缺少：{names}"), place=place, part=part, names=tuple(missing)
            )
        if unknown := set(row) - allowed:
            raise BadDirectory(
                _("第{place}个 {part} 有不认识的项：{names}"),
                place=place,
                part=part,
                names=tuple(sorted(unknown)),
            )
        for day in ("valid_from", "valid_to"):
            if type(row.get(day, date.min)) is not date:
                raise BadDirectory(
                    _("“{name}”的 {day} 应写成日期，如 2026-08-31，不加引号"), name=row["name"], day=day
                )
    return rows


def _take_region(row: dict[str, Any], taken: Taken) -> None:
    parent = row.get("parent")
    if parent and not Region.objects.filter(code=parent).exists():
        raise BadDirectory(_("地区“{name}”的上级{parent}还没有写"), name=row["name"], parent=parent)
    taken.regions += not Region.objects.filter(code=row["code"]).exists()
    add_region(row["code"], row["name"], parent=parent)


def _take_organ(row: dict[str, Any], today: date, taken: Taken) -> None:
    if Organ.objects.filter(code=row["code"]).exists():
        return
    name = row["name"]
    if not (str(row["code"]).isdigit() and len(row["code"]) == 8):
        raise BadDirectory(_("机关“{name}”的代码应为8位数字"), name=name)
    given = {**row, "valid_from": row.get("valid_from", today)}
    for part, codes in CODES.items():
        if row[part] not in codes.__members__:
            raise BadDirectory(
                _("机关“{name}”的{part}应为下列之一：{codes}"),
                name=name,
                part=part,
                codes=tuple(codes.__members__),
            )
        given[part] = codes[row[part]]
    if not Region.objects.filter(code=row["region"]).exists():
        raise BadDirectory(_("机关“{name}”所在的地区{region}还没有写"), name=name, region=row["region"])
    for part in ("superior", "reviewer"):
        if row.get(part) and not Organ.objects.filter(code=row[part]).exists():
            raise BadDirectory(
                _("机关“{name}”的上级{code}还没有写，请把上级写在前面"), name=name, code=row[part]
            )
    add_organ(**{name: value for name, value in given.items() if name not in ("valid_to", "successor")})
    taken.organs += 1


def _take_person(row: dict[str, Any], today: date, taken: Taken) -> None:
    organ = Organ.objects.filter(code=row["organ"]).first()
    if organ is None:
        raise BadDirectory(_("“{name}”所在的机关{code}还没有写"), name=row["name"], code=row["organ"])
    if not Account.objects.filter(username=row["username"]).exists():
        taken.passwords[row["username"]] = password = secrets.token_urlsafe(12)
        add_account(row["username"], name=row["name"], password=password, email=row.get("email", ""))
    for code in row["roles"]:
        if code not in Role.__members__ or not Role[code].staff:
            raise BadDirectory(_("“{name}”的角色“{role}”不认识"), name=row["name"], role=code)
        if organ.valid_to is None:
            taken.posts += _take_post(row, Role[code], today)


def _take_post(row: dict[str, Any], role: Role, today: date) -> bool:
    """Post the person unless they hold the role; who leaves is posted only for days that were never told before."""
    first, last = row.get("valid_from", today), row.get("valid_to")
    held = _posts(row).filter(role=role)
    if last is not None:
        if held.exists() or last < first:
            return False
    elif held.filter(Q(valid_to=None) | Q(valid_to__gte=today)).exists():
        held.filter(valid_to__gte=today).update(valid_to=None)  # stays after all
        return False
    elif held.filter(valid_from=first).exists():
        raise BadDirectory(
            _("“{name}”从{day}起的“{role}”已经任过；再任职的，请写新的 valid_from"),
            name=row["name"], day=first, role=role,
        )  # fmt: skip
    post(row["username"], row["organ"], role, valid_from=first)
    return True


def _posts(row: dict[str, Any]) -> QuerySet[Posting]:
    """The person's own posts at the organ of the row."""
    return Posting.objects.filter(
        stands_for=None, account__username=row["username"], organ__code=row["organ"], role__in=row["roles"]
    )


def _ending(found: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    return [row for row in found.get(part, []) if "valid_to" in row]


def _end_organ(row: dict[str, Any], at: datetime, taken: Taken) -> None:
    organ = Organ.objects.get(code=row["code"])
    if organ.valid_to == row["valid_to"]:
        return
    heir = str(row.get("successor", ""))
    if not Organ.objects.filter(code=heir).exists():
        raise BadDirectory(
            _("机关“{name}”撤销或者合并的，应在 successor 写明承继机关的代码"), name=row["name"]
        )
    try:
        taken.handed[organ.name] = end_organ(organ.code, on=row["valid_to"], successor=heir, at=at)
    except Invalid as fault:
        said = next(iter(fault.errors.values()))
        raise BadDirectory(_("机关“{name}”：{said}"), name=row["name"], said=said) from None


def _end_posts(row: dict[str, Any], taken: Taken) -> None:
    """The row's last day, on the newest post of each role that had begun by then; a day told before is corrected."""
    organ, last = Organ.objects.get(code=row["organ"]), row["valid_to"]
    if row.get("valid_from", date.min) > last or _never_began(row, last):
        raise BadDirectory(_("“{name}”的最后一天{day}早于任职开始"), name=row["name"], day=last)
    newest = {each.role: each for each in _posts(row).filter(valid_from__lte=last).order_by("valid_from")}
    for each in newest.values():
        day = min(last, organ.valid_to or last)
        if each.valid_to == day:
            continue
        end_posting(each, on=day)
        mine = Matter.objects.filter(handler=each.account, owner=each.organ, state__in=OPEN_STATES)
        if numbers := list(mine.order_by("number").values_list("number", flat=True)):
            taken.left[row["name"]] = numbers


def _never_began(row: dict[str, Any], last: date) -> bool:
    held = set(_posts(row).values_list("role", flat=True))
    return bool(held - set(_posts(row).filter(valid_from__lte=last).values_list("role", flat=True)))
