"""Signing in and up: clear words, the right landing, and no staff page without a posting."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from lianxin.web import pages
from lianxin.web.auth import staff_required

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_these_doors")]
PASSWORD = "correct horse battery"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("desk/", staff_required(lambda request: HttpResponse("desk"))),
    path(
        "staff/",
        include(
            ([path("", lambda request: HttpResponse("list"), name="worklist")], "staff"), namespace="staff"
        ),
    ),
    path(
        "mine/",
        include(
            ([path("", lambda request: HttpResponse("mine"), name="mine")], "citizen"), namespace="citizen"
        ),
    ),
    path("", lambda request: HttpResponse("home"), name="home"),
]
handler403 = pages.permission_denied


@pytest.fixture
def _these_doors():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def citizen():
    account = get_user_model()(username="wang")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def clerk(cast):
    account = cast.account("dengji")
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(browser: Client, name: str, password: str = PASSWORD) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": name, "password": password})


def test_a_citizen_lands_on_their_own_matters(browser, citizen):
    assert sign_in(browser, "wang")["Location"] == "/mine/"


def test_staff_land_on_the_work_list(browser, clerk):
    assert sign_in(browser, "dengji")["Location"] == "/staff/"


def test_a_former_clerk_is_a_citizen(browser, clerk):
    clerk.postings.update(valid_to=dt.date(2021, 1, 1))
    assert sign_in(browser, "dengji")["Location"] == "/mine/"
    assert browser.get("/desk/").status_code == 403


def test_a_wrong_password_is_said_plainly_and_keeps_the_name(browser, citizen):
    page = sign_in(browser, "wang", "wrong").content.decode()
    assert "用户名或密码不对" in page
    assert 'value="wang"' in page
    assert "wrong" not in page.replace("field wrong", "")


def test_anyone_may_open_an_account_and_is_a_citizen(browser):
    form = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/accounts/signup/", form)["Location"] == "/mine/"
    assert browser.get("/desk/").status_code == 403


def test_a_desk_asks_strangers_to_sign_in_and_brings_them_back(browser):
    assert browser.get("/desk/?a=1")["Location"] == "/accounts/login/?next=/desk/%3Fa%3D1"


def test_a_desk_opens_to_staff_only(browser, clerk, citizen):
    browser.force_login(citizen)
    assert browser.get("/desk/").status_code == 403
    browser.force_login(clerk)
    assert browser.get("/desk/").content == b"desk"


def test_a_session_that_has_run_out_signs_nobody_in(browser, clerk):
    browser.force_login(clerk)
    assert browser.get("/desk/").content == b"desk"
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert browser.get("/desk/").url.startswith("/accounts/login/")


def test_who_is_deactivated_is_out_at_once(browser, clerk):
    browser.force_login(clerk)
    get_user_model().objects.filter(pk=clerk.pk).update(is_active=False)
    assert browser.get("/desk/").url.startswith("/accounts/login/")


@override_settings(REQUIRE_MFA=True)
def test_where_the_office_demands_it_a_second_factor_comes_first(browser, clerk):
    browser.force_login(clerk)
    assert browser.get("/desk/")["Location"] == "/accounts/2fa/totp/activate/"
    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser.get("/desk/").content == b"desk"


@pytest.mark.parametrize(
    "address",
    ["login/", "signup/", "inactive/"],
)
def test_the_pages_for_strangers_are_ours_and_in_chinese(browser, address):
    page = browser.get(f"/accounts/{address}").content.decode()
    assert 'data-side="citizen"' in page
    assert "built/app.css" in page


@pytest.mark.parametrize(
    "address", ["logout/", "password/change/", "2fa/", "2fa/totp/activate/", "reauthenticate/"]
)
def test_the_pages_of_an_account_are_ours(browser, citizen, address):
    sign_in(browser, "wang")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get(f"/accounts/{address}")
    assert page.status_code == 200
    assert 'data-side="citizen"' in page.content.decode()
