"""Editions for other houses than a county: names, words, categories, checklists and periods as data files.

A variant is a folder with variant.toml, categories.csv and, where its periods are stricter, overlay.toml: a shipped one
by its name, or an office's own by its path. Its periods obey the same rule as any overlay: they may only tighten.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lianxin.rules import categories, overlays
from lianxin.rules.categories import Categories
from lianxin.rules.notice import toml_fault
from lianxin.rules.overlays import Overlay
from lianxin.rules.screening import CHECKLISTS, Business
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

SHIPPED = ("tax", "police", "discipline", "university")


class VariantError(SaidError):
    """A variant that cannot be used. `said` is the sentence for who switched it on."""


@dataclass(frozen=True)
class Variant:
    """What differs from a county's petition office; the county itself differs in nothing."""

    name: str = ""
    office: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    checklists: Mapping[Business, tuple[str, ...]] = field(
        default_factory=lambda: CHECKLISTS
    )  # of these alone
    categories: Categories = field(default_factory=categories.load)
    overlay: Overlay | None = None


def load(code: str) -> Variant:
    """The variant of this name or folder; "" is the county. Raises VariantError, BadCategories, OverlayError."""
    if not code:
        return Variant()
    folder = Path(str(files("lianxin.rules"))) / "data" / "variants" / code if code in SHIPPED else Path(code)
    try:
        found = tomllib.loads((folder / "variant.toml").read_text("utf-8-sig"))
    except OSError:
        raise VariantError(
            _("没有“{code}”这个版本，可选的有：{known}，或者写一个文件夹"),
            code=code,
            known="、".join(SHIPPED),
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise VariantError(_("版本文件{fault}"), fault=toml_fault(error)) from None
    own = folder / "overlay.toml"
    return Variant(
        name=_text(found, "name"),
        office=_text(found, "office"),
        words=MappingProxyType({str(old): str(new) for old, new in _table(found, "words").items()}),
        checklists=_checklists(_table(found, "checklists")) or CHECKLISTS,
        categories=categories.load(folder / "categories.csv"),
        overlay=overlays.load(own) if own.exists() else None,
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    if not isinstance(found.get(name), str) or not found[name].strip():
        raise VariantError(_("版本文件没有写 {field}"), field=name)
    return str(found[name]).strip()


def _table(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if not isinstance(found.get(name, {}), Mapping):
        raise VariantError(_("版本文件的 {field} 应当写成 [{field}] 一节"), field=name)
    return dict(found.get(name, {}))


def _checklists(rows: Mapping[str, Any]) -> dict[Business, tuple[str, ...]]:
    for code, items in rows.items():
        if code not in Business.__members__ or not isinstance(items, list) or not items:
            raise VariantError(
                _("[checklists] 的“{code}”应是这些业务之一的清单：{known}"),
                code=code,
                known="、".join(Business.__members__),
            )
    return {Business[code]: tuple(map(str, items)) for code, items in rows.items()}
