"""Sentences and codes as the API says them: in the caller's language, days in ISO 8601."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext

from lianxin.rules.codes import Coded
from lianxin.rules.wording import Said


def say(said: Said | str) -> str:
    """A sentence of the rules or a label, translated, its gaps filled."""
    if not isinstance(said, Said):
        return gettext(said) if said else ""
    if not said.template:
        return ""
    values = {name: _value(value) for name, value in said.values.items()}
    return gettext(said.template).format(**values) if values else gettext(said.template)


def _value(value: object) -> object:
    match value:
        case Said():
            return say(value)
        case Coded():
            return gettext(value.label)
        case date() | datetime():
            return value.isoformat()
        case tuple():
            return gettext("、").join(str(_value(item)) for item in value)
        case str():
            return gettext(value) if value else ""
        case _:
            return value
