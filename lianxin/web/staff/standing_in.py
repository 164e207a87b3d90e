"""Leave and standing in: who holds whose post, from when to when."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions.given import Errors, Invalid
from lianxin.actions.standing_in import arrange, judge
from lianxin.actions.standing_in import end as end_early
from lianxin.queries.standing_in import (
    Posting,
    Stage,
    StandInRequest,
    arranged,
    asked,
    colleagues,
    concerning,
    leads,
    left_behind,
    may_consent,
    may_end,
    others,
    seats,
    stage_of,
)
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import actor_for
from lianxin.web.citizen.questions import Asked
from lianxin.web.fields import DayField
from lianxin.web.staff.door import staff_page
from lianxin.web.words import china_today, say_code, translate_said

TO_STAND_IN = gettext_noop("您代行{absent}的岗位，到{day}为止；对方承办的也列在“我的”里，办理记录写明是代行")
LEFT = gettext_noop("{name}已经离岗，还是{count}件的承办人，请另行指定")
TO_ABSENT = gettext_noop("{who}代行您的岗位，到{day}为止")
TO_HEAD = gettext_noop("{who}代行{absent}的岗位，{first}到{last}")
ASKED = gettext_noop("{who}要代行{absent}的岗位，{first}到{last}，等您同意")
# What whoever asked, or could have consented, is told of a request that came to nothing as yet.
CAME_TO = {
    Stage.ALONE: gettext_noop("{who}代行{absent}的岗位，{first}到{last}：本机关现在没有别的负责人可以同意，请您直接生效或者撤回"),
    Stage.OVER: gettext_noop("{who}代行{absent}的岗位，{first}到{last}：没有等到同意就过了时候，没有生效"),
    Stage.REFUSED: gettext_noop("{who}代行{absent}的岗位，{first}到{last}：负责人没有同意"),
}  # fmt: skip


@staff_page
def standing_in(request: HttpRequest) -> HttpResponse:
    """What is arranged, and the form that arranges more."""
    form = _form(request)
    if request.method == "POST":
        try:
            row = _arranged(request)
        except Invalid as fault:
            return _show(request, form.refuse(fault.errors), status=422)
        if isinstance(row, StandInRequest):
            said = _("已提出，等本机关负责人同意以后生效；在这以前岗位还由本人履行")
        else:
            said = _("已安排：{who} 代行 {absent} 的岗位").format(who=row.account, absent=row.stands_for)
        messages.success(request, said)
        return redirect("staff:standing_in")
    return _show(request, form)


@require_POST
@staff_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back sooner: it ends now."""
    end_early(actor_for(request), pk, at=timezone.now())
    messages.success(request, _("已提前结束"))
    return redirect("staff:standing_in")


@require_POST
@staff_page
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The head consents or refuses; who asked takes it back, or puts it in force where no head is left."""
    granted = request.POST.get("answer") == "yes"
    try:
        judge(actor_for(request), pk, granted=granted, at=timezone.now())
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
    else:
        messages.success(request, _("已生效。") if granted else _("已记下。"))
    return redirect("staff:standing_in")


def _arranged(request: HttpRequest) -> Posting | StandInRequest:
    typed, errors = request.POST, Errors()
    days = {name: _day(typed.get(name, ""), name, errors) for name in ("first", "last")}
    seat, colleague = (_key(typed.get(name, "")) for name in ("seat", "colleague"))
    if errors:
        raise Invalid(errors)
    return arrange(actor_for(request), seat, colleague, days["first"], days["last"], at=timezone.now())


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _day(text: str, name: str, errors: Errors) -> date:
    try:
        found = DayField().clean(text)
    except forms.ValidationError as fault:
        errors[name] = Said(str(fault.messages[0]))
        return date.min
    return found if isinstance(found, date) else date.min


def _form(request: HttpRequest) -> Asked:
    actor, on = actor_for(request), china_today()
    places = [
        (each.pk, f"{each.name} · {say_code(each.role)} · {each.organ.short_name}")
        for each in seats(actor, on=on)
    ]
    people = [("", _("请选择")), *((row.pk, str(row)) for row in colleagues(actor, on=on))]
    form = Asked(request.POST if request.method == "POST" else {"first": on.isoformat()})
    form.fields |= {
        "seat": forms.ChoiceField(label=_("谁的岗位"), choices=places),
        "colleague": forms.ChoiceField(label=_("由谁代行"), choices=people),
        "first": DayField(label=_("从哪天起")),
        "last": DayField(label=_("到哪天止")),
    }
    return form


def _show(request: HttpRequest, form: Asked, status: int = 200) -> HttpResponse:
    actor, on = actor_for(request), china_today()
    rows = [
        {"row": row, "role": say_code(Role[row.role].label), "may_end": may_end(actor, row), "now": row.valid_from <= on}
        for row in arranged(actor, on=on)
    ]  # fmt: skip
    waiting = [
        {"row": row, "role": say_code(Role[row.posting.role].label), "may_judge": may_consent(actor, row, on=on),
         "own": row.asked_by_id == actor.account, "stage": stage_of(row, on=on).value}
        for row in asked(actor, on=on)
    ]  # fmt: skip
    context = {
        "form": form,
        "rows": rows,
        "waiting": waiting,
        "may_arrange": bool(form.fields["seat"].choices),
    }
    return render(request, "staff/standing_in.html", context, status=status)


def notices(request: HttpRequest) -> list[str]:
    """What the work list says of who stands in today."""
    actor, on = actor_for(request), china_today()
    told = []
    for row in concerning(actor, on=on):
        if row.account_id == actor.account:
            said = Said(TO_STAND_IN, {"absent": str(row.stands_for), "day": row.valid_to})
        else:
            said = Said(TO_ABSENT, {"who": str(row.account), "day": row.valid_to})
        told.append(translate_said(said))
    return told


def of_the_organ(request: HttpRequest) -> list[Said]:
    """What the work list says of leave: to a head who is to stand in for whom of the organ and what waits for consent;
    to whoever asked for it, or could have consented, what came of it.
    """
    actor, on = actor_for(request), china_today()
    days = [
        (TO_HEAD, row.account, row.stands_for, row.valid_from, row.valid_to)
        for row in (others(actor, on=on) if leads(actor) else [])
    ]
    days += [
        (said, row.colleague, row.posting.account, row.first, row.last)
        for row in asked(actor, on=on)
        if (said := _came_to(actor, row, on))
    ]
    return [
        Said(said, {"who": str(who), "absent": str(absent), "first": first, "last": last})
        for said, who, absent, first, last in days
    ]


def _came_to(actor: Actor, row: StandInRequest, on: date) -> str:
    stage, may_judge = stage_of(row, on=on), may_consent(actor, row, on=on)
    if stage is Stage.WAITS:
        return ASKED if may_judge else ""
    return CAME_TO[stage] if may_judge or row.asked_by_id == actor.account else ""


def left(request: HttpRequest) -> list[dict[str, object]]:
    """What the work list says of matters whose handler has left, with the list of them."""
    return [
        {
            "said": Said(LEFT, {"name": name, "count": count}),
            "link": {
                "url": f"{reverse('staff:worklist')}?{urlencode({'tab': 'ORGAN', 'handler': name})}",
                "text": _("列出来，另行指定承办人"),
            },
        }
        for name, count in left_behind(actor_for(request), on=china_today())
    ]
