"""What every page is given, and how a refusal becomes a page that explains itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lianxin.queries.access import NotFound, matter_for
from lianxin.queries.directory import one_reading
from lianxin.queries.dossier import Dossier
from lianxin.queries.paper_files import PaperFile
from lianxin.queries.sealed import history_for
from lianxin.queries.variant import office_name
from lianxin.rules.steps import STEPS
from lianxin.web.auth import actor_for, has_posting
from lianxin.web.kiosk import is_kiosk
from lianxin.web.words import china_today, translate_said

__all__ = ["OneDirectory", "RefusalMiddleware", "office", "translate_said"]

STAFF_PREFIX = "/staff/"
ELDER_COOKIE = "elder"
A_YEAR = 365 * 24 * 3600
# Never shown again on a page: what opens doors, and what belongs to the form rather than the person.
NOT_KEPT = re.compile(
    r"csrf|password|secret|token|code|^(version|seen|act|next|pick|go|key|ticket|drop|upload)$", re.IGNORECASE
)
CODE = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")  # chosen from a list

Answer = Callable[[HttpRequest], HttpResponse]


def office(request: HttpRequest) -> dict[str, object]:
    """Given to every template: the office's name and address, large print, today's date in China."""
    return {
        "office": {
            "name": office_name(),
            "address": getattr(settings, "OFFICE_ADDRESS", ""),
            "telephone": getattr(settings, "OFFICE_TELEPHONE", ""),
            "hours": getattr(settings, "OFFICE_HOURS", ""),
        },
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "kiosk": settings.KIOSK_SECONDS if is_kiosk(request) else 0,
        "today": china_today(),
    }


@require_POST
def set_elder(request: HttpRequest) -> HttpResponse:
    """Turn large print on or off for this browser and go back to the page."""
    answer = HttpResponseRedirect(_safe(request.POST.get("next", ""), request))
    if request.POST.get("elder") == "1":
        answer.set_cookie(ELDER_COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        answer.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return answer


class OneDirectory:
    """Middleware: a request, page or API, sees one directory from beginning to end and asks for it once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_reading():
            return self.get_response(request)


class RefusalMiddleware:
    """Turns what queries and actions raise into pages; on an htmx request into a box above the form."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind in type(exception).__mro__:
            if show := REFUSALS.get(f"{kind.__module__}.{kind.__qualname__}"):
                return show(request, exception)
        return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such thing, or none for this reader; the two look alike."""
    return _page(request, "404.html", 404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for `NotAllowed`: which rule says no, under which article; words that were typed are kept."""
    kept = typed(request)
    return _page(
        request,
        "403.html",
        403,
        because=getattr(exception, "because", ""),
        article=getattr(exception, "article", ""),
        back=_above(request),
        form=_back(request),
        kept=kept if any(not is_code for _name, _text, is_code in kept) else [],
    )


def stale(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409 for `StaleMatter`: someone else was faster, or one's own first press was; what was typed is kept."""
    return _page(
        request,
        "409.html",
        409,
        changes=_changes(request, exception),
        own=getattr(exception, "own", False),
        back=_back(request),
        above=_above(request) if "/steps/" in request.path else "",
        kept=typed(request),
    )


def too_many(request: HttpRequest, exception: Exception) -> HttpResponse:
    """429 for `TooMany`: when to try again."""
    seconds = int(getattr(exception, "retry_after", 0))
    answer = _page(request, "429.html", 429, minutes=-(-seconds // 60), back=_back(request))
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer


REFUSALS: dict[str, Callable[[HttpRequest, Exception], HttpResponse]] = {
    "lianxin.queries.access.NotFound": not_found,
    "lianxin.queries.access.NotAllowed": not_allowed,
    "lianxin.actions.change.StaleMatter": stale,
    "lianxin.actions.throttle.TooMany": too_many,
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what arrived could not be read; 413: it was too big to be read."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "413.html", 413, back=_back(request))
    return _page(request, "400.html", 400, back=_back(request))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from Django itself, without a reason of ours."""
    return _page(request, "403.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: plain and on its own feet, since anything may be broken; never a trace."""
    if _asked_by_htmx(request):
        return _fragment(request, "500.html", 500, {})
    return HttpResponse(render_to_string("500.html"), status=500)


def address_too_long() -> str:
    """414: the page for an address that was never read, in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("414.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the page was open too long; what was typed is kept if it came from our own page."""
    kept = typed(request) if _from_own_page(request) else []
    context = {"back": _back(request), "kept": kept, "no_cookies": not request.COOKIES}
    return _page(request, "403_csrf.html", 403, **context)


def typed(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """(name, text, whether it is a code of a list) of everything in the form just sent, without secrets."""
    return [
        (name, text, CODE.fullmatch(text) is not None)
        for name, texts in request.POST.lists()
        if not NOT_KEPT.search(name)
        for text in texts
        if text.strip()
    ]


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    if _asked_by_htmx(request):
        return _fragment(request, template, status, context)
    side = "staff" if request.path.startswith(STAFF_PREFIX) else "citizen"
    return render(request, template, {**context, "base": f"{side}/base.html"}, status=status)


def _fragment(request: HttpRequest, template: str, status: int, context: dict[str, object]) -> HttpResponse:
    """The same words for a swap: they go into the page's own place for news, the form stays as it was."""
    answer = render(request, template, {**context, "base": "shared/fragment.html"}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#say", "innerHTML show:top"
    return answer


def _asked_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _changes(request: HttpRequest, exception: Exception) -> list[dict[str, object]]:
    """What was done since the page was opened, for staff who may still see the matter; else nothing."""
    read = getattr(exception, "matter", None)
    if read is None or not has_posting(request):
        return []
    try:
        actor, today = actor_for(request), china_today()
        now = matter_for(actor, read.number, on=today)
    except NotFound:
        return []
    return [
        {
            "at": event.at,
            "title": STEPS[event.action].label,
            "who": str(event.actor or event.organ or ""),
        }
        for event in history_for(actor, Dossier(now, today))
        if event.seq > read.version and event.action in STEPS
    ]


def _from_own_page(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it was one of ours; else the address itself."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return request.path
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _above(request: HttpRequest) -> str:
    """The matter or submission a refused step belongs to; else the page the person came from."""
    matter, found, _action = request.path.partition("/steps/")
    if own := re.match(r"/follow/[\w-]+/", request.path):
        return own[0]
    came = _back(request)
    came_with = f"?{urlencode({'list': request.GET['list']})}" if "list" in request.GET else ""
    return f"{matter}/{came_with}" if found else "" if came == request.path else came


def _safe(address: str, request: HttpRequest) -> str:
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else "/"


def as_download(file: PaperFile) -> HttpResponse:
    """The file, to be saved under its own name and kept by no cache on the way."""
    answer = HttpResponse(file.content, content_type=file.kind)
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
