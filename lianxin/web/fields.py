"""Form fields that understand how people write."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

_PARTS = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


class Unchecked(forms.Form):
    """Finds no fault itself: it shows those that an action found."""

    use_required_attribute = False

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, object] = {}


class Sought(forms.CharField):
    """Words to look for or to narrow by: a NUL, which no database takes and nobody types, is left out."""

    def to_python(self, value: object) -> str:
        return super().to_python(str(value).replace("\0", "") if value else value)


class DayField(forms.DateField):
    """One date typed as a person writes it: 2026-10-08, 2026/10/8, 2026年10月8日, 20261008, also full-width."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
    default_error_messages = {
        "required": _("请填写日期，例如 2026-10-08"),
        "invalid": _("没有这一天。请写成 2026-10-08 或 2026年10月8日。"),
    }

    def to_python(self, value: object) -> object:
        if isinstance(value, str):
            plain = unicodedata.normalize("NFKC", value).strip()
            if found := _PARTS.match(plain) or _COMPACT.match(plain):
                value = "-".join(found.groups())
        return super().to_python(value)
