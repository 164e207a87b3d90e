"""Every office word that stands on a citizen's page is explained below it, whoever wrote the page."""

from __future__ import annotations

import re
from html import unescape

from django.template import Library, Node
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lianxin.rules.terms import TERMS

register = Library()
STAFF = "/staff/"
_DEFINED = re.compile(r"<dfn>(.*?)</dfn>", re.DOTALL)
_LAW = re.compile(r"《[^》]*》")  # a law goes by its name
_TAG = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


def used(html: str) -> list[tuple[str, str]]:
    """(word, plain words) of the terms that stand in this text and are not explained in it, in the table's order."""
    defined = {" ".join(unescape(word).split()) for word in _DEFINED.findall(html)}
    text = _LAW.sub(" ", unescape(_TAG.sub(" ", html)))
    found: dict[str, str] = {}
    for term in sorted(TERMS, key=lambda term: -len(gettext(term.word))):
        word = gettext(term.word)
        pattern = re.escape(word) if not word.isascii() else rf"\b{re.escape(word)}\b"
        text, count = re.subn(
            pattern, " ", text, flags=re.IGNORECASE
        )  # the longer word hides the shorter in it
        if count and word not in defined:
            found[word] = gettext(term.plain)
    return [(gettext(t.word), gettext(t.plain)) for t in TERMS if gettext(t.word) in found]


class Explained(Node):
    """What stands within, followed by the plain meaning of its office words."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        body = self.nodelist.render(context)
        request = context.get("request")
        if request is None or request.path.startswith(STAFF):
            return body
        words = used(body)
        return mark_safe(body + render_to_string("shared/terms.html", {"words": words})) if words else body  # noqa: S308 - both rendered


@register.tag
def explained(parser: Parser, token: Token) -> Explained:
    """`{% explained %} … {% endexplained %}`"""
    nodelist = parser.parse(("endexplained",))
    parser.delete_first_token()
    return Explained(nodelist)
