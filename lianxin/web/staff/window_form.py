"""What a clerk writes down when a letter, a visitor or a call comes in; judged by `actions.filing` alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from lianxin.actions.filing import Filing, filing_from
from lianxin.actions.given import Errors, Invalid
from lianxin.queries.options import Option
from lianxin.queries.people import ROLES, DeskLists
from lianxin.rules.codes import Channel, Purpose
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.fields import DayField
from lianxin.web.steps_form import ByName, StepForm, with_errors
from lianxin.web.words import say_code

CHANNELS = (
    Channel.VISIT, Channel.LETTER, Channel.PHONE, Channel.EMAIL, Channel.HOTLINE, Channel.SUPERIOR, Channel.FAX,
)  # fmt: skip
PERSON = ("role", "name", "phone", "id_number", "address", "email", "electronic")
NUMBERS, DAYS = ("persons_present", "persons_concerned"), ("received_on", "postmark_date", "their_due_on")
SENDERS, SENT_ON = (
    (Channel.HOTLINE, Channel.SUPERIOR),
    ("their_number", "their_due_on"),
)  # and what they give with it
MOST_ROWS = 20
PLAIN = {"autocomplete": "off"}


def blank(lists: DeskLists, today: str) -> dict[str, str]:
    """A new entry: today, one person, one request, and a mark that makes a double click harmless."""
    return {
        "office": lists.offices[0].value,
        "channel": Channel.VISIT,
        "purpose": Purpose.REQUEST,
        "received_on": today,
        "persons_concerned": "1",
        "external_id": uuid.uuid4().hex,
    }


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed with empty rows of people and requests closed up, so that errors meet their rows."""
    kept = {key: typed[key] for key in typed if not key.startswith(("people-", "requests-"))}
    places = range(MOST_ROWS + 1)
    people = [{part: typed.get(f"people-{n}-{part}", "") for part in PERSON} for n in places]
    people = [row for row in people if any(row[part].strip() for part in PERSON if part != "role")]
    for n, row in enumerate(people):
        kept |= {f"people-{n}-{part}": value for part, value in row.items() if value}
    asked = [text for n in places if (text := typed.get(f"requests-{n}", "")).strip()]
    return kept | {f"requests-{n}": text for n, text in enumerate(asked)}


def numbers_in(typed: Mapping[str, str]) -> list[str]:
    """The phone and ID numbers of the people in this entry."""
    places = [f"people-{n}-{part}" for n in range(MOST_ROWS + 1) for part in ("phone", "id_number")]
    return [text for place in places if (text := typed.get(place, "").strip())]


