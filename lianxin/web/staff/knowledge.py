"""Knowledge: law and rules, plans and drills, cases, and records; listed, searched, read, written and approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianxin.actions import knowledge as acts
from lianxin.actions.given import Invalid
from lianxin.queries import knowledge as found
from lianxin.queries.access import NotAllowed
from lianxin.queries.options import NoMatter
from lianxin.rules.facts import Actor
from lianxin.rules.knowledge import KINDS, KnowledgeKind, Standing
from lianxin.rules.permissions import Verdict
from lianxin.rules.step import Kind
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import fields_form, with_errors
from lianxin.web.words import china_today, say_code

GROUPS = tuple(dict.fromkeys(row.group for row in KINDS.values()))
ENDED, WAITS, OVERDUE = (
    gettext_lazy("失效或者还没有施行"),
    gettext_lazy("待批准"),
    gettext_lazy("该重新审视了"),
)


class _Search(forms.Form):
    group = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("找什么"), required=False)


@staff_page
def library(request: HttpRequest) -> HttpResponse:
    """One group of what is kept, or what should be looked at again, narrowed by words."""
    actor, today = actor_for(request), china_today()
    require(request, "know")
    due = "due" in request.GET
    place = request.GET.get("group", "")
    group = int(place) if place.isdecimal() and int(place[:9]) < len(GROUPS) else 0
    kinds = [row.code for row in KINDS.values() if due or row.group == GROUPS[group]]
    start = request.GET.get("start", "")
    page = found.listed(
        actor, kinds, request.GET.get("q", ""), on=today, due=due, start=int(start[:9]) if start.isdecimal() else 0
    )  # fmt: skip
    context = {
        "page": page,
        "rows": [_listed(row, page, actor) for row in page.rows],
        "views": [*_views(group, due), {"text": _("该重新审视的"), "url": "?due", "here": due, "tone": "soon",
                                        "count": found.count_due(actor, on=today)}],
        "form": _Search({"q": request.GET.get("q", ""), "group": group}),
        "kinds": [row for row in KINDS.values() if row.code in kinds and row.alone and found.post_to_write(actor, row)],
        "waiting": [(row, KINDS[row.kind].label) for row in found.waiting(actor)],
        "asked": {"q": request.GET.get("q", ""), "group": group},
    }  # fmt: skip
    return render(request, "staff/knowledge.html", context)


def _views(group: int, due: bool) -> list[dict[str, object]]:
    return [
        {"text": say_code(text), "url": f"?group={place}", "count": None, "here": not due and place == group}
        for place, text in enumerate(GROUPS)
    ]


def _listed(row: Any, page: found.Listed, actor: Actor) -> dict[str, object]:
    return {
        "row": row, "kind": KINDS[row.kind].label, "state": _state(row), "passage": page.found.get(row.pk),
        "tone": "soon" if _state(row) else "",
    }  # fmt: skip


def _state(row: Any) -> object:
    """What is to be said of a version beside its title, "" where it simply counts."""
    today = china_today()
    if row.approved_at is None:
        return WAITS
    if found.state_on(row, today) is Standing.NOT_IN_FORCE:
        return ENDED
    return OVERDUE if row.review_on and row.review_on <= today else ""


@staff_page
def item(request: HttpRequest, series: int) -> HttpResponse:
    """One version with its articles, each with an address of its own, and the versions beside it."""
    actor = actor_for(request)
    require(request, "know")
    asked = request.GET.get("version", "")
    row, versions = found.item_for(actor, series, int(asked) if asked.isdecimal() and len(asked) < 6 else 0)
    kind = KINDS[row.kind]
    context = {
        "row": row,
        "kind": kind,
        "state": _state(row),
        "told": _told(kind, row),
        "passages": found.passages_of(row),
        "versions": [(each, _state(each)) for each in versions],
        "may_write": found.post_to_write(actor, kind, row.organ_id),
        "may_approve": versions[0].pk == row.pk and found.post_to_approve(actor, row),
        "own": row.approved_at is None and row.written_by_id == actor.account,
    }
    return render(request, "staff/knowledge_item.html", context)


def _told(kind: KnowledgeKind, row: Any) -> list[tuple[str, str]]:
    """The kind's own facts in words."""
    found_: list[tuple[str, str]] = []
    for spec in kind.asks:
        value = row.facts.get(spec.name)
        if spec.kind is Kind.YES:
            found_.append((spec.label, _("有") if value else _("没有")))
        elif value not in (None, ""):
            said = say_code(spec.choices(value)) if spec.choices else str(value)
            found_.append((spec.label, row.facts.get(f"{spec.name}_name", said)))
    return found_


@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """The first version of an item of the kind that the link names."""
    require(request, "know")
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is None or not kind.alone:
        raise Http404
    told = {spec.name: request.GET[spec.name] for spec in kind.fields if spec.name in request.GET}
    return _written(request, kind, told)


@staff_page
def revise(request: HttpRequest, series: int) -> HttpResponse:
    """The next version, beginning from the newest."""
    require(request, "know")
    _first, versions = found.item_for(actor_for(request), series)
    row = versions[0]
    names = ("title", "number", "issuer", "region_id", "effective_on", "expired_on", "review_on", "public")
    initial = {name.removesuffix("_id"): getattr(row, name) for name in names}
    return _written(request, KINDS[row.kind], {**row.facts, **initial, "text": found.text_of(row)}, row)


def _written(
    request: HttpRequest, kind: KnowledgeKind, initial: Mapping[str, object], row: Any = None
) -> HttpResponse:
    actor, today, status = actor_for(request), china_today(), 200
    if found.post_to_write(actor, kind, row.organ_id if row else 0) is None:
        said = Said(gettext_noop("您的岗位不能写“{kind}”"), {"kind": Said(kind.label)})
        raise NotAllowed(Verdict(False, said, kind.article))
    form = fields_form(kind.fields, NoMatter(today), actor, request.POST or None, initial=initial)
    if request.method == "POST":
        try:
            made = acts.write(actor, kind, form.facts(), at=timezone.now(), series=row.series if row else 0)
            return kept(request, made)
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
    context = {"kind": kind, "form": form, "row": row}
    return render(request, "staff/knowledge_new.html", context, status=status)


def kept(request: HttpRequest, made: Any) -> HttpResponse:
    """Say that a version is kept, and show it."""
    waits = made.approved_at is None
    messages.success(request, _("已存下，等另一个人批准。") if waits else _("已存下。"))
    return redirect(reverse("staff:knowledge_item", args=[made.series]) + f"?version={made.version}")


@require_POST
@staff_page
def approve(request: HttpRequest, series: int, version: int) -> HttpResponse:
    """Let a version count."""
    require(request, "know")
    acts.approve(actor_for(request), series, version, at=timezone.now())
    messages.success(request, _("已批准，从现在起有效。"))
    return redirect("staff:knowledge_item", series=series)


@staff_page
def cite(request: HttpRequest) -> HttpResponse:
    """Articles that fit what is being typed into a citation field, as a part of a page."""
    require(request, "know")
    if not request.GET:  # opened by hand: a part alone is no page
        return redirect("staff:knowledge")
    typed = next(iter(request.GET.values()), "")
    return render(request, "staff/_cited.html", {"found": found.suggest(str(typed)[:1000], on=china_today())})
