"""How dates, remaining time, codes and sentences of the rules are said to a person, in the reader's language."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from django.utils.translation.trans_real import translation

from lianxin.queries.variant import variant_of
from lianxin.rules import codes
from lianxin.rules.wording import ADDRESS, Said, voiced
from lianxin.web.citations import say_citation

CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
SOON = 3  # days left at which a date asks for attention

Tone = Literal["calm", "soon", "late"]


def china_today() -> dt.date:
    """Today's date as the office counts it, in Asia/Shanghai."""
    return timezone.localdate(timezone=CHINA)


def _date_of(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value, CHINA).date() if timezone.is_aware(value) else value.date()
    return value


class Came(Protocol):
    """What tells when it came and when it was registered."""

    @property
    def received_on(self) -> dt.date: ...
    @property
    def received_time(self) -> dt.time | None: ...
    @property
    def registered_at(self) -> dt.datetime: ...


def say_day(value: dt.date) -> str:
    """A date in full, e.g. "2026年10月8日（周四）"."""
    return _full_day(_date_of(value), get_language())


@lru_cache(maxsize=4096)
def _full_day(day: dt.date, language: str | None) -> str:
    # A page says the same few days over and over; `language` is what the words depend on besides the day.
    written = date_format(day, gettext("Y年n月j日"))
    return gettext("%(date)s（%(weekday)s）") % {"date": written, "weekday": WEEKDAYS[day.weekday()]}


def say_short_day(value: dt.date, today: dt.date) -> str:
    """A date beside others of the same year, e.g. "10月8日"; in full if the year differs."""
    day = _date_of(value)
    return _short_day(day, day.year == today.year, get_language())


@lru_cache(maxsize=4096)
def _short_day(day: dt.date, this_year: bool, language: str | None) -> str:
    return date_format(day, gettext("n月j日") if this_year else gettext("Y年n月j日"))


def say_moment(value: dt.datetime) -> str:
    """A point in time in Asia/Shanghai, e.g. "2026年10月8日（周四）15:04"."""
    local = timezone.localtime(value, CHINA)
    return gettext("%(day)s%(time)s") % {"day": say_day(local.date()), "time": local.strftime("%H:%M")}


def say_received(row: Came) -> str:
    """When it came, as far as that is known: by its day, its hour, or the moment it was registered on that same day."""
    registered = timezone.localtime(row.registered_at, CHINA)
    if row.received_time is None and row.received_on == registered.date():
        return say_moment(registered)
    at = f"{row.received_time:%H:%M}" if row.received_time else ""
    return gettext("%(day)s%(time)s") % {"day": say_day(row.received_on), "time": at}


def say_left(value: dt.date, today: dt.date) -> str:
    """The days from today to a date in words: "还剩 3 日", "今天到期", "已超 2 日"."""
    days = (_date_of(value) - today).days
    if days == 0:
        return gettext("今天到期")
    if days > 0:
        return ngettext("还剩 %(days)d 日", "还剩 %(days)d 日", days) % {"days": days}
    return ngettext("已超 %(days)d 日", "已超 %(days)d 日", -days) % {"days": -days}


def tone_of(value: dt.date, today: dt.date) -> Tone:
    """How loud a date may be: calm until three days before, then soon; late once it has passed."""
    days = (_date_of(value) - today).days
    if days < 0:
        return "late"
    return "soon" if days <= SOON else "calm"


def say_code(value: object, code_list: str = "") -> str:
    """The label of a code, e.g. Channel.LETTER or ("LETTER", "Channel") -> "来信"; "" for nothing."""
    if code_list and isinstance(value, str) and not hasattr(value, "label"):
        value = getattr(codes, code_list)(value) if value else ""
    text = str(getattr(value, "label", "" if value is None else value))
    return _label(text, settings.VARIANT, get_language()) if text in _marked(settings.VARIANT) else text


@lru_cache(maxsize=8)
def _marked(house: str) -> frozenset[str]:
    """Every sentence of the catalogue and what the house renames: all that is kept. What people typed is not in it."""
    catalogue = translation("zh-hant")._catalog
    return (
        frozenset(text for text in catalogue.keys() if isinstance(text, str)) | variant_of(house).words.keys()  # noqa: SIM118
    )


# What a row says is looked up once for each language and house. `typed`: what is safe in HTML and what is not
# are equal, and must not be given out for each other.
@lru_cache(maxsize=4096, typed=True)
def _label(text: str, house: str, language: str | None) -> str:
    return gettext(variant_of(house).words.get(text, text))


@lru_cache(maxsize=4096, typed=True)
def _sentence(text: str, language: str | None) -> str:
    return gettext(text)


def say(text: str) -> str:
    """A marked sentence in the reader's language; what is not marked comes back as it is."""
    return _sentence(text, get_language()) if text in _marked(settings.VARIANT) else text


def translate_said(said: Said | str) -> str:
    """A sentence of the rules in the reader's language; dates and codes within it are said too."""
    if not isinstance(said, Said):
        return _say_text(said)
    if not said.template:
        return ""
    template = voiced(say(said.template), say(ADDRESS)) if said.aside else say(said.template)
    values = {name: _say_value(value) for name, value in said.values.items()}
    return template.format(**values) if values else template


def _say_text(text: str) -> str:
    """A marked sentence in the reader's language; what is not marked may be a citation."""
    if not (text := str(text)):
        return ""
    house = settings.VARIANT
    return _label(text, house, get_language()) if text in _marked(house) else say_citation(text)


def _say_value(value: object) -> object:
    match value:
        case Said():
            return translate_said(value)
        case dt.datetime():
            return say_moment(value)
        case dt.date():
            return say_day(value)
        case tuple():
            return gettext("、").join(str(_say_value(item)) for item in value)
        case _ if hasattr(value, "label"):
            return say_code(value)
        case str():
            return _say_text(value)
        case _:
            return value
