"""`{% receipt_panel number %}`: the provable part of a receipt, on any page its holder may see."""

from __future__ import annotations

from django import template

from lianxin.web.log.receipts import panel

register = template.Library()


@register.inclusion_tag("log/_receipt_panel.html")
def receipt_panel(number: str, digest: str = "", *, folded: bool = False) -> dict[str, object]:
    """Code, promise or proof, and the links; nothing where nothing was promised."""
    return {**panel(number), "digest": digest, "folded": folded}


@register.filter
def hex(value: bytes, digits: int = 64) -> str:
    """`{{ root|hex:16 }}`: the first digits of a hash."""
    return bytes(value).hex()[:digits]
