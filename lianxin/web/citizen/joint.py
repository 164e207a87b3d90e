"""A petition of many: who comes by an invitation, and the sheet of paper for those who would rather sign by hand."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.forms import BooleanField, CharField, Textarea, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.actions.joint import accept, lead_of
from lianxin.actions.throttle import spend
from lianxin.queries.access import NotFound
from lianxin.queries.law import law_on
from lianxin.queries.petitioner import Followed, followed, title_of
from lianxin.rules.facts import Actor
from lianxin.rules.mandates import AgentScope
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.citizen import proof
from lianxin.web.citizen.draft import Slip
from lianxin.web.citizen.questions import Asked
from lianxin.web.words import china_today, translate_said

ASKED = ("name", "phone", "address")
ROWS_ON_SHEET = range(1, 13)


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What the petition asks for, nobody's name; then one's own name, for a number and rights of one's own."""
    spend([f"join:client:{proof.client_of(request)}"], at=timezone.now(), most=60)
    try:
        lead = lead_of(token, on=china_today())
    except Invalid as fault:
        said = translate_said(fault.errors["invitation"])
        return render(request, "citizen/join_closed.html", {"said": said}, status=404)
    form = _form(request)
    if request.method == "POST":
        try:
            return _take(request, token, form)
        except Invalid as fault:
            form.refuse({_beside(name): said for name, said in fault.errors.items()} | _unnamed(form))
    context = {"lead": lead, "title": title_of(lead), "requests": lead.requests.all(), "form": form}
    return render(request, "citizen/join.html", context, status=422 if form.errors else 200)


def _beside(name: str) -> str:
    field = name.removeprefix("people-0-")
    return field if field in (*ASKED, "content") else ""


def _unnamed(form: Asked) -> dict[str, Said]:
    """Nobody joins without a name, so that the choice of a whole petition to give none is not offered here."""
    return {} if str(form.data.get("name", "")).strip() else {"name": Said(gettext_noop("请填写姓名"))}


def _form(request: HttpRequest) -> Asked:
    form = Asked(request.POST if request.method == "POST" else {"key": uuid.uuid4().hex})
    form.fields["name"] = CharField(label=_("姓名"), widget=TextInput({"autocomplete": "name"}))
    form.fields["phone"] = CharField(
        label=_("手机或者座机"), widget=TextInput({"autocomplete": "tel", "inputmode": "tel"})
    )
    form.fields["address"] = CharField(
        label=_("住址"), required=False, widget=TextInput({"autocomplete": "street-address"})
    )
    form.fields["content"] = CharField(
        label=_("您自己还想说的"), required=False, widget=Textarea({"rows": 4}),
        help_text=_("可以空着，就是同意上面的事情和要求。"),
    )  # fmt: skip
    form.fields["electronic"] = BooleanField(label=_("文书可以在网上送达给我"), required=False)
    return form


def _take(request: HttpRequest, token: str, form: Asked) -> HttpResponse:
    typed, user = request.POST, request.user
    person = Person(**{name: typed.get(name, "") for name in ASKED}, electronic="electronic" in typed)
    actor = Actor(user.pk, str(user)) if user.is_authenticated else Actor()
    key = f"join-{typed.get('key', '')[:32] or uuid.uuid4().hex}"
    with transaction.atomic():  # no double click may lose the query code
        made = accept(token, person, typed.get("content", ""), key=key, actor=actor, at=timezone.now())
        if made.again:
            request.session.modified = False
        else:
            # Whether they are put together yet would tell that one of the two reads like an accusation.
            Slip(key, made.submission.number, made.query_code, invited=True).keep(request.session)
            proof.remember(request, made.submission.pk)
            request.session.save()
    return redirect("citizen:receipt")


def _own(request: HttpRequest, number: str) -> Followed:
    """The petitioner's own ordinary file; what is printed here has no place on the sealed road. Raises NotFound."""
    file = followed(proof.petitioner_for(request), number, on=china_today())
    if file.sealed or file.actor.authorities:
        raise NotFound(number)
    return file


@never_cache
def mandate(request: HttpRequest, number: str) -> HttpResponse:
    """A blank mandate (D48) to print and sign; the parts are those of the catalogue."""
    _own(request, number)
    blanks = [_("委托人"), _("代理人姓名"), _("代理人电话"), _("从哪天起"), _("到哪天为止")]
    context = {"number": number, "blanks": blanks, "scopes": list(AgentScope)}
    return render(request, "citizen/mandate.html", context)


@never_cache
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet on which people join and choose representatives by hand (D49), to print."""
    file = _own(request, number)
    most = law_on(china_today()).switches["max_representatives"]
    context = {"number": number, "lead": file.lead, "rows": ROWS_ON_SHEET, "most": most}
    return render(request, "citizen/sheet.html", context)
