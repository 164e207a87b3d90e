"""The pages of the form: what each asks, and how what was typed becomes a filing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.actions.filing import Filing, checked, filing_from, place_of
from lianxin.actions.given import Errors, Invalid
from lianxin.queries.places import areas, office_options, organ_meant
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.fields import Unchecked
from lianxin.web.words import translate_said

NAMED, ANONYMOUS = "NAMED", "ANONYMOUS"
PERSON = ("name", "phone", "address", "email", "electronic")
OTHERS = ("name", "phone")
MOST_ADDED = 20


@dataclass(frozen=True)
class Page:
    """One page of the form; its fields are those whose names begin with one of `owns`."""

    name: str
    label: str
    owns: tuple[str, ...]


PAGES = (
    Page("kind", gettext_lazy("什么事"), ("purpose",)),
    Page("what", gettext_lazy("经过和要求"), ("content", "requests", "title")),
    Page("files", gettext_lazy("附件"), ("files",)),
    Page("where", gettext_lazy("在哪里、是谁"), ("region", "complained")),
    Page("you", gettext_lazy("您是谁"), ("signing", "people", "persons")),
    Page("check", gettext_lazy("核对"), ()),
)
BY_NAME = {page.name: page for page in PAGES}
KINDS = {
    Purpose.REQUEST: gettext_lazy("请帮我解决一个问题"),
    Purpose.APPEAL: gettext_lazy("我对某个机关的处理不服"),
    Purpose.SUGGESTION: gettext_lazy("我有一个建议"),
    Purpose.ACCUSATION: gettext_lazy("我要检举、控告某个单位或者个人"),
    Purpose.INQUIRY: gettext_lazy("我想问一件事"),
    Purpose.THANKS: gettext_lazy("我想表示感谢"),
}


class Asked(Unchecked):
    """Questions on a page; shows what was refused, checks nothing itself."""

    def refuse(self, errors: Mapping[str, Said]) -> Asked:
        """The form with each sentence beside its field."""
        _ready = self.errors
        for name, said in errors.items():
            self.add_error(name if name in self.fields else None, translate_said(said))
        return self


def page_of(field: str) -> str:
    """The page on which a field of a filing is asked."""
    return next((p.name for p in PAGES if p.owns and field.startswith(p.owns)), "check")


def form_for(page: str, values: Mapping[str, str], on: date) -> Asked:
    """The questions of one page with what was typed before."""
    form = Asked(dict(values))
    form.fields.update(BUILD[page](values, on))
    return form


def _kind(values: Mapping[str, str], on: date) -> dict[str, forms.Field]:
    purpose = forms.ChoiceField(
        label=_("您来做什么？"), choices=[(k.value, v) for k, v in KINDS.items()], widget=forms.RadioSelect
    )
    return {"purpose": purpose}


def _what(values: Mapping[str, str], on: date) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "content": _text(
            _("发生了什么事？"),
            9,
            _("按先后写：什么时候、在哪里、谁、做了什么。用自己的话写就行，最多20000字。"),
        ),
        "title": _line(_("一句话说是什么事"), _("不填就用经过的第一句。")),
    }
    for place in range(count(values, "requests")):
        label = _("第 %(n)d 项要求") % {"n": place + 1} if place else _("您要求解决什么？")
        hint = "" if place else _("一项要求写一格，每一项都会得到答复。最多1000字。")
        fields[f"requests-{place}"] = _text(label, 2, hint, required=False)
    return fields


def _where(values: Mapping[str, str], on: date) -> dict[str, forms.Field]:
    groups = [(area.name, [(p.value, p.label) for p in area.places]) for area in areas()]
    accusing = values.get("purpose") == Purpose.ACCUSATION
    organ_hint = _("写单位的全称最好，例如“临水县自然资源局”。不清楚就写您知道的叫法。")
    if accusing:
        organ_hint += _("写了以后，这个单位和它的下级都看不到本件。")
    return {
        "region": forms.ChoiceField(
            label=_("事情发生在哪里？"), required=False,
            choices=[("", _("请选择乡镇、街道或者县区")), *groups],
        ),
        "complained_organ": _line(_("反映的是哪个单位？"), organ_hint, list="organ-names"),
        "complained_person": _line(_("反映的是哪个人？"), _("写姓名和职务；没有就不填。")),
    }  # fmt: skip


def _you(values: Mapping[str, str], on: date) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "signing": forms.ChoiceField(
            label=_("您愿意署名吗？"), widget=forms.RadioSelect,
            choices=[(NAMED, _("署名：机关可以联系您，书面答复您")), (ANONYMOUS, _("匿名：不留任何个人信息，只凭编号和查询码查看"))],
        )
    }  # fmt: skip
    for place in range(count(values, "people")):
        fields |= _person(place)
    fields["persons_concerned"] = _line(
        _("这件事一共涉及多少人？"), _("只有您一个人就不用填。"), inputmode="numeric", **{"class": "w4"}
    )
    return fields


def _person(place: int) -> dict[str, forms.Field]:
    who, key = (_("第 %(n)d 位代表：") % {"n": place + 1} if place else ""), f"people-{place}"
    fields: dict[str, forms.Field] = {
        f"{key}-name": _line(who + _("姓名"), required=True, autocomplete="off" if place else "name", **{"class": "w18"}),
        f"{key}-phone": _line(
            who + _("手机或者座机"), "" if place else _("机关用它联系您。座机请加区号。"),
            inputmode="tel", autocomplete="off" if place else "tel", **{"class": "w18"},
        ),
    }  # fmt: skip
    if place == 0:
        fields[f"{key}-address"] = _line(
            _("住址"), _("用来寄书面答复。"), autocomplete="street-address", **{"class": "w30"}
        )
        fields[f"{key}-email"] = _line(
            _("电子邮箱"), inputmode="email", autocomplete="email", **{"class": "w30"}
        )
        fields[f"{key}-electronic"] = forms.BooleanField(
            label=_("我同意用电子方式收取文书：我会到网上查看，不再邮寄"), required=False
        )
    return fields


def _files(values: Mapping[str, str], on: date) -> dict[str, forms.Field]:
    return {}  # files lie in a tray, not in the draft


BUILD = {"kind": _kind, "what": _what, "files": _files, "where": _where, "you": _you}


def _line(label: str, hint: str = "", *, required: bool = False, **attrs: Any) -> forms.Field:
    return forms.CharField(label=label, help_text=hint, required=required, widget=forms.TextInput(attrs))


def _text(label: str, rows: int, hint: str, *, required: bool = True) -> forms.Field:
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=forms.Textarea({"rows": rows})
    )


def count(values: Mapping[str, str], kind: str) -> int:
    """How many requests or people are asked for: as many as were typed or added, at least one."""
    typed = [place_of(key) or 0 for key in values if key.startswith(f"{kind}-")]
    return min(max([0, *typed]) + 1, MOST_ADDED + 1)


def filing_of(values: Mapping[str, str], key: str, on: date) -> Filing:
    """The filing, cleaned and checked. Raises Invalid with every fault of every page, keyed as the pages ask."""
    errors: Errors = {}
    if (purpose := values.get("purpose", "")) not in KINDS:
        errors["purpose"] = Said(gettext_noop("请先选一项"))
    anonymous = values.get("signing") == ANONYMOUS
    if values.get("signing") not in (NAMED, ANONYMOUS):
        errors["signing"] = Said(gettext_noop("请选署名或者匿名"))
    offices = [option.value for option in office_options(values.get("region", ""), on)]
    office = values.get("office", "")
    filing = filing_from(
        _people_and_requests(values, anonymous),
        office=office if office in offices else (offices or [""])[0],
        channel=Channel.WEB,
        purpose=Purpose(purpose) if purpose in KINDS else Purpose.OTHER,
        title=values.get("title", ""),
        content=values.get("content", ""),
        region=values.get("region", ""),
        anonymous=anonymous,
        persons_concerned=_number(values.get("persons_concerned", ""), errors),
        external_id=key,
        **_complained(values, on),
    )
    try:
        filing = checked(filing, today=on)
    except Invalid as fault:
        places = _given_places(values)
        errors = {**{_as_asked(name, places): said for name, said in fault.errors.items()}, **errors}
    if "complained_person" in errors and not values.get("complained_person", "").strip():
        errors["complained_organ"] = errors.pop("complained_person")  # what was typed there is too long
    if errors:
        raise Invalid(errors)
    return filing


def _people_and_requests(values: Mapping[str, str], anonymous: bool) -> dict[str, object]:
    """Flat values of `filing_from`; a person left blank was only offered, not given."""
    asked = {f"requests-{place}" for place in range(count(values, "requests"))}
    flat: dict[str, object] = {k: v for k, v in values.items() if k in asked}
    if anonymous:
        return flat
    places = _given_places(values)
    role = "REPRESENTATIVE" if len(places) > 1 else "PETITIONER"
    for place in places:
        for name in PERSON if place == 0 else OTHERS:
            key = f"people-{place}-{name}"
            flat[key] = bool(values.get(key)) if name == "electronic" else values.get(key, "")
        flat[f"people-{place}-role"] = role
    return flat


def _given_places(values: Mapping[str, str]) -> list[int]:
    """The rows of people in which something was typed, and the first."""
    return [place for place in range(count(values, "people")) if place == 0 or _given(values, place)]


def _as_asked(name: str, places: Sequence[int]) -> str:
    """A fault of the second person who was given, put to the row in which that person was typed."""
    place = place_of(name) if name.startswith("people-") else None
    if place is None or place >= len(places):
        return name
    return name.replace(f"people-{place}-", f"people-{places[place]}-", 1)


def _given(values: Mapping[str, str], place: int) -> bool:
    return any(values.get(f"people-{place}-{name}", "").strip() for name in OTHERS)


def _complained(values: Mapping[str, str], on: date) -> dict[str, object]:
    """The organ if we know which one is meant; what we do not know stays in the writer's words."""
    typed, person = values.get("complained_organ", ""), values.get("complained_person", "")
    meant = organ_meant(typed, on)
    if meant:
        return {"complained_organ": meant.value, "complained_person": person}
    return {"complained_person": " ".join(part for part in (typed.strip(), person.strip()) if part)}


def _number(typed: str, errors: Errors) -> int:
    text = typed.strip()
    if not text:
        return 1
    if not text.isdecimal() or len(text) > 5:
        errors["persons_concerned"] = Said(gettext_noop("请填一个整数，例如 23"))
        return 1
    return int(text)
