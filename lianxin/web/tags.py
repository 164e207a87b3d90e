"""What every template may use: dates and codes in words, icons, links, form fields."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

import segno
from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lianxin.documents.sheet import Sheet, spoken_day
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.wording import Said
from lianxin.web import words

register = template.Library()

ROOTS = ("/", "/staff/")  # every page lies under these; being there means being on the page itself
# Numbers that help at once, hot lines of five digits, mobiles, landlines.
_NUMBERS = re.compile(r"(?<![\d-])(110|119|12\d|12\d{3}|1\d{10}|0\d{2,3}-?\d{7,8}|[2-8]\d{6,7})(?![\d-])")
MARKS = {"calm": "clock", "soon": "clock", "late": "late"}


def _today(given: object) -> dt.date:
    return given if isinstance(given, dt.date) else words.china_today()


@register.filter
def amount(value: object) -> str:
    """`{{ 2000000|amount }}`: "2,000,000"; what is no number as it stands."""
    text = str(value)
    return f"{int(text):,}" if text.isdecimal() else text


@register.filter
def day(value: dt.date | None) -> str:
    """`{{ date|day }}`: "2026年10月8日（周四）"; "" for nothing."""
    return words.say_day(value) if value else ""


@register.filter
def short_day(value: dt.date | None, today: object = None) -> str:
    """`{{ date|short_day }}`: "10月8日"."""
    return words.say_short_day(value, _today(today)) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`{{ moment|moment }}`: "2026年10月8日（周四）15:04" in Asia/Shanghai."""
    return words.say_moment(value) if value else ""


@register.filter
def received(row: words.Came) -> str:
    """`{{ receipt|received }}`: when it came, as far as that is known."""
    return words.say_received(row)


@register.filter
def when(value: dt.date | None) -> str:
    """A date or a moment, whichever it is, in full."""
    return moment(value) if isinstance(value, dt.datetime) else day(value)


@register.filter
def left(value: dt.date | None, today: object = None) -> str:
    """`{{ due|left:today }}`: "还剩 3 日", "今天到期", "已超 2 日"."""
    return words.say_left(value, _today(today)) if value else ""


@register.filter
def tone(value: dt.date | None, today: object = None) -> str:
    """`{{ due|tone:today }}`: calm, soon or late."""
    return words.tone_of(value, _today(today)) if value else "calm"


@register.filter
def mark(value: str) -> str:
    """The icon that goes with the tone of a date."""
    return MARKS.get(value, "clock")


@register.filter
def said(value: Said | str | None) -> str:
    """A sentence of the rules in the reader's language."""
    return words.translate_said(value) if value else ""


class Sentence(template.Node):
    """A sentence of a template, looked up without the variable and filters that Django makes of it."""

    child_nodelists = ()

    def __init__(self, text: SafeString) -> None:
        self.text = text

    def render(self, context: Context) -> str:
        return words.say(self.text)


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """`{% translate "…" %}` as Django has it; a bare sentence, as nearly all are, is found faster."""
    node: TranslateNode = do_translate(parser, token)
    wanted = node.filter_expression
    text = wanted.var.literal
    bare = not (node.noop or node.asvar or node.message_context or wanted.filters)
    return Sentence(text) if bare and isinstance(text, str) and "%" not in text else node


@register.filter
def article(code: str) -> str:
    """`{{ "SEALED"|article|said }}`: the law behind a row of `rules.grounds`."""
    return GROUNDS[code].article


@register.simple_tag
def ground(code: str, **values: object) -> str:
    """`{% ground "REPRESENTATIVES" most=5 %}`: the row's sentence with its article."""
    return words.translate_said(GROUNDS[code].said(**values))


@register.filter
def label(value: object, code_list: str = "") -> str:
    """`{{ matter.state|label }}`, or `{{ "LETTER"|label:"Channel" }}` for a bare code."""
    return words.say_code(value, code_list)


@register.simple_tag
def icon(name: str, text: str = "") -> SafeString:
    """`{% icon "clock" %}`; with a text it is an image of its own, else decoration."""
    return _drawn(name, str(text))


@lru_cache(maxsize=512)
def _drawn(name: str, text: str) -> SafeString:
    href = f"{static('built/icons.svg')}#{name}"
    if text:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', text, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag(takes_context=True)
