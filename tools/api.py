"""Write docs/api.md from the API's own description, or with --check say whether it is up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs" / "api.md"
HEAD = """# 程序接口 API

由 `tools/api.py` 从接口自身的描述生成，不要手改。机器可读的描述在 `/api/openapi.json`（OpenAPI 3.1），
可以试用的页面在 `/api/docs`（不从外网加载任何文件）。

- 提交和查询不需要账号：提交后得到编号和查询码（只给一次），查询时放在 `X-Query-Code` 里。
- 办理需要密钥：`lianxin token create 用户名 --label 用途 --days 90`，请求带 `Authorization: Bearer lx_…`；
  密钥以该账号的身份办事，看得到的、办得了的与网页上完全一样。
- 提交时带 `Idempotency-Key`，网络中断后以同样的内容重发，得到同一个编号（200），不会重复登记。
- 正文是 UTF-8 的 JSON 对象；日期如 `2026-08-03`，时刻带时区。
- 办理时带读到的 `version`；期间有人办过一步，得到 409，什么都不写入，重新读取再试。

## 错误只有一种形状

```json
{"error": {"code": "invalid", "message": "有几处需要更正", "fields": {"people-0-phone": "…"}, "article": ""}}
```

| HTTP | code | 何时 |
|---|---|---|
"""
WHEN = {
    400: "正文读不出来、类型不对",
    401: "没有密钥（查询码），或者已失效",
    403: "看得到但不能这样办；`article` 是依据",
    404: "没有，或者无权知道有没有",
    405: "地址不接受这种请求方法",
    409: "别人先办了一步",
    411: "没有写明正文长度（分块发送的）",
    413: "正文超过 2 MB",
    415: "不是这个地址要的 Content-Type",
    422: "字段有误；`fields` 逐项说明",
    429: "太频繁；`Retry-After` 是秒数",
    500: "系统出错，什么都没有写入",
}


def text() -> str:
    """The whole of docs/api.md."""
    from lianxin.api.app import api
    from lianxin.api.errors import CODES

    described = api.get_openapi_schema(path_prefix="/api/")
    errors = "".join(
        f"| {status} | `{CODES.get(status, 'error')}` | {when} |\n" for status, when in WHEN.items()
    )
    schemas = described["components"]["schemas"]
    return HEAD + errors + "".join(_operations(described["paths"])) + "".join(_shapes(schemas))


def _operations(paths: dict[str, Any]) -> Iterator[str]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield f"\n## {operation['summary']} `{method.upper()} {path}`\n\n{operation.get('description', '')}\n\n"
            if body := operation.get("requestBody"):
                kind, sent = next(iter(body["content"].items()))
                said = _kind(sent["schema"]) if kind == "application/json" else f"`{kind}`"
                yield f"正文：{said}\n\n"
            yield from _parameters(operation.get("parameters", []))
            for status, answer in operation["responses"].items():
                if int(status) < 400 and answer.get("content"):
                    yield f"回答 {status}：{_kind(answer['content']['application/json']['schema'])}\n\n"


def _parameters(parameters: Iterable[dict[str, Any]]) -> Iterator[str]:
    rows = [
        f"| `{one['name']}` | {one['in']} | {_kind(one['schema'])} | {one['schema'].get('description', '')} |\n"
        for one in parameters
    ]
    if rows:
        yield "| 参数 | 位置 | 类型 | 说明 |\n|---|---|---|---|\n" + "".join(rows) + "\n"


def _shapes(schemas: dict[str, Any]) -> Iterator[str]:
    yield "\n# 形状\n"
    for name, schema in sorted(schemas.items()):
        yield f"\n## {name}\n\n"
        if "enum" in schema:
            yield "、".join(f"`{code}`" for code in schema["enum"]) + "\n"
            continue
        must = set(schema.get("required", ()))
        yield "| 字段 | 类型 | 必有 | 说明 |\n|---|---|---|---|\n"
        for field, shape in schema.get("properties", {}).items():
            required = "是" if field in must else ""
            yield f"| `{field}` | {_kind(shape)} | {required} | {shape.get('description', '')} |\n"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if several := schema.get("anyOf") or schema.get("allOf"):
        return " 或 ".join(_kind(one) for one in several)
    if "enum" in schema:
        return "、".join(f"`{code}`" for code in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])} 的列表"
    return str(schema.get("format") or {"null": "空"}.get(schema.get("type", ""), schema.get("type", "任意")))


def main() -> int:
    """Write the file; with --check only compare."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    import django

    django.setup()
    if "--check" in sys.argv:
        return 0 if DOCS.exists() and DOCS.read_text("utf-8") == text() else 1
    DOCS.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
