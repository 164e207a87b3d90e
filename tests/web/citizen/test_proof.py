"""Which address a try is counted against."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from lianxin.web.citizen.proof import client_of

SENT = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9, 10.0.0.2", "REMOTE_ADDR": "10.0.0.1"}


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "10.0.0.2"), (2, "203.0.113.9")])
def test_only_our_own_proxies_are_believed(proxies, address):
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_of(RequestFactory().get("/follow/", **SENT)) == address


@override_settings(TRUSTED_PROXIES=2)
def test_a_request_that_came_round_the_proxies_counts_by_its_own_address():
    assert client_of(RequestFactory().get("/follow/", REMOTE_ADDR="10.0.0.7")) == "10.0.0.7"
