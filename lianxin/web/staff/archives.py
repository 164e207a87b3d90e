"""Archives: what is finished and not on file, whose time is over, and the package of one file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import archives as acts
from lianxin.actions.given import Invalid
from lianxin.queries import archives as found
from lianxin.queries.attachments import FileLost
from lianxin.queries.dossier import Dossier
from lianxin.queries.paper_files import PaperFile
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff import shown
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import china_today, translate_said


@staff_page
def waiting(request: HttpRequest) -> HttpResponse:
    """Two lists: to be put on file, and past their time."""
    require(request, "keep")
    unfiled, over = found.waiting_for(actor_for(request), on=china_today())
    context = {
        "unfiled": [(file, shown.title(file.sealed, file.matter.title)) for file in unfiled],
        "over": [(file, shown.title(file.sealed, file.matter.title)) for file in over],
        "most": found.MOST,
    }
    return render(request, "staff/archives.html", context)


@staff_page
def file(request: HttpRequest, number: str) -> HttpResponse:
    """One file's package: made by POST, taken out by POST with the purpose recorded."""
    require(request, "keep")
    actor, now, status = actor_for(request), timezone.now(), 200
    matter = acts.keepable(actor, number, at=now)
    wrong = lost = ""
    if request.method == "POST":
        try:
            if "pack" in request.POST:
                acts.pack_for(actor, number, at=now)
                messages.success(request, _("已打包。"))
                return redirect("staff:archive", number=number)
            _row, data = acts.take_out(actor, number, purpose=request.POST.get("reason", ""), at=now)
            return as_download(PaperFile(data, f"{number}.zip", "application/zip"))
        except Invalid as fault:
            wrong, status = translate_said(next(iter(fault.errors.values()))), 422
        except FileLost:
            lost, status = _("归档包的文件不见了，请重新打包。"), 410
    dossier, package = Dossier(matter, china_today()), found.package_of(matter)
    context = {
        "matter": matter, "title": shown.title(matter.sealed, matter.title), "file": dossier, "package": package,
        "fresh": found.is_fresh(package, dossier), "wrong": wrong, "lost": lost, "typed": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "staff/archive.html", context, status=status)
