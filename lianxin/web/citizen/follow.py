"""Following: number and query code, the road with its dates, papers to read, and the petitioner's own acts."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.db import transaction
from django.forms import CharField, TextInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.actions import apart
from lianxin.actions.change import refuse_stale
from lianxin.actions.given import Invalid
from lianxin.actions.intake import Registered
from lianxin.actions.paper_copies import own_file
from lianxin.actions.proof import prove as prove_code
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.around import around
from lianxin.queries.attachments import FileLost, content, own_attachment
from lianxin.queries.attachments import own as own_files
from lianxin.queries.issued import reading, turned_to
from lianxin.queries.paper_files import own_sheet, seal_said
from lianxin.queries.petitioner import Followed, followed
from lianxin.queries.progress import WINDOW_OF, until
from lianxin.queries.progress import progress as progress_of
from lianxin.queries.since import version_for
from lianxin.rules.papers import PAPERS
from lianxin.rules.permissions import may
from lianxin.rules.step import Seat
from lianxin.rules.steps import STEPS, Step
from lianxin.web import pages
from lianxin.web.citizen import proof, shown
from lianxin.web.citizen.draft import Slip
from lianxin.web.citizen.questions import Asked
from lianxin.web.steps_form import StepForm, step_form, with_errors
from lianxin.web.uploads import enclosed, sent_back
from lianxin.web.words import china_today


@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for number and query code; the right pair opens the submission in this browser."""
    after = request.POST.get("next") or request.GET.get("next", "")
    form = code_form(request)
    if request.method == "POST":
        try:
            found = prove_code(
                request.POST.get("number", ""), request.POST.get("code", ""),
                client=proof.client_of(request), at=timezone.now(),
            )  # fmt: skip
        except Invalid as fault:
            form.refuse(fault.errors)
        else:
            request.session.cycle_key()  # so that nobody can have planted the session
            proof.remember(request, found.submission.pk, found.mandate)
            safe = url_has_allowed_host_and_scheme(after, {request.get_host()})
            return redirect(after if safe else reverse("citizen:progress", args=[found.number]))
    status = 422 if request.method == "POST" else 200
    return render(request, "citizen/follow.html", {"form": form, "next": after}, status=status)


def code_form(request: HttpRequest) -> Asked:
    """Number and query code, as they are asked wherever somebody proves a submission."""
    typed = request.POST if request.method == "POST" else {"number": request.GET.get("number", "")}
    form = Asked(typed)
    plain = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w18"}
    number = TextInput({**plain, "inputmode": "numeric"})
    form.fields["number"] = CharField(
        label=_("编号"), help_text=_("在收件凭证最上面，横线可以不写。"), widget=number
    )
    form.fields["code"] = CharField(label=_("查询码"), help_text=_("在编号下面，10个字母和数字，大小写都行。"), widget=TextInput(plain))  # fmt: skip
    return form


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget what was proved in this browser."""
    proof.forget(request)
    messages.success(request, _("已退出查询。别人用这台设备看不到您的事项。"))
    return redirect("citizen:follow")


@never_cache
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one submission; without proof the door that asks for it, the same for every number."""
    actor = proof.petitioner_for(request)
    try:
        found = progress_of(actor, number, on=china_today())
    except NotFound:
        return _ask_code(request, number)
    proof.in_use(request, actor)
    files = [
        enclosed(row, reverse("citizen:attachment", args=[number, row.pk]))
        for row in ([] if found.sealed else own_files(actor, number))
    ]
    return render(request, "citizen/progress.html", {**shown.page(found, china_today()), "files": files})


@never_cache
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One paper that has reached the petitioner, to read and print."""
    actor = proof.petitioner_for(request)
    try:
        file = followed(actor, number, on=china_today())
    except NotFound:
        return _ask_code(request, number)
    paper, sheet = own_sheet(file, pk)
    seal = seal_said(paper, sheet, on=china_today())
    context = {
        "number": number,
        "paper": reading(file, pk),
        "sheet": sheet,
        "seal": seal,
        "objecting": _objecting(file, paper.kind),
    }
    return render(request, "citizen/paper.html", context)


def _objecting(file: Followed, kind: str) -> Step | None:
    """The step by which this petitioner may still disagree with a paper of this kind."""
    remedy = PAPERS[kind].remedy
    for action, period in WINDOW_OF.items():
        if remedy and remedy.period == period and may(file.actor, action, file.lead):
            last = until(file, action)
            return STEPS[action] if last and last.day >= file.lead.today else None
    return None


@never_cache
def attachment(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A file the petitioner gave themselves."""
    actor = proof.petitioner_for(request)
    try:
        followed(actor, number, on=china_today())
    except NotFound:
        return _ask_code(request, number)
    row = own_attachment(actor, number, pk)
    try:
        return sent_back(row, content(row))
    except FileLost:
        return render(request, "shared/lost_file.html", status=410)


