"""Signing in: who may open an account, where one lands, and which pages need a posting."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.queries.directory import account, actor_of
from lianxin.rules.facts import Actor
from lianxin.web.words import china_today

View = Callable[..., HttpResponse]


class Accounts(DefaultAccountAdapter):
    """allauth's account adapter: anyone may sign up and is a citizen; postings are given by the office."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。如有疑问，请联系本机关。"),
        "username_password_mismatch": _("用户名或密码不对。请检查大小写后再试。"),
        "invalid_login": _("用户名或密码不对。请检查大小写后再试。"),
        "too_many_login_attempts": _("输错的次数太多了。请过几分钟再试。"),
        "username_taken": _("这个用户名已有人用，请换一个。"),
        "username_blacklisted": _("这个用户名不能用，请换一个。"),
        "enter_current_password": _("请输入现在的密码。"),
        "incorrect_password": _("密码不对，请再试一次。"),
        "incorrect_code": _("验证码不对，或者已经过期。请输入应用上现在显示的六位数字。"),
        "same_as_current": _("新的和现在的一样，请换一个。"),
        "rate_limited": _("操作太快了，请过一会儿再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land on their work list, citizens on their own matters."""
        landing = "staff:worklist" if has_posting(request) else "citizen:mine"
        try:
            return reverse(landing)
        except NoReverseMatch:
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's; who is signed in is asked on every page, so the question is compiled once."""

    def get_user(self, user_id: int) -> Any:
        found = account(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None


def actor_for(request: HttpRequest) -> Actor:
    """Who is asking, with today's posts; looked up once per request. Only for people signed in."""
    if not hasattr(request, "lianxin_actor"):
        request.lianxin_actor = actor_of(request.user, on=china_today())
    return request.lianxin_actor


def has_posting(request: HttpRequest) -> bool:
    """Whether the person signed in holds a posting today."""
    return request.user.is_authenticated and bool(actor_for(request).posts)


def staff_required(view: View) -> View:
    """For people with a current posting; where the office demands it, with a second factor set up. Raises PermissionDenied."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not has_posting(request):
            raise PermissionDenied
        if getattr(settings, "REQUIRE_MFA", False) and not is_mfa_enabled(request.user):
            messages.warning(request, gettext("本机关要求两步验证。请先在手机上设置验证器。"))
            return redirect("mfa_activate_totp")
        return view(request, *args, **kwargs)

    return guarded
