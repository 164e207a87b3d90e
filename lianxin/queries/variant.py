"""Which house this installation is for."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from lianxin.rules.variants import Variant, load

USUAL = "连心信访"


def variant() -> Variant:
    """What LIANXIN_VARIANT names; without it, the county. Raises VariantError."""
    return variant_of(settings.VARIANT)


@lru_cache(maxsize=8)
def variant_of(code: str) -> Variant:
    """The variant of this name or folder. Raises VariantError."""
    return load(code)


def office_name() -> str:
    """What this office is called: as set, else as its variant says."""
    return settings.OFFICE_NAME or variant().office or USUAL
