"""What machines suggest for a step, as its page takes it; people decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianxin.queries.named_staff import NamedStaff
from lianxin.queries.options import category_tree
from lianxin.queries.suggestions import Proposal
from lianxin.rules.wording import gettext_noop
from lianxin.text.accusing import Suspicion

OPINIONS = {
    "summary": gettext_noop("摘要"),
    "draft": gettext_noop("答复初稿"),
    "category": gettext_noop("分类的第二种看法"),
}


def opinions(rows: list[tuple[str, Any]]) -> list[dict[str, object]]:
    """What the language model was asked at this step, and what it said."""
    tree = category_tree() if rows else ()
    return [
        {"field": field, "label": OPINIONS[field], "row": row, "code": row.value if row else "",
         "category": tree.full_name(row.value) if row and row.value and row.value in tree else ""}
        for field, row in rows
    ]  # fmt: skip


def suggested(proposal: Proposal | None) -> dict[str, object] | None:
    """The suggested categories with their reasons, and in one sentence where they come from."""
    if proposal is None:
        return None
    tree = category_tree()
    intro = (
        _("由本单位以往的分类学来，只供参考，由您决定；点名称可填入。")
        if proposal.learned
        else _("由用语表得出，只供参考，由您决定；点名称可填入。")
    )
    rows = [
        {
            "code": one.value,
            "name": tree.full_name(one.value),
            "reasons": "、".join(one.reasons),
            "sure": _("把握约%(percent)d%%") % {"percent": round(one.score * 100)}
            if proposal.learned and one.score >= 0.01
            else "",
        }
        for one in proposal.rows
    ]
    return {"intro": intro, "rows": rows}


def named(rows: list[NamedStaff], request: HttpRequest) -> list[dict[str, object]]:
    """The staff whom the letter seems to name; nobody is asked about themselves."""
    return [
        {"username": one.username, "name": one.name, "organs": "、".join(one.organs), "why": one.why,
         "own": one.account == request.user.pk}
        for one in rows
    ]  # fmt: skip


def accusing(found: Suspicion | None) -> str:
    """The words that read like an accusation, put before whoever says whether it is one; "" where nothing does."""
    if found is None:
        return ""
    told = _(
        "这些话读起来像检举控告：%(words)s。是不是由您判断：反映公职人员、机关违纪违法的按检举控告，其余按一般事项；转给被反映的人就收不回来了。"
    )
    return told % {"words": found.quoted}
