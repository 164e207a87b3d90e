"""Scanned letters at the desk: drop them, see the page beside its text, correct, register or set aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions import scans as acts
from lianxin.actions.given import Invalid
from lianxin.documents.letter_pages import page_order
from lianxin.queries import scans as letters
from lianxin.queries.attachments import FileLost, rules
from lianxin.queries.people import DeskLists, asks_representatives, desk_lists
from lianxin.rules.attachments import MB
from lianxin.rules.codes import Channel
from lianxin.rules.wording import Said, gettext_noop
from lianxin.text.accusing import asks
from lianxin.text.headline import listed_headline
from lianxin.text.letter_fields import LetterFields
from lianxin.web.auth import actor_for
from lianxin.web.staff import alike, window
from lianxin.web.staff.door import require, staff_page
from lianxin.web.staff.suggested import accusing
from lianxin.web.staff.window_form import WindowForm, blank, filing_of, refused, tidied
from lianxin.web.steps_form import StepForm
from lianxin.web.uploads import read_sent, sent_back
from lianxin.web.words import china_today, translate_said

LOST = gettext_noop(
    "这一页有{n}处像文字的地方没有读出来（可能是维吾尔文、俄文等认不得的文字，也可能是印章、污迹），请对照图录入，不要漏了"
)


@staff_page
def scans(request: HttpRequest) -> HttpResponse:
    """The letters that wait at this desk, and where new ones are dropped."""
    require(request, "register")
    faults: list[Said] = []
    if request.method == "POST":
        new, known = _drop(request, faults)
        if new or known:
            messages.success(
                request, _("新收下 %(new)s 封，以前收过 %(known)s 封。") % {"new": new, "known": known}
            )
        if not faults:
            return redirect("staff:scans")
    actor = actor_for(request)
    count = letters.count_waiting(actor)
    context = {
        "rows": [_line(row) for row in letters.waiting(actor)], "count": count,
        "done": count - letters.count_waiting(actor, [letters.WAITING]), "faults": faults,
        "aside": letters.aside(actor), "reader": letters.reader_is_there(),
        "offices": desk_lists(actor, on=china_today()).offices, "chosen": request.POST.get("office", ""),
        "most": max(kind.most for kind in rules().taken) // MB,
    }  # fmt: skip
    return render(request, "staff/scans.html", context, status=422 if faults else 200)


def _drop(request: HttpRequest, faults: list[Said]) -> tuple[int, int]:
    """Take in what was dropped, each file a letter or all of them one; how many were new, and how many known."""
    actor, files = actor_for(request), []
    for sent in request.FILES.getlist("letters"):
        try:
            files.append((sent.name or "", read_sent(sent)))
        except Invalid as fault:
            faults += fault.errors.values()
    if not files and not faults:
        faults.append(Said(_("请选择扫描的文件")))
    together = bool(request.POST.get("together"))
    if together and faults:  # a letter without one of its pages is not what was sent
        return 0, 0
    files.sort(key=lambda file: page_order(file[0]))  # a dialog hands them over in the order they were marked
    count = [0, 0]
    for letter in [files] if files and together else [[file] for file in files]:
        try:
            count[
                acts.take(letter, request.POST.get("office", ""), actor=actor, at=timezone.now()).again
            ] += 1
        except Invalid as fault:
            faults += fault.errors.values()
    return count[0], count[1]


def _line(row: Any) -> dict[str, object]:
    pages = letters.pages_of(row)
    return {
        "pk": row.pk, "until": letters.register_by(row), "organ": row.organ, "added": row.added_at, "read": row.state == letters.READ,
        "pages": len(pages), "faults": _faults(row), "unsure": sum(len(page.unsure) + page.lost for page in pages),
        "begins": listed_headline(letters.text_of(pages)) or row.files.all()[0].name,
    }  # fmt: skip


@staff_page
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: its pages, its text to be corrected, and the registration it leads to."""
    require(request, "register")
    actor = actor_for(request)
    row = letters.scan_for(actor, pk)
    if request.method != "POST":
        found, lists = letters.fields_of(letters.text_of(letters.pages_of(row)), actor, on=china_today())
        form = WindowForm(_filled(row, found, lists), lists)
        return _show(request, row, form, found=found)
    lists = desk_lists(actor, on=china_today())
    form = WindowForm(tidied(request.POST), lists, more=request.POST.get("more", ""))
    if "more" in request.POST:
        return _show(request, row, form)
    if look := request.POST.get("beside", ""):
        beside = window.earlier(request) if look == "earlier" else {"alike": alike.typed(request)}
        return _show(request, row, form, **beside)
    try:
        with transaction.atomic():  # no double click may lose the query code
            filing, unread = filing_of(form)
            made = acts.register(row, filing, actor=actor, at=timezone.now(), unread=unread)
            window.keep_slip(request, made)
    except Invalid as fault:
        return _show(request, row, refused(form, lists, fault), status=422)
    if said := asks_representatives(made.submission, on=china_today()):
        messages.warning(request, translate_said(said))
    left = letters.count_waiting(actor)
    if left:
        messages.info(request, _("还有 %(n)s 封扫描来信等待登记。") % {"n": left})
    return redirect("staff:receipt", number=made.submission.number)