def dial(context: Context, text: str) -> SafeString:
    """`{% dial office.telephone %}`: the text with its telephone numbers to call by a tap; not on the hall's screen."""
    parts = _NUMBERS.split(str(text))
    if context.get("kiosk"):
        return format_html("{}", str(text))
    drawn = (
        format_html('<a class="nowrap" href="tel:{}">{}</a>', part, part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
    return SafeString("".join(drawn))


@register.simple_tag
def chip(clock: Any, today: object = None, *, dated: bool = True) -> SafeString:
    """`{% chip clock today %}`: icon and words of a clock, never colour alone; what a clock has, see _clock.html.

    `dated`: False beside the date itself. In Python, for a work list draws it a hundred times.
    """
    if ended := of(clock, "ended"):
        return _chip("check", gettext("%(day)s已办") % {"day": short_day(ended, today)})
    if paused := of(clock, "paused"):
        return _chip("pause", gettext("暂停计时：%(why)s") % {"why": said(paused)})
    if not (due := of(clock, "day")):
        return _chip("clock", gettext("没有固定期限"))
    if lapsed(clock, today):
        return _chip("clock", gettext("%(day)s期满") % {"day": short_day(due, today)})
    return _due_chip(due, bool(of(clock, "provisional")), dated, _today(today), get_language())


def lapsed(clock: Any, today: object = None) -> bool:
    """Whether a right has run out unused, which is nobody's delay."""
    return bool(of(clock, "right")) and of(clock, "day") < _today(today)


@lru_cache(maxsize=1024)
def _due_chip(
    due: dt.date, provisional: bool, dated: bool, today: dt.date, language: str | None
) -> SafeString:
    before = " · " + gettext("%(day)s前") % {"day": short_day(due, today)} if dated else ""
    unsure = gettext("（暂定）") if provisional else ""
    return _chip(mark(tone(due, today)), f"{left(due, today)}{before}{unsure}")


def of(clock: Any, name: str) -> Any:
    """A part of a clock, which is an object or a dictionary; None where it has no such part."""
    return clock.get(name) if isinstance(clock, dict) else getattr(clock, name, None)


def _chip(drawn: str, text: str) -> SafeString:
    return format_html('<span class="chip">{}<span>{}</span></span>', icon(drawn), text)


@register.simple_tag
def url_if(name: str, *args: object, **kwargs: object) -> str:
    """The address of a route, or "" while there is no such route."""
    try:
        return reverse(name, args=args, kwargs=kwargs) if args or kwargs else _address(name, _routes())
    except NoReverseMatch:
        return ""


def _routes() -> str:
    return get_urlconf() or settings.ROOT_URLCONF


@lru_cache(maxsize=512)
def _address(name: str, routes: str) -> str:
    return reverse(name, routes)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, text: str, count: int | None = None) -> SafeString:
    """A link of the navigation, marked when the reader is there; nothing while there is no such route."""
    if not (address := url_if(name)):
        return SafeString()
    request = context.get("request")
    path = request.path if request else ""
    here = path == address if address in ROOTS else path.startswith(address)
    marked = SafeString(' aria-current="page"' if here else "")
    told = format_html(' <span class="count">{}</span>', count) if count is not None else SafeString()
    return format_html('<a href="{}"{}>{}{}</a>', address, marked, text, told)


@register.inclusion_tag("shared/field.html")
def field(
    bound: BoundField, question: str = "", hint: str | None = None, **attributes: object
) -> dict[str, object]:
    """`{% field form.phone width=11 inputmode="tel" %}`: question above, hint below it, error beside the field.

    width: 4, 11, 18 or 30 characters; headline=True for the only question of a page; inline=True sets choices
    in a row; any other attribute goes to the control, with "_" read as "-".
    """
    width, headline = attributes.pop("width", None), attributes.pop("headline", False)
    inline = attributes.pop("inline", False)
    hint = bound.help_text if hint is None else hint
    errors = list(bound.errors)
    described = [f"{bound.auto_id}_{part}" for part, there in (("hint", hint), ("error", errors)) if there]
    attrs: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if width:
        attrs["class"] = f"w{width}"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if _kind(bound) == "choices" and "autofocus" in attrs:
        _focus(list(bound))
    return {
        "bound": bound,
        "kind": _kind(bound),
        "question": question or bound.label,
        "hint": hint,
        "errors": errors,
        "required": bound.field.required,
        "control": bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "headline": headline,
        "inline": inline,
    }


def _focus(choices: list[Any]) -> None:
    """The keyboard starts on the chosen one, else on the first; each choice is drawn by itself."""
    chosen = [choice for choice in choices if choice.data["selected"]] or choices
    for choice in chosen[:1]:
        choice.data["attrs"]["autofocus"] = True


def _kind(bound: BoundField) -> str:
    """hidden, tick (one box), choices (radios or boxes) or line (everything with one control)."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "line"


@register.inclusion_tag("shared/parts/_sheet.html")
def sheet(paper: Sheet, level: int = 1) -> dict[str, object]:
    """`{% sheet page.sheet %}`: a paper as it is printed, from the same model as PDF and DOCX; `level` of its title."""
    code = segno.make(paper.check, error="m").svg_data_uri(border=2, scale=3) if paper.check else ""
    return {"sheet": paper, "day": spoken_day(paper.date), "code": code, "level": level}


@register.filter
def of_kind(messages_level: str) -> str:
    """The tone of a Django message: success, warning, error or anything else."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(messages_level, "info")