class WindowForm(StepForm):
    """One dense page, in the order in which a clerk asks."""

    def __init__(self, data: Mapping[str, str], lists: DeskLists, *, more: str = "") -> None:
        super().__init__(dict(data))
        self._came(lists.offices)
        self._told(lists.organs, lists.regions)
        people = _rows(data, "people", more)
        self.people_rows = [self._person(n, people) for n in range(people)]
        self.request_rows = [self._request(n) for n in range(_rows(data, "requests", more))]
        self.fields["external_id"] = forms.CharField(widget=forms.HiddenInput)

    def _came(self, offices: Sequence[Option]) -> None:
        choice, text = forms.ChoiceField, forms.CharField
        ask = self.fields
        ask["office"] = choice(label=_("登记机关"), choices=[(o.value, o.label) for o in offices])
        ask["channel"] = choice(
            label=_("信访形式"), choices=[(c.value, say_code(c)) for c in CHANNELS], widget=forms.RadioSelect
        )
        ask["purpose"] = choice(
            label=_("信访目的"), choices=self._unsaid() + [(p.value, say_code(p)) for p in Purpose],
        )  # fmt: skip
        ask["asked"] = text(required=False, widget=forms.HiddenInput)  # whether it accuses
        if "reserved" in self.data:
            ask["reserved"] = text(label=_("纸质凭证的编号"), widget=_line("w18", "numeric"))
            ask["received_time"] = text(label=_("凭证上的时间"), required=False, widget=_line("w4"))
        ask["received_on"] = text(label=_("收到日期"), widget=_line("w11"))
        ask["postmark_date"] = text(label=_("邮戳日期（来信）"), required=False, widget=_line("w11"))
        ask["persons_present"] = text(label=_("来访人数"), required=False, widget=_line("w4", "numeric"))
        ask["persons_concerned"] = text(label=_("涉及人数"), widget=_line("w4", "numeric"))
        ask["addressee"] = text(label=_("受信人"), required=False, widget=_line("w18"))
        ask["their_number"] = text(label=_("来源编号"), required=False, widget=_line("w18"))
        ask["their_due_on"] = text(label=_("来源要求的期限"), required=False, widget=_line("w11"))

    def plain(self) -> dict[str, str]:
        """What is typed, by the names of its fields, without what is empty; the same again as a form's data."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}

    def _unsaid(self) -> list[tuple[str, str]]:
        """An empty choice where nobody has said yet what it is."""
        return [] if self.data.get("purpose") else [("", _("请选择"))]

    def _told(self, organs: Sequence[Option], regions: Sequence[Option]) -> None:
        text, ask = forms.CharField, self.fields
        ask["anonymous"] = forms.BooleanField(label=_("不愿署名（匿名）"), required=False)
        ask["content"] = text(label=_("反映的情况"), widget=forms.Textarea({"rows": 8}))
        ask["title"] = text(
            label=_("标题"), required=False, help_text=_("一句话说清什么事；不填用正文开头"), widget=_line("")
        )
        ask["region"] = text(label=_("问题属地"), required=False, widget=ByName(regions))
        ask["complained_organ"] = text(label=_("被反映的机关"), required=False, widget=ByName(organs))
        ask["complained_person"] = text(label=_("被反映的人"), required=False, widget=_line("w18"))
        ask["written"] = forms.BooleanField(label=_("来访人带来了写好的材料，不是口头提出"), required=False)
        ask["read_back"] = forms.BooleanField(
            label=_("口头提出的，已向来访（来电）人宣读记录并经其确认"), required=False
        )

    def _person(self, n: int, people: int) -> list[BoundField]:
        text, who = forms.CharField, _("第 {n} 人：").format(n=n + 1) if people > 1 else ""
        made: dict[str, forms.Field] = {
            "role": forms.ChoiceField(label=_("身份"), choices=[(k, say_code(v)) for k, v in ROLES.items()]),
            "name": text(label=_("姓名（名称）"), widget=_line("")),
            "phone": text(label=_("电话"), required=False, widget=_line("", "tel")),
            "id_number": text(label=_("身份证号码（单位填信用代码）"), required=False, widget=_line("")),
            "address": text(label=_("住址"), required=False, widget=_line("")),
            "email": text(label=_("电子邮箱"), required=False, widget=_line("", "email")),
            "electronic": forms.BooleanField(label=_("同意电子送达"), required=False),
        }
        for field in made.values():  # the list of faults on top names the person as well
            field.label = f"{who}{field.label}"
        return [self._add(f"people-{n}-{part}", field) for part, field in made.items()]

    def _request(self, n: int) -> BoundField:
        label = _("诉求{n}").format(n=n + 1)
        return self._add(f"requests-{n}", forms.CharField(label=label, required=n == 0, widget=_line("")))

    def _add(self, name: str, field: forms.Field) -> BoundField:
        self.fields[name] = field
        return self[name]


class PhoneForm(WindowForm):
    """The same page for a call: the notes come first, and the time it came is kept."""

    def _came(self, offices: Sequence[Option]) -> None:
        super()._came(offices)
        self.fields["channel"] = forms.CharField(widget=forms.HiddenInput)
        self.fields["received_time"] = forms.CharField(label=_("来电时间"), widget=_line("w4"))
        self.fields["received_on"].label = _("来电日期")
        for name in SENT_ON:
            del self.fields[name]

    def _told(self, organs: Sequence[Option], regions: Sequence[Option]) -> None:
        super()._told(organs, regions)
        self.fields["content"] = forms.CharField(label=_("边听边记"), widget=forms.Textarea({"rows": 14}))
        self.fields["read_back"].label = _("已念给来电人听，改好了不对的地方，本人确认")
        del self.fields["written"]


def _line(width: str, mode: str = "") -> forms.TextInput:
    return forms.TextInput(
        {**PLAIN, **({"class": width} if width else {}), **({"inputmode": mode} if mode else {})}
    )


def _rows(data: Mapping[str, str], kind: str, more: str) -> int:
    used = [int(key.split("-")[1]) + 1 for key in data if key.startswith(f"{kind}-")]
    return min(max([1, *used]) + (more == kind), MOST_ROWS)


def filing_of(form: WindowForm) -> tuple[Filing, Errors]:
    """The filing as typed, and what of it could not even be read: a day, a time, a number."""
    facts, errors = form.facts(), Errors()
    if facts.get("channel") not in SENDERS:  # typed before another way of coming was chosen
        facts |= dict.fromkeys(SENT_ON, "")
    for name in DAYS:
        facts[name] = _day(name, facts.get(name), errors)
    for name in NUMBERS:
        facts[name] = _number(name, facts.get(name), errors)
    if facts["persons_concerned"] is None:
        facts["persons_concerned"] = 1
    for code, kind in (("channel", Channel), ("purpose", Purpose)):
        if facts.get(code) not in set(kind):
            errors[code] = Said(gettext_noop("请从列出的选项中选择"))
    if facts.get("office") not in dict(form.fields["office"].choices):
        errors["office"] = Said(gettext_noop("请从列出的选项中选择"))
    if facts.get("channel") == Channel.VISIT and facts["persons_present"] is None:
        facts["persons_present"] = 1
    if "received_time" in facts:
        facts["received_time"] = _time(facts["received_time"], errors)
    facts["held"] = False if facts.pop("asked", "") else None
    texts = {"title": "", "content": "", "office": "", "channel": "", "purpose": "", **facts}
    return filing_from(texts, source="window"), errors


def refused(form: WindowForm, lists: DeskLists, fault: Invalid) -> StepForm:
    """The form with what is wrong beside it; whether it accuses is asked by having its purpose chosen anew."""
    errors = dict(fault.errors)
    if (said := errors.pop("held", None)) is not None:
        form = type(form)({**form.data, "purpose": "", "asked": "1"}, lists)
        errors["purpose"] = said
    return with_errors(form, Invalid(errors))


def _time(typed: Any, errors: Errors) -> time | None:
    try:
        return forms.TimeField().clean(str(typed).strip().replace("：", ":"))
    except ValidationError:
        errors["received_time"] = Said(gettext_noop("时间请写成 09:30 这样"))
        return None


def _day(name: str, typed: Any, errors: Errors) -> Any:
    try:
        return DayField(required=False).clean(typed or "")
    except ValidationError as fault:
        errors[name] = Said(str(fault.messages[0]))
        return None


def _number(name: str, typed: Any, errors: Errors) -> int | None:
    text = str(typed or "").strip()
    if text and not (text.isdecimal() and len(text) <= 6):
        errors[name] = Said(gettext_noop("请填写人数，用数字"))
    return int(text) if text and name not in errors else None