def _filled(row: Any, found: LetterFields, lists: DeskLists) -> dict[str, str]:
    """The registration with what was found in the letter; all of it is the clerk's to change."""
    places = {option.label: option.value for option in lists.regions}
    region = max((places[name] for name in found.places if name in places), key=len, default="")
    person = {
        "name": found.name, "phone": found.phone, "id_number": found.id_number, "address": found.address,
        "email": found.email,
    }  # fmt: skip
    return {
        **blank(lists, china_today().isoformat()),
        "external_id": acts.mark_of(row),
        "office": row.organ.code,
        "channel": Channel.LETTER,
        "content": letters.text_of(letters.pages_of(row)),
        # Whether it accuses is for a person to say; here they are asked from the first.
        **({"purpose": "", "asked": "1"} if row.held else {}),
        "region": region,
        **{f"people-0-{part}": value for part, value in person.items() if value},
        **{f"requests-{place}": text for place, text in enumerate(found.requests)},
    }


def _show(
    request: HttpRequest, row: Any, form: StepForm, status: int = 200, found: LetterFields | None = None,
    **beside: object,
) -> HttpResponse:  # fmt: skip
    pages = letters.pages_of(row)
    number, shown = 0, []
    for page in pages:
        marks = [_mark(line, place) for place, line in enumerate(page.unsure, number + 1)]
        number += len(marks)
        shown.append({"number": page.number, "width": page.width, "height": page.height,
                      "vertical": page.vertical, "marks": marks, "lost": page.lost and Said(LOST, {"n": page.lost})})  # fmt: skip
    context = {
        "scan": row, "form": form, "pages": shown, "files": letters.originals(row),
        "waits": row.state == letters.WAITING,
        "faults": _faults(row),
        "found": _told(found) if found else [],
        "doubts": [_doubt(form, doubt) for doubt in found.doubts] if found else [],
        "until": letters.register_by(row), "accusing": accusing(asks(letters.text_of(pages))),
        **beside,
    }  # fmt: skip
    return render(request, "staff/scan.html", context, status=status)


def _faults(row: Any) -> list[Said]:
    """Why nothing, or not all, of a letter could be read."""
    return [Said(fault["template"], fault["values"]) for fault in row.fault or []]


def _mark(line: Any, number: int) -> dict[str, object]:
    return {
        "number": number, "text": line.text, "percent": round(100 * line.sure), "x": line.left, "y": line.top,
        "width": line.right - line.left, "height": line.bottom - line.top,
    }  # fmt: skip


def _told(found: LetterFields) -> list[tuple[str, str]]:
    """What the letter mentions beside the fields of its registration."""
    rows = (
        (_("日期"), found.dates), (_("金额"), found.amounts), (_("地方"), found.places), (_("机关"), found.organs),
    )  # fmt: skip
    return [(label, "、".join(values)) for label, values in rows if values]


def _doubt(form: StepForm, doubt: Any) -> str:
    label = form[f"people-0-{doubt.field}"].label
    return f"{label} {doubt.read}：{translate_said(doubt.why)}"


@require_POST
@staff_page
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one letter now, before its turn."""
    require(request, "register")
    if not acts.read(letters.scan_for(actor_for(request), pk)):
        messages.info(request, _("正在识别这封信，过一会儿再看。"))
    return redirect("staff:scan", pk=pk)


@require_POST
@staff_page
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a letter off the desk without registering it, and say why."""
    require(request, "register")
    actor = actor_for(request)
    try:
        acts.set_aside(letters.scan_for(actor, pk), request.POST.get("reason", ""), actor=actor)
    except Invalid as fault:
        messages.warning(request, translate_said(next(iter(fault.errors.values()))))
        return redirect("staff:scan", pk=pk)
    messages.success(request, _("已放在一边，没有登记；原件保留。"))
    return redirect("staff:scans")


@staff_page
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The picture of one page, as it was read."""
    require(request, "register")
    try:
        data = letters.picture(letters.scan_for(actor_for(request), pk), number)
    except FileLost:
        return _lost(request)
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store, private"
    return answer


@staff_page
def original(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """One file as it came."""
    require(request, "register")
    try:
        return sent_back(*letters.original(letters.kept_for(actor_for(request), pk), file))
    except FileLost:
        return _lost(request)


def _lost(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/lost_file.html", {"base": "staff/base.html"}, status=410)
