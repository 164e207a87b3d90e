"""Filing: one thing per page, kept as typed, read back, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.actions import admission, attachments
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.intake import register
from lianxin.queries.law import law_on
from lianxin.queries.places import office_options, organ_meant, organ_names, region_name
from lianxin.queries.progress import receipt as receipt_of
from lianxin.rules.codes import Purpose
from lianxin.rules.doors import hints
from lianxin.rules.facts import Actor
from lianxin.rules.privacy import FIELDS
from lianxin.web.citizen import draft, proof, questions
from lianxin.web.citizen.draft import Draft, Slip
from lianxin.web.citizen.questions import BY_NAME, KINDS, PAGES, page_of
from lianxin.web.uploads import Tray
from lianxin.web.words import china_today

NOT_TYPED = ("csrfmiddlewaretoken", "go", "key", "ticket", "answer", "drop", "upload")


def start(request: HttpRequest) -> HttpResponse:
    """Is this the right door? Then begin, or go on where the draft was left."""
    return render(request, "citizen/start.html", {"draft": Draft.of(request.session).seen})


@never_cache
def step(request: HttpRequest, page: str) -> HttpResponse:
    """Show one page of the form, or take in what was typed on it and go on."""
    if page not in BY_NAME:
        raise Http404
    kept = Draft.of(request.session)
    if request.method != "POST":
        return check(request, kept) if page == "check" else ask(request, kept, page)
    slip = Slip.of(request.session)
    if slip and request.POST.get("key") == slip.key:
        return redirect("citizen:receipt")  # sent a moment ago: the double click arrives after the first
    if not kept.seen:
        request.session.cycle_key()  # now, and never at the end: a double click must find its session again
    _take_in(kept, page, request)
    kept.keep(request.session)
    if page == "check":
        return send(request, kept)
    if page == "files" and (tray := tray_of(kept)).take(request):
        return ask(request, kept, page, tray=tray)
    if "more" in request.POST.get("go", ""):
        return ask(request, kept, page)
    errors = {name: said for name, said in _errors(kept).items() if page_of(name) == page}
    if errors:
        return ask(request, kept, page, errors)
    return redirect("citizen:submit", page=_after(page))


def tray_of(kept: Draft) -> Tray:
    """Where the files of a draft wait; the draft's key is known to this browser only."""
    return Tray(f"draft:{kept.key}")


def _take_in(kept: Draft, page: str, request: HttpRequest) -> None:
    """The page's own fields as typed; a box that was unticked is gone."""
    owns = BY_NAME[page].owns or ("office",)
    typed = {
        name: request.POST[name] for name in request.POST if name not in NOT_TYPED and name.startswith(owns)
    }
    kept.values = {name: text for name, text in kept.values.items() if not name.startswith(owns)} | typed
    if request.POST.get("go", "").startswith("more-"):
        kind = request.POST["go"].removeprefix("more-")
        extra = {"requests": "requests-{}", "people": "people-{}-name"}.get(kind)
        if extra:
            kept.values[extra.format(questions.count(kept.values, kind))] = ""
    if page not in kept.seen:
        kept.seen.append(page)


def _errors(kept: Draft) -> Errors:
    try:
        questions.filing_of(kept.values, kept.key, china_today())
    except Invalid as fault:
        return fault.errors
    return {}


def _after(page: str) -> str:
    names = [p.name for p in PAGES]
    return names[names.index(page) + 1]


def ask(
    request: HttpRequest, kept: Draft, page: str, errors: Errors | None = None, tray: Tray | None = None
) -> HttpResponse:
    """One page with what was typed; with `errors`, each sentence beside its field."""
    form = questions.form_for(page, kept.values, china_today())
    if page == "files":
        kept.keep(request.session)  # the key of the tray must be the same when the files come
        tray = tray or tray_of(kept)
        tray.faults += (errors or {}).values()
    elif errors:
        form.refuse(errors)
    context = {
        "form": form,
        "page": BY_NAME[page],
        "key": kept.key,
        "steps": _steps(kept, page),
        "back": _before(page),
        "accusing": kept.values.get("purpose") == Purpose.ACCUSATION,
        "organs": organ_names(china_today()) if page == "where" else (),
        "personal": [FIELDS[name] for name in ("name", "phone", "address", "email")] if page == "you" else (),
        "tray": tray,
        "most_representatives": law_on(china_today()).switches["max_representatives"],
        "several": questions.count(kept.values, "people") > 1,
    }
    wrong = bool(errors or (tray and tray.faults))
    return render(request, f"citizen/ask_{page}.html", context, status=422 if wrong else 200)


def _before(page: str) -> str:
    names = [p.name for p in PAGES]
    place = names.index(page)
    return names[place - 1] if place else ""


