"""Letters to post, and notices that no way would take."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.actions.letters import Letter, mark_posted, print_run, turn_into_letters
from lianxin.documents.letters import LetterPage, letters_pdf
from lianxin.documents.pdf import NoGlyph
from lianxin.queries.paper_files import PaperFile
from lianxin.queries.post import post as waiting
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, translate_said


@staff_page
def post(request: HttpRequest) -> HttpResponse:
    """What waits to be printed, and what could not be delivered; names and addresses masked."""
    require(request, "post")
    return render(request, "staff/post.html", {"post": waiting(actor_for(request), on=china_today())})


@require_POST
@staff_page
def turn(request: HttpRequest) -> HttpResponse:
    """Undeliverable notices become letters; without an address they stay on the query page."""
    require(request, "post")
    turned, left = turn_into_letters(actor_for(request), _picked(request), at=timezone.now())
    said = _("%(turned)d 份改成信，%(left)d 份没有地址，只留在查询页") % {"turned": turned, "left": left}
    messages.success(request, said)
    return redirect("staff:post")


@require_POST
@staff_page
def run(request: HttpRequest) -> HttpResponse:
    """One print run, a page for each letter. Opening it is recorded: names and addresses stand in full."""
    require(request, "post")
    letters = print_run(actor_for(request), _picked(request), at=timezone.now())
    if not letters:
        messages.warning(request, _("请先勾选要打印的信"))
        return redirect("staff:post")
    missing = ""
    if request.POST.get("form") == "pdf":
        try:
            return as_download(_pdf(letters))
        except NoGlyph as fault:
            missing = translate_said(fault.said)
    return render(request, "staff/letters.html", {"letters": letters, "missing": missing})


def _pdf(letters: list[Letter]) -> PaperFile:
    pages = [
        LetterPage(
            letter.address, _("{name} 收").format(name=letter.name or _("信访人")),
            _("编号 {number}").format(number=letter.number), letter.texts, letter.organ,
        )
        for letter in letters
    ]  # fmt: skip
    day = china_today()
    made = letters_pdf(
        pages, title=_("信访事项通知"), how=_("凭编号和查询码，可以在网上或者接待窗口查看全部经过。"), day=day
    )
    return PaperFile(made, f"letters-{day:%Y%m%d}.pdf", "application/pdf")


@require_POST
@staff_page
def posted(request: HttpRequest) -> HttpResponse:
    """These were printed and posted."""
    require(request, "post")
    done = mark_posted(actor_for(request), _picked(request), at=timezone.now())
    messages.success(request, _("已记下寄出 %(count)d 封") % {"count": done})
    return redirect("staff:post")


def _picked(request: HttpRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 19]
