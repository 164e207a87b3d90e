"""Forms that show what a row asks and what an action refused; they check nothing themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.rules.permissions import Actor
from lianxin.rules.steps import Field, Kind, Step
from lianxin.rules.wording import Said
from lianxin.web.words import say_code, translate_said


class Asked(forms.Form):
    """Questions on a page. `refused` are the sentences of `actions.given.Invalid`, each beside its field."""

    use_required_attribute = False
    error_css_class = "wrong"

    def __init__(self, data: Any = None, *, refused: Mapping[str, Said] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.refused = dict(refused or {})

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, object] = {}
        for name, said in self.refused.items():
            self.add_error(name if name in self.fields else None, translate_said(said))


def step_form(
    step: Step, dossier: Dossier, actor: Actor, data: QueryDict | None = None, *,
    refused: Mapping[str, Said] | None = None, without: tuple[str, ...] = (),
) -> Asked:  # fmt: skip
    """The form of one step for this matter and person; `without` names fields this person is not asked."""
    form = Asked(data, refused=refused)
    for spec in step.fields:
        if spec.name in without:
            continue
        if spec.kind is not Kind.REQUESTS:
            form.fields[spec.name] = _field(spec, dossier, actor)
            continue
        for line in dossier.requests:
            for part in spec.each:
                name = f"{spec.name}-{line.position}-{part.name}"
                form.fields[name] = _field(part, dossier, actor)
    return form


def facts_of(step: Step, data: QueryDict) -> dict[str, object]:
    """What was typed into a step's form, as `perform` reads it."""
    several = {spec.name for spec in step.fields if spec.kind is Kind.PICKS}
    return {name: data.getlist(name) if name in several else data[name] for name in data}


def _field(spec: Field, dossier: Dossier, actor: Actor) -> forms.Field:
    given: dict[str, Any] = {
        "label": say_code(spec.label),
        "help_text": say_code(spec.hint),
        "required": spec.required,
    }
    if spec.kind is Kind.YES:
        return forms.BooleanField(**given)
    if spec.kind in (Kind.CHOICE, Kind.PICK, Kind.PICKS):
        return _choice(spec, dossier, actor, given)
    attrs: dict[str, Any] = {}
    if spec.kind is Kind.INTEGER:
        attrs |= {"inputmode": "numeric", "class": "w4"}
    if spec.kind is Kind.DATE:
        attrs |= {"class": "w11", "autocomplete": "off"}
    widget = forms.Textarea({"rows": 5}) if spec.kind is Kind.LONG_TEXT else forms.TextInput(attrs)
    return forms.CharField(widget=widget, **given)


def _choice(spec: Field, dossier: Dossier, actor: Actor, given: dict[str, Any]) -> forms.Field:
    if spec.kind is Kind.CHOICE:
        choices = [(code, say_code(label)) for code, label in (spec.choices.choices() if spec.choices else [])]
    else:
        choices = [(o.value, say_code(o.label)) for o in options(spec.options, dossier, actor)]
    if spec.kind is Kind.PICKS:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **given)
    if len(choices) <= 6 and spec.required:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
    return forms.ChoiceField(choices=[("", say_code("请选择")), *choices], **given)
