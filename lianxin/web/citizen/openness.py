"""What an office tells everyone: figures with their definitions, answers, calls for suggestions, where to find it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lianxin.actions.calls import Offered, suggest
from lianxin.actions.given import Invalid
from lianxin.queries.announced import notices as standing_notices
from lianxin.queries.calls import answer as answer_of
from lianxin.queries.calls import answers as published
from lianxin.queries.calls import call_page
from lianxin.queries.calls import calls as all_calls
from lianxin.queries.doors import petition_offices_to_visit
from lianxin.queries.figures import Span, public_figures
from lianxin.queries.hall import screen
from lianxin.rules.facts import Actor
from lianxin.rules.figures import SMALLEST
from lianxin.rules.terms import TERMS
from lianxin.web.citizen import proof
from lianxin.web.citizen.draft import Slip
from lianxin.web.citizen.questions import Asked
from lianxin.web.words import china_today


def figures(request: HttpRequest) -> HttpResponse:
    """Each figure with its definition, for the last twelve months or a year asked for."""
    today = china_today()
    years = [str(today.year - back) for back in range(3)]
    year = request.GET.get("year", "")
    if year in years:
        span = Span(date(int(year), 1, 1), min(date(int(year), 12, 31), today), today)
    else:
        year, span = "", Span(today - timedelta(days=364), today, today)
    context = {
        "rows": public_figures(span), "span": span, "years": years, "year": year, "smallest": SMALLEST,
    }  # fmt: skip
    return render(request, "citizen/figures.html", context)


def answers(request: HttpRequest) -> HttpResponse:
    """Finished matters that their petitioners let be told."""
    words = request.GET.get("words", "").strip()[:60]
    return render(request, "citizen/answers.html", {"answers": published(words=words), "words": words})


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One published question and its answer."""
    return render(request, "citizen/answer.html", {"answer": answer_of(pk)})


def calls(request: HttpRequest) -> HttpResponse:
    """Subjects on which an organ asks for suggestions, now and before."""
    return render(request, "citizen/calls.html", {"calls": all_calls(on=china_today())})


def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what is asked, what became of the suggestions, and the form while it is open."""
    page = call_page(pk, on=china_today())
    form = _form(request)
    if request.method == "POST":
        try:
            return _send(request, pk, form)
        except Invalid as fault:
            told = {_NAMES.get(name, name): said for name, said in fault.errors.items()}
            form.refuse(told)
    status = 422 if request.method == "POST" else 200
    return render(request, "citizen/call.html", {"page": page, "form": form}, status=status)


_NAMES = {"people-0-name": "name", "people-0-phone": "phone", "requests-0": "content"}


def _form(request: HttpRequest) -> Asked:
    form = Asked(request.POST if request.method == "POST" else {"key": uuid.uuid4().hex})
    form.fields["key"] = forms.CharField(widget=forms.HiddenInput)
    form.fields["content"] = forms.CharField(
        label=_("您的建议"), help_text=_("写清楚建议怎么做、为什么。"), widget=forms.Textarea({"rows": 7})
    )
    form.fields["name"] = forms.CharField(
        label=_("姓名"), required=False, help_text=_("不写也可以，凭编号和查询码看答复。")
    )
    form.fields["phone"] = forms.CharField(
        label=_("电话"), required=False, widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"})
    )
    return form


def _send(request: HttpRequest, pk: int, form: Asked) -> HttpResponse:
    user, typed = request.user, request.POST
    actor = Actor(user.pk, str(user)) if user.is_authenticated else Actor()
    offered = Offered(typed.get("content", ""), typed.get("name", ""), typed.get("phone", ""))
    with transaction.atomic():  # no double click may lose the query code
        made = suggest(
            pk, offered, key=typed.get("key", "")[:32] or uuid.uuid4().hex, client=proof.client_of(request),
            actor=actor, at=timezone.now(),
        )  # fmt: skip
        if not made.again:
            Slip(str(made.submission.pk), made.submission.number, made.query_code).keep(request.session)
            proof.remember(request, made.submission.pk)
            request.session.save()
    return redirect("citizen:receipt")


def notices(request: HttpRequest) -> HttpResponse:
    """Papers served by public notice, each for as long as its notice stands."""
    return render(request, "citizen/notices.html", {"notices": standing_notices(on=china_today())})


def contact(request: HttpRequest) -> HttpResponse:
    """Address, telephone, hours and the ways to petition and to ask, as the law has them published."""
    return render(request, "citizen/contact.html", {"offices": petition_offices_to_visit(china_today())})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What these pages do for those who see, hear, move or read with difficulty, and what they cannot do yet."""
    return render(request, "citizen/accessibility.html")


def words(request: HttpRequest) -> HttpResponse:
    """Every office word of these pages in plain words."""
    return render(request, "citizen/words.html", {"terms": TERMS})


@never_cache
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """The wall of a reception hall: numbers and windows, nothing else."""
    part = "citizen/_hall.html" if request.htmx else "citizen/hall.html"
    return render(request, part, {"screen": screen(code, on=china_today()), "code": code})
