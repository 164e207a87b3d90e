"""The API under /api/: OpenAPI 3.1 at /api/openapi.json, readable at /api/docs from files of our own."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger

from lianxin.api import figures, matters, public
from lianxin.api.bodies import PlainRenderer, StrictParser
from lianxin.api.errors import handle_all

api = NinjaAPI(
    title="连心 Lianxin",
    version="1",
    description="提交、查询信访件不需要账号；办理信访事项凭密钥。错误都是同一个形状：error.code、message、fields、article。",
    urls_namespace="api",
    parser=StrictParser(),
    renderer=PlainRenderer(),
    docs=Swagger({"validatorUrl": None}),
)
handle_all(api)
api.add_router("", public.router)
api.add_router("", matters.router)
api.add_router("", figures.router)
