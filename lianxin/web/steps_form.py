"""The form of a step, made from its row: it shows, keeps what was typed, and leaves judging to `actions.given`."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lianxin.actions.given import Invalid
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import Option, options
from lianxin.queries.owed import not_asked
from lianxin.rules.facts import Actor
from lianxin.rules.steps import Field, Kind, Step
from lianxin.web.fields import Unchecked
from lianxin.web.uploads import Tray
from lianxin.web.words import say_code, translate_said

FEW = 4  # up to here the choices of a question stand open
SHORT = 12  # up to here a list is a plain select; a longer one is typed into


@dataclass(frozen=True)
class Section:
    """Fields that stand together; `text` is the request they are about, "" for the step's own."""

    fields: tuple[BoundField, ...]
    legend: str = ""
    text: str = ""


class ByName(forms.TextInput):
    """A line with suggestions: people type the name, the code is looked up."""

    def __init__(self, listed: Sequence[Option]) -> None:
        super().__init__({"autocomplete": "off"})
        named = Counter(option.label for option in listed)
        # Two of one name are told apart by their code.
        self.labels = {o.value: o.label if named[o.label] == 1 else f"{o.label}（{o.value}）" for o in listed}
        self.codes = {_plain(label): code for code, label in self.labels.items()}

    def format_value(self, value: Any) -> str:
        return self.labels.get(str(value), "" if value is None else str(value))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}_list"
        line = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        names = format_html_join("", '<option value="{}">', ((label,) for label in self.labels.values()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, list_id, names)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed = data.get(name)
        return self.codes.get(_plain(str(typed)), typed) if typed else typed


class Cited(forms.Textarea):
    """A text for which articles of the library are offered while it is typed; without scripts it is only typed."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field_id = (attrs or {}).get("id", name)
        asks = {
            "data-cited": field_id, "hx-get": reverse("staff:cite"), "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{field_id}_found", "hx-params": name,
        }  # fmt: skip
        area = super().render(name, value, {**(attrs or {}), **asks}, renderer)
        return format_html('{}<div class="cited" id="{}_found" aria-live="polite"></div>', area, field_id)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class StepForm(Unchecked):
    """Finds no fault itself: `errors` holds only what `with_errors` put there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan: list[tuple[str, str, list[str]]] = []  # legend, text, names of fields
        self.tray: Tray | None = None  # where the step takes files, those that wait for it

    def ask(self, name: str, field: forms.Field, legend: str = "", text: str = "") -> None:
        """Add a question at the end, under this heading."""
        self.fields[name], field.legend = field, legend
        if not self.plan or self.plan[-1][0] != legend:
            self.plan.append((legend, text, []))
        self.plan[-1][2].append(name)

    @property
    def sections(self) -> list[Section]:
        """The fields in the order of the step's row, each request line a group of its own."""
        return [
            Section(tuple(self[n] for n in names if n in self.fields), legend, text)
            for legend, text, names in self.plan
        ]

    def spare_unasked(self) -> None:
        """Leave out the question whether words accuse, until some read like it."""
        if "ordinary" in self.fields and not (self.errors.get("ordinary") or self["ordinary"].value()):
            del self.fields["ordinary"]

    def facts(self) -> dict[str, object]:
        """What was typed, as `perform` reads it; names typed from a long list as their codes, ticks as True."""
        found: dict[str, object] = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if value not in (None, False, "", []):
                found[name] = value
        if self.tray is not None and (tokens := self.tray.tokens()):
            found["files"] = tokens
        return found


def step_form(
    step: Step, dossier: Dossier, actor: Actor, data: Mapping[str, Any] | None = None, *,
    initial: Mapping[str, object] | None = None,
) -> StepForm:  # fmt: skip
    """The form of one step for this matter and person; `initial` as the step's facts are stored."""
    form = StepForm(data, initial=_flat(step, initial or {}))
    spared = not_asked(actor, step.action, dossier)
    for spec in (each for each in step.fields if each.name not in spared):
        if spec.kind is Kind.FILES:
            form.tray = Tray.of_step(actor, dossier.matter.number)
            continue
        if spec.kind is not Kind.REQUESTS:
            form.ask(spec.name, _field(spec, dossier, actor))
            continue
        for line in dossier.requests:
            legend = gettext("第{position}项诉求").format(position=line.position)
            for part in spec.each:
                name = f"{spec.name}-{line.position}-{part.name}"
                form.ask(name, _field(part, dossier, actor), legend, line.text)
    return form


def fields_form(
    fields: Sequence[Field], dossier: Dossier, actor: Actor, data: Mapping[str, Any] | None = None, *,
    prefix: str | None = None, initial: Mapping[str, object] | None = None,
) -> StepForm:  # fmt: skip
    """The form of these fields where there is no step of a matter, such as a task between organs."""
    form = StepForm(data, prefix=prefix, initial=dict(initial or {}))
    for spec in fields:
        form.ask(spec.name, _field(spec, dossier, actor))
    return form


def with_errors(form: StepForm, fault: Invalid) -> StepForm:
    """The form with each sentence beside its field, and on top what belongs to none."""
    for name, said in fault.errors.items():
        if form.tray is not None and name == form.tray.name:
            form.tray.faults.append(said)
            continue
        form.add_error(name if name in form.fields else None, translate_said(said))
    return form


def _flat(step: Step, facts: Mapping[str, object]) -> dict[str, object]:
    groups = {spec.name for spec in step.fields if spec.kind is Kind.REQUESTS}
    found = {name: value for name, value in facts.items() if name not in groups}
    for name in groups:
        lines = facts.get(name)
        for place, line in enumerate(lines if isinstance(lines, list) else [], 1):
            position = line.get("position", place)
            found |= {f"{name}-{position}-{part}": value for part, value in line.items()}
    return found


def _field(spec: Field, dossier: Dossier, actor: Actor) -> forms.Field:
    given: dict[str, Any] = {
        "label": say_code(spec.label),
        "help_text": say_code(spec.hint),
        "required": spec.required,
    }
    if spec.cites:
        return forms.CharField(widget=Cited({"rows": 2}), **given)
    match spec.kind:
        case Kind.YES:
            return forms.BooleanField(**given)
        case Kind.CHOICE:
            return _one_of(spec.offered, given)
        case Kind.PICK | Kind.PICKS:
            return _pick(spec, options(spec.options, dossier, actor), given)
        case Kind.LONG_TEXT:
            rows = 3 if spec.max_length <= 2000 else 8
            return forms.CharField(widget=forms.Textarea({"rows": rows}), **given)
        case Kind.INTEGER:
            return forms.CharField(widget=forms.TextInput({"inputmode": "numeric", "class": "w4"}), **given)
        case Kind.DATE:
            return forms.CharField(
                widget=forms.TextInput({"class": "w11", "autocomplete": "off", "placeholder": "2026-10-08"}),
                **given,
            )
    return forms.CharField(**given)


def _pick(spec: Field, found: list[Option], given: dict[str, Any]) -> forms.Field:
    if spec.kind is Kind.PICKS:
        boxes = [(option.value, say_code(option.label)) for option in found]
        return forms.MultipleChoiceField(choices=boxes, widget=forms.CheckboxSelectMultiple, **given)
    if len(found) > SHORT:
        given["help_text"] = given["help_text"] or gettext("输入名称的一部分，从列出的选项中选择")
        return forms.CharField(widget=ByName(found), **given)
    return _one_of([(option.value, option.label) for option in found], given)


def _one_of(choices: list[tuple[str, str]], given: dict[str, Any]) -> forms.Field:
    said = [(code, say_code(text)) for code, text in choices]
    if 0 < len(said) <= FEW and given["required"]:
        return forms.ChoiceField(choices=said, widget=forms.RadioSelect, **given)
    return forms.ChoiceField(choices=[("", gettext("请选择")), *said], **given)
