"""What a list can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from lianxin.queries.law import law_on
from lianxin.queries.options import Option, category_tree
from lianxin.queries.worklists import Narrow, Tab
from lianxin.rules.codes import Channel
from lianxin.rules.periods import Period, Side
from lianxin.rules.states import STATES
from lianxin.web.fields import DayField, Sought
from lianxin.web.staff import behind
from lianxin.web.steps_form import ByName
from lianxin.web.words import china_today, say_code, say_day

DAY = {"class": "w11", "autocomplete": "off", "placeholder": "2026-10-08"}

UNLISTED, TOO_LONG = _("请从列出的选项中选择"), _("最多 %(limit_value)d 个字")
TOLD = _("%(what)s：%(value)s")


def running_periods() -> list[Period]:
    """The periods that organs must keep under today's law."""
    return [row for row in law_on(china_today()).periods.values() if row.side is Side.ORGAN]


class FilterForm(forms.Form):
    """Sent by GET. A wrong date is said beside its field and narrows nothing."""

    q = Sought(label=_("编号、标题或内容"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("状态"), required=False)
    category = Sought(label=_("内容分类"), required=False, max_length=80)
    organ = Sought(label=_("办理机关（含下级）"), required=False, max_length=80)
    channel = forms.ChoiceField(label=_("信访形式"), required=False)
    clock = forms.ChoiceField(label=_("期限"), required=False)
    handler = Sought(label=_("承办人姓名"), required=False, max_length=60)
    since = DayField(label=_("收到日期从"), required=False, widget=forms.TextInput(DAY))
    until = DayField(label=_("到"), required=False, widget=forms.TextInput(DAY))
    urgent = forms.BooleanField(label=_("只看重大、紧急"), required=False)

    def __init__(self, data: Any, organs: Sequence[Option]) -> None:
        super().__init__(data, use_required_attribute=False)
        every = [("", _("全部"))]
        self.fields["state"].choices = every + [(s.value, say_code(row.label)) for s, row in STATES.items()]
        self.fields["channel"].choices = every + [(c, say_code(text)) for c, text in Channel.choices()]
        pressing = [(tab.value, say_code(tab)) for tab in (Tab.SOON, Tab.LATE)]
        self.fields["clock"].choices = (
            every + pressing + [(p.code, say_code(p.label)) for p in running_periods()]
        )
        tree = category_tree()
        self.fields["category"].widget = ByName([Option(row.code, tree.full_name(row.code)) for row in tree])
        self.fields["organ"].widget = ByName(organs)

        for field in self.fields.values():
            field.error_messages |= {"invalid_choice": UNLISTED}
            field.validators = [
                MaxLengthValidator(each.limit_value, TOO_LONG)
                if isinstance(each, MaxLengthValidator)
                else each
                for each in field.validators
            ]

    def clean_category(self) -> str:
        code = str(self.cleaned_data["category"])
        if code and not any(each.startswith(code) for each in self.fields["category"].widget.labels):
            raise forms.ValidationError(_("没有这个内容分类"))
        return code

    def clean_organ(self) -> str:
        code = str(self.cleaned_data["organ"])
        if code and code not in self.fields["organ"].widget.labels:
            raise forms.ValidationError(_("没有这个机关，或者不在您查看的范围内"))
        return code

    @property
    def narrow(self) -> Narrow:
        """The fields that could be read; the rest narrow nothing."""
        self.is_valid()
        read = self.cleaned_data
        return Narrow(
            text=read.get("q", ""),
            state=read.get("state", ""),
            category=read.get(
                "category", self.data.get("category", "")
            ),  # what is nowhere narrows to nothing
            organ=read.get("organ", self.data.get("organ", "")),
            channel=read.get("channel", ""),
            since=read.get("since"),
            until=read.get("until"),
            urgent=read.get("urgent", False),
            clock=read.get("clock", ""),
            handler=read.get("handler", ""),
            behind=behind.asked(self.data),
        )

    @property
    def number(self) -> str:
        """The number whose matters are listed, in one line; "" for none."""
        wanted = behind.asked(self.data)
        return behind.said(wanted) if wanted else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the list stands on besides the fields."""
        return (
            [(name, self.data[name]) for name in behind.GIVEN if self.data.get(name)] if self.number else []
        )

    @property
    def narrower(self) -> list[forms.BoundField]:
        """All but the words, for the folded part of the form."""
        return [bound for bound in self if bound.name != "q"]

    @property
    def chosen(self) -> list[str]:
        """What narrows the list besides the words, each as one reads it."""
        return [
            str(self[name].label)
            if value is True
            else TOLD % {"what": self[name].label, "value": self._said(name, value)}
            for name, value in self.cleaned_data.items()
            if value and name != "q"
        ]

    @property
    def cleared(self) -> str:
        """The address of the same list without what narrows it; the words stay."""
        return "?" + urlencode({name: self.data[name] for name in ("tab", "q") if self.data.get(name)})

    def _said(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(value, date):
            return say_day(value)
        named = getattr(field.widget, "labels", None) or dict(getattr(field, "choices", ()))
        return str(named.get(value, value))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.number) or any(self.data.get(bound.name) for bound in self.narrower)
