"""Take a list out as a file: what for, which form, with names only after another person's consent."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianxin.actions import exports as actions
from lianxin.actions.given import Invalid
from lianxin.queries import exports as queries
from lianxin.queries.worklists import Tab, organs_to_filter
from lianxin.web.auth import actor_for
from lianxin.web.staff import shown
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.filters import FilterForm
from lianxin.web.staff.saved import kept_part, tab_of
from lianxin.web.words import china_today, say_moment, translate_said

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(forms.Form):
    """Judged by `actions.exports`."""

    use_required_attribute = False
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200)
    form = forms.ChoiceField(
        label=gettext_lazy("文件格式"), choices=[("xlsx", "XLSX"), ("csv", "CSV")], widget=forms.RadioSelect
    )
    named = forms.BooleanField(
        label=gettext_lazy("写出信访人姓名"), required=False,
        help_text=gettext_lazy("勾选的，要由本机关的另一个人同意以后才能取；不勾选的，姓名只写姓，标题里的姓名、电话等隐去，马上可以取"),
    )  # fmt: skip


@staff_page
def ask(request: HttpRequest) -> HttpResponse:
    """The purpose; the filter is the address of the list it was opened from."""
    require(request, "read")
    actor, today, tab = actor_for(request), china_today(), tab_of(request.GET) or Tab.ALL
    narrow = FilterForm(request.GET, organs_to_filter(actor, on=today)).narrow
    form = ExportForm(request.POST or None, initial={"form": "xlsx"})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask(
                actor, tab, narrow, purpose=form.cleaned_data["purpose"], form=form.cleaned_data["form"],
                named=form.cleaned_data["named"], at=timezone.now(),
            )  # fmt: skip
        except Invalid as fault:
            for name, said in fault.errors.items():
                form.add_error(name or None, translate_said(said))
        else:
            if not row.named:
                return _file(request, row.pk)
            messages.success(request, _("已提出。本机关的另一个人同意以后，就可以在这里取走。"))
            return redirect("staff:exports")
    if form.errors:
        status = 422
    number = len(queries.found(actor, tab, narrow, on=today))
    context = {"form": form, "number": shown.count(number), "back": kept_part(request.GET)}
    return render(request, "staff/export.html", context, status=status)


@staff_page
def exports(request: HttpRequest) -> HttpResponse:
    """What one asked for, and what waits for one's consent."""
    require(request, "read")
    actor = actor_for(request)
    start = request.GET.get("after") or request.GET.get("before") or "0"
    own = queries.own_exports(actor, int(start[:9]) if start.isdecimal() else 0)
    context = {
        "own": own.rows, "waiting": queries.awaiting(actor), "after": own.after, "before": own.before,
        "shown": len(own.rows), "total": shown.count(own.total),
    }  # fmt: skip
    return render(request, "staff/exports.html", context)


@require_POST
@staff_page
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to names in a file, or refuse."""
    require(request, "read")
    granted = request.POST.get("answer") == "yes"
    actions.judge(actor_for(request), pk, granted=granted, at=timezone.now())
    messages.success(request, _("已同意。") if granted else _("已拒绝。"))
    return redirect("staff:exports")


@require_POST
@staff_page
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, once."""
    require(request, "read")
    return _file(request, pk)


def _file(request: HttpRequest, pk: int) -> HttpResponse:
    actor, now = actor_for(request), timezone.now()
    purpose = queries.export_for(actor, pk).purpose
    mark = _("%(who)s 于%(when)s导出，用途：%(purpose)s。仅限此用途，不得转给他人。") % {
        "who": actor.name, "when": say_moment(now), "purpose": purpose,
    }  # fmt: skip
    row, content = actions.take(actor, pk, at=now, mark=mark)
    answer = HttpResponse(content, content_type=KINDS[row.form])
    answer["Content-Disposition"] = f'attachment; filename="list-{row.pk}.{row.form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