def _steps(kept: Draft, page: str) -> list[dict[str, object]]:
    return [
        {
            "text": p.label,
            "state": "now" if p.name == page else "done" if p.name in kept.seen else "next",
            "name": p.name if p.name in kept.seen and p.name != page else "",
        }
        for p in PAGES
    ]


def check(request: HttpRequest, kept: Draft, errors: Errors | None = None) -> HttpResponse:
    """Read everything back before it is sent; what is still missing is asked on its page."""
    wrong = errors or _errors(kept)
    if wrong:
        page = min((page_of(name) for name in wrong), key=[p.name for p in PAGES].index)
        if page != "check":
            own = {name: said for name, said in wrong.items() if page_of(name) == page}
            return ask(request, kept, page, own if page in (*kept.seen, "files") else None)
    today, values = china_today(), kept.values
    purpose = Purpose(values["purpose"])
    requests = _requests(values)
    context = {
        "key": kept.key,
        "steps": _steps(kept, "check"),
        "values": values,
        "kind": KINDS[purpose],
        "accusing": purpose is Purpose.ACCUSATION,
        "requests": requests,
        "people": [] if values["signing"] == questions.ANONYMOUS else _people(values),
        "place": region_name(values.get("region", "")),
        "meant": organ_meant(values.get("complained_organ", ""), today),
        "offices": _offices(values, today),
        "files": tray_of(kept).rows,
        "work": admission.ticket(kept.key, at=timezone.now(), held=request.POST.get("ticket", "")),
        "hints": hints((values.get("content", ""), *requests), purpose),
        "refused": (errors or {}).values(),
    }
    return render(request, "citizen/check.html", context, status=422 if errors else 200)


def _requests(values: Mapping[str, str]) -> list[str]:
    typed = (values.get(f"requests-{place}", "") for place in range(questions.count(values, "requests")))
    return [text for text in typed if text.strip()]


def _people(values: Mapping[str, str]) -> list[dict[str, str]]:
    """People to read back, each as field -> text."""
    rows = []
    for place in range(questions.count(values, "people")):
        person = {name: values.get(f"people-{place}-{name}", "").strip() for name in questions.PERSON}
        if any(person.values()):
            rows.append(person)
    return rows


def _offices(values: Mapping[str, str], on: date) -> list[dict[str, object]]:
    options = office_options(values.get("region", ""), on)
    codes = [option.value for option in options]
    chosen = values["office"] if values.get("office") in codes else (codes or [""])[0]
    return [{"value": o.value, "label": o.label, "chosen": o.value == chosen} for o in options]


def send(request: HttpRequest, kept: Draft) -> HttpResponse:
    """Register. The receipt is kept in the same transaction, so that no double click can lose the query code."""
    user, at = request.user, timezone.now()
    actor = Actor(user.pk, str(user)) if user.is_authenticated else Actor()
    try:
        filing = questions.filing_of(kept.values, kept.key, china_today())
        filing = replace(filing, files=tuple(tray_of(kept).tokens()))
        _admit(request, kept, at)
        with transaction.atomic():
            made = register(filing, actor=actor, at=at)
            if made.again:
                # The first click has saved the receipt; this session was read before it and must not replace it.
                request.session.modified = False
            else:
                Slip(kept.key, made.submission.number, made.query_code).keep(request.session)
                request.session.pop(draft.DRAFT, None)
                proof.remember(request, made.submission.pk)
                request.session.save()
    except Invalid as fault:
        return check(request, kept, fault.errors)
    return redirect("citizen:receipt")


def _admit(request: HttpRequest, kept: Draft, at: datetime) -> None:
    """Raises Invalid with what to do where too much comes at once; what was written stays."""
    admission.admit(
        kept.key, client=proof.client_of(request), ticket=request.POST.get("ticket", ""),
        answer=request.POST.get("answer", ""), at=at,
    )  # fmt: skip


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code, to be written down or printed; afterwards the code is nowhere but with the person."""
    slip = Slip.of(request.session)
    if slip is None:
        return redirect("citizen:follow")
    taken = receipt_of(proof.petitioner_for(request), slip.number, on=china_today())
    context = {"receipt": taken, "code": slip.code, "beside": slip.beside, "invited": slip.invited}
    return render(request, "citizen/receipt.html", context)


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The person has written the code down: forget it here, and go to the progress page."""
    slip = Slip.of(request.session)
    request.session.pop(draft.RECEIPT, None)
    return redirect("citizen:progress", number=slip.number) if slip else redirect("citizen:follow")


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the draft, for someone at a shared computer."""
    attachments.clear(tray_of(Draft.of(request.session)).key)
    request.session.pop(draft.DRAFT, None)
    return redirect("home")
