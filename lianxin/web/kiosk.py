"""The screen in the reception hall: big, without ways out, and wiped when nobody has touched it for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

COOKIE = "kiosk"
TOUCHED = "kiosk_touched"
A_YEAR = 365 * 24 * 3600
KEPT_OUT = ("/staff/", "/api/", "/log/", "/verify/", "/accounts/", "/mine/")

Answer = Callable[[HttpRequest], HttpResponse]


def is_kiosk(request: HttpRequest) -> bool:
    """Whether this browser is a screen in the hall."""
    return request.COOKIES.get(COOKIE) == "1"


class Kiosk:
    """Middleware: on such a screen nothing outlives an idle time, and pages that lead out are not there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_kiosk(request):
            return self.get_response(request)
        now, touched = int(time.time()), request.session.get(TOUCHED, 0)
        if touched and now - touched > settings.KIOSK_SECONDS:
            logout(request)  # empties the session whoever was in it
            if request.method != "GET":
                return redirect("citizen:kiosk_over")
        if request.path.startswith(KEPT_OUT):
            return redirect("home")
        request.session[TOUCHED] = now
        answer = self.get_response(request)
        answer["Cache-Control"] = "no-store"  # nor may "back" show what somebody typed before
        return answer


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Make this browser a screen in the hall, or an ordinary one again; by POST, so that no link does it."""
    if request.method != "POST":
        context = {"on": is_kiosk(request), "seconds": settings.KIOSK_SECONDS}
        return render(request, "citizen/kiosk.html", context)
    logout(request)
    answer = redirect("home")
    if request.POST.get("kiosk") == "1":
        answer.set_cookie(COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@never_cache
def over(request: HttpRequest) -> HttpResponse:
    """Wipe what this browser knows of whoever used it, and begin again."""
    if is_kiosk(request):
        logout(request)
    return redirect("home")
