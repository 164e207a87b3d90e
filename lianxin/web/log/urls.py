"""The public log, the check of a receipt, and the receipt for its holder. Namespace `log`."""

from django.urls import path, register_converter

from lianxin.web.log import files, public, receipts, verify
from lianxin.web.log.days import DayConverter

register_converter(DayConverter, "day")

app_name = "log"
urlpatterns = [
    path("log/", public.index, name="index"),
    path("log/day/<day:day>/", public.day, name="day"),
    path("log/checkpoint", files.checkpoint, name="checkpoint"),
    path("log/keys", files.keys, name="keys"),
    path("log/<path:name>", files.tile, name="tile"),
    path("verify/", verify.verify_page, name="verify"),
    path("receipt/<slug:number>.json", receipts.as_file, name="receipt"),
    path("receipt/<slug:number>/", receipts.paper, name="paper"),
    path("receipt/<slug:number>/content.json", receipts.own_copy, name="copy"),
]
