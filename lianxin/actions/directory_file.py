"""Bring an office's own directory in from a file: regions, organs and staff. What stands already is left alone."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from lianxin.actions.directory import add_account, add_organ, add_region, post
from lianxin.models import Account, Organ, Posting, Region
from lianxin.rules.codes import Coded, OrganDuty, OrganLevel, OrganType, Role
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

REGION = frozenset({"code", "name", "parent"})
ORGAN = frozenset(
    {"code", "name", "short_name", "word", "kind", "duty", "level", "region", "superior", "reviewer", "line"}
    | {"address", "phone", "hours", "valid_from"}
)
PERSON = frozenset({"username", "name", "email", "organ", "roles", "valid_from"})
NEEDED = {
    "region": ("code", "name"),
    "organ": ("code", "name", "word", "kind", "duty", "level", "region"),
    "person": ("username", "name", "organ", "roles"),
}
CODES: dict[str, type[Coded]] = {"kind": OrganType, "duty": OrganDuty, "level": OrganLevel}


class BadDirectory(ValueError):
    """The file cannot be used; `said` names the row and what is wrong with it. Nothing of it was taken."""

    def __init__(self, template: str, **values: object) -> None:
        self.said = Said(template, values)
        super().__init__(str(self.said))


@dataclass
class Taken:
    """What was new in the file; `passwords` are first passwords, known here only."""

    regions: int = 0
    organs: int = 0
    posts: int = 0
    passwords: dict[str, str] = field(default_factory=dict)


def take_directory(path: Path, *, today: date) -> Taken:
    """Take a TOML file of [[region]], [[organ]] and [[person]] rows, all or nothing. Raises BadDirectory."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadDirectory(_("机构名册读不出来：{fault}"), fault=fault) from None
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
    add_organ(**given)
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
        held = Posting.objects.filter(
            stands_for=None, account__username=row["username"], organ=organ, role=code, valid_to=None
        )
        if not held.exists():
            post(row["username"], organ.code, Role[code], valid_from=row.get("valid_from", today))
            taken.posts += 1