@never_cache
def paper_file(request: HttpRequest, number: str, pk: int, form: str) -> HttpResponse:
    """One paper that has reached the petitioner, as a file to keep."""
    try:
        file = followed(proof.petitioner_for(request), number, on=china_today())
    except NotFound:
        return _ask_code(request, number)
    try:
        return pages.as_download(own_file(file, pk, form, at=timezone.now()))
    except FileLost:
        return render(request, "shared/lost_file.html", status=410)


@never_cache
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One of the petitioner's own steps: its form, and taking it."""
    step = STEPS.get(action.upper())
    if step is None or step.seat is not Seat.PETITIONER:
        raise Http404
    actor = proof.petitioner_for(request)
    try:
        file = followed(actor, number, on=china_today())
    except NotFound:
        return _ask_code(request, number)
    proof.in_use(request, actor)
    if request.method == "POST":
        return _take(request, file, step)
    verdict = may(file.actor, step.action, file.lead)
    if not verdict:
        raise NotAllowed(verdict)
    return _show(request, file, step, _form(file, step))


def _form(file: Followed, step: Step, request: HttpRequest | None = None) -> StepForm:
    form = step_form(step, file.lead, file.actor, request.POST if request else None)
    for spec in step.fields:
        if spec.clerk and spec.name in form.fields:
            del form.fields[spec.name]
    return form


def _show(
    request: HttpRequest, file: Followed, step: Step, form: StepForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "step": step,
        "number": file.submission.number,
        "version": request.POST.get("version") or version_for(file.actor, file.lead),
        "until": until(file, step.action),
        "turned_to": turned_to(file, WINDOW_OF[step.action]) if step.action in WINDOW_OF else "",
        "talk": around(file).talk if step.action == "ANSWER_QUESTION" else (),
    }
    return render(request, "citizen/act.html", context, status=status)


def _take(request: HttpRequest, file: Followed, step: Step) -> HttpResponse:
    matter, form = file.lead.matter, _form(file, step, request)
    if _just_done(request, file, step, form):
        if (slip := Slip.of(request.session)) and slip.beside == file.submission.number:
            return redirect("citizen:receipt")  # the first click has saved it
        return redirect("citizen:progress", number=file.submission.number)
    if form.tray is not None and form.tray.take(request):
        return _show(request, file, step, form, status=422 if form.tray.faults else 200)
    refuse_stale(file.actor, matter, request.POST.get("version"))
    try:
        with transaction.atomic():  # no double click may lose the query code
            event = apart.take(matter, step.action, actor=file.actor, at=timezone.now(), facts=form.facts())
            if isinstance(event, Registered):
                if step.action != "SUPPLEMENT":
                    messages.success(request, _("已经收到：%(act)s。") % {"act": _(step.label)})
                return _filed_apart(request, file, event)
    except Invalid as fault:
        return _show(request, file, step, with_errors(form, fault), status=422)
    if event.handed_out:
        return handed_out(request, file, step, event.handed_out)
    messages.success(request, _("已经收到：%(act)s。") % {"act": _(step.label)})
    return redirect("citizen:progress", number=file.submission.number)


def _filed_apart(request: HttpRequest, file: Followed, made: Registered) -> HttpResponse:
    """What they sent has a number of its own: its receipt, whose query code is shown there and nowhere else."""
    if made.again:
        request.session.modified = False  # the first click has saved the receipt
    else:
        own = made.submission
        Slip(own.external_id, own.number, made.query_code, beside=file.submission.number).keep(
            request.session
        )
        proof.remember(request, own.pk)
        request.session.save()
    return redirect("citizen:receipt")


def handed_out(request: HttpRequest, file: Followed, step: Step, code: str) -> HttpResponse:
    """What was made for somebody, on this page once and nowhere else: a link to pass on, or an agent's code."""
    context = {"step": step, "number": file.submission.number, "code": code}
    if step.action == "INVITE":
        context["link"] = request.build_absolute_uri(reverse("citizen:join", args=[code]))
        context["qr"] = segno.make(context["link"], error="m").svg_data_uri(border=4, scale=4)
    return render(request, "citizen/handed_out.html", context)


def _just_done(request: HttpRequest, file: Followed, step: Step, form: StepForm) -> bool:
    """A double click: the newest event is this very step by this petitioner, in the same words, taken on the version
    they saw. Other words, typed in another tab, are not it: they must not be lost.
    """
    last = file.lead.history[-1]
    same = (
        _bare(typed) == _bare(last.facts.get(name, ""))
        or apart.is_same(file.submission, step.action, typed, last.facts.get(name))
        for name, typed in form.facts().items()
    )
    return (
        last.action == step.action
        and last.submission_id == file.submission.pk
        and request.POST.get("version") == str(version_for(file.actor, file.lead, before=last.seq))
        and all(same)
    )


def _bare(value: object) -> str:
    return "".join(str(value).split())


def _ask_code(request: HttpRequest, number: str) -> HttpResponse:
    """To the door that asks for the code. What was typed before the proof ran out is shown and kept."""
    if request.method == "POST":
        context = {"kept": pages.typed(request), "back": request.path}
        return render(request, "citizen/again.html", context, status=403)
    return redirect(f"{reverse('citizen:follow', query={'number': number, 'next': request.path})}")
