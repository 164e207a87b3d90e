"""One's own: a copy of everything on file, a report of retaliation, a submission put into one's account."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BooleanField, CharField, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lianxin.actions.following import Retaliation, report_retaliation
from lianxin.actions.given import Invalid
from lianxin.actions.proof import link as link_code
from lianxin.ledger.receipt_file import dumps
from lianxin.queries.access import NotFound
from lianxin.queries.own_copy import own_copy, receipts
from lianxin.queries.petitioner import Followed, followed
from lianxin.rules.facts import Actor
from lianxin.web.citizen import proof
from lianxin.web.citizen.draft import Slip
from lianxin.web.citizen.follow import code_form
from lianxin.web.citizen.questions import Asked
from lianxin.web.citizen.shown import say
from lianxin.web.words import china_today


def _own(request: HttpRequest, number: str) -> Followed:
    """The petitioner's own file; an agent has no part in these pages. Raises NotFound."""
    file = followed(proof.petitioner_for(request), number, on=china_today())
    if file.actor.authorities:
        raise NotFound(number)
    return file


@never_cache
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """Everything on file of one's own submission, to read and for machines (《个人信息保护法》第四十五条)."""
    file = _own(request, number)
    told = own_copy(file, say=say)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("submission.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        box.writestr("submission.html", render_to_string("citizen/own_copy.html", {"copy": told}))
        for name, receipt in receipts(file).items():
            box.writestr(name, dumps(receipt))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    name = "copy" if file.sealed else number
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


@never_cache
def retaliation(request: HttpRequest, number: str) -> HttpResponse:
    """Report revenge for having petitioned: a sealed matter of its own, one level up, with its own code."""
    file = _own(request, number)
    form = Asked(request.POST if request.method == "POST" else {"key": uuid.uuid4().hex})
    form.fields["content"] = CharField(label=_("发生了什么"), widget=Textarea({"rows": 6}))
    form.fields["person"] = CharField(
        label=_("是谁做的"), required=False, help_text=_("单位或者人，知道多少写多少。")
    )
    form.fields["anonymous"] = BooleanField(label=_("这一次不署名"), required=False)
    if request.method == "POST":
        try:
            return _report(request, file)
        except Invalid as fault:
            form.refuse({name if name in form.fields else "": said for name, said in fault.errors.items()})
    context = {"form": form, "number": number}
    return render(request, "citizen/retaliation.html", context, status=422 if form.errors else 200)


def _report(request: HttpRequest, file: Followed) -> HttpResponse:
    typed = request.POST
    told = Retaliation(
        typed.get("content", ""), typed.get("person", ""), "anonymous" in typed,
        f"retaliation-{typed.get('key', '')[:32] or uuid.uuid4().hex}",
    )  # fmt: skip
    with transaction.atomic():  # no double click may lose the query code
        made = report_retaliation(file, told, at=timezone.now())
        if made.again:
            request.session.modified = False
        else:
            Slip(told.key, made.submission.number, made.query_code).keep(request.session)
            proof.remember(request, made.submission.pk)
            request.session.save()
    return redirect("citizen:receipt")


@never_cache
@login_required
def link(request: HttpRequest) -> HttpResponse:
    """Put a submission into the account by number and code; an agent's code puts the mandate there."""
    form = code_form(request)
    if request.method == "POST":
        actor = Actor(request.user.pk, str(request.user))
        try:
            found = link_code(
                request.POST.get("number", ""), request.POST.get("code", ""), actor=actor,
                client=proof.client_of(request), at=timezone.now(),
            )  # fmt: skip
        except Invalid as fault:
            form.refuse(fault.errors)
        else:
            messages.success(request, _("已放到您的账号里：%(number)s。") % {"number": found.number})
            return redirect("citizen:mine")
    return render(request, "citizen/link.html", {"form": form}, status=422 if form.errors else 200)
