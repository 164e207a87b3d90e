"""Which address goes to which door."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lianxin.api.app import api
from lianxin.web import design, pages, uploads

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("language/", set_language, name="set_language"),
    path("elder/", pages.set_elder, name="elder"),
    path("files/", uploads.begin, name="upload"),
    path("files/list/", uploads.listed, name="uploads"),
    path("files/<slug:token>/", uploads.piece, name="piece"),
    path("files/<slug:token>/drop/", uploads.drop, name="drop"),
    path("", include("lianxin.web.log.urls")),
]
if find_spec("lianxin.web.staff.urls"):
    urlpatterns.append(path("staff/", include("lianxin.web.staff.urls")))
if find_spec("lianxin.web.citizen.urls"):
    urlpatterns.append(path("", include("lianxin.web.citizen.urls")))
if settings.DEBUG:
    urlpatterns.append(path("design/", design.gallery, name="design"))

handler400 = pages.bad_request
handler403 = pages.permission_denied
handler404 = pages.not_found
handler500 = pages.server_error
