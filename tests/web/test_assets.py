"""Static files carry a hash in their names and may be kept for ever; a page names what was collected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

BUILT = (
    "built/app.css",
    "built/app.js",
    "built/icons.svg",
    "built/mark.svg",
    "built/verify.js",
    "built/a5.css",
)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    staticfiles_storage._setup()


def test_each_name_carries_its_hash_and_the_file_is_kept_for_ever(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    staticfiles_storage._setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    server = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    for name in BUILT:
        stem, ending = name.rsplit(".", 1)
        address = static(name)
        assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{12}}\.{ending}", address)
        served = server(RequestFactory().get(address))
        assert (served.status_code, "immutable" in served.headers["Cache-Control"]) == (200, True)
        plain = server(RequestFactory().get(f"/static/{name}"))
        assert "immutable" not in plain.headers["Cache-Control"]


def test_before_anything_is_collected_the_plain_name_serves(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "nothing"
    staticfiles_storage._setup()
    assert static("built/app.css") == "/static/built/app.css"
