"""A public notice: on what ground it may be put up, and the only words that all may read of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from lianxin.rules.papers import PAPERS
from lianxin.rules.privacy import mask_name
from lianxin.rules.step import Cited
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


class NoticeGround(Cited):
    """Why nothing else is left; each says its source."""

    UNKNOWN = "UNKNOWN", _("受送达人下落不明"), "参照《民事诉讼法》第九十五条"
    FAILED = "FAILED", _("其他方式都无法送达"), "参照《民事诉讼法》第九十五条"


def refusal(ground: NoticeGround, *, named: bool, failed: bool) -> str:
    """The row of `rules.grounds` that forbids a notice to one petitioner, or "". Who gave no name cannot be called by
    it; that other ways failed must stand on file.
    """
    if not named:
        return "NOBODY_NAMED"
    return "NOT_TRIED" if ground is NoticeGround.FAILED and not failed else ""


def refused_first_day(first: date, *, today: date, ahead: int, serve_by: date | None) -> Said | None:
    """Why a notice may not begin on this day: before today, more than so many days ahead, or after the days for service
    while they run.
    """
    last = today + timedelta(days=ahead)
    if serve_by is not None and today <= serve_by < last:
        last = serve_by
    if today <= first <= last:
        return None
    return Said(_("公告从今天到{last}之间的一天开始"), {"last": last})


def notice_text(
    names: Iterable[str], *, kind: str, number: str, organ: str, fetch_at: str, published: str, until: str
) -> str:
    """The notice: whom it calls, which paper waits and where to fetch it. Of the matter it says nothing."""
    paper = PAPERS[kind]
    gaps: dict[str, object] = {
        "names": "、".join(mask_name(name) for name in names), "organ": organ, "title": paper.title,
        "number": f"（{number}）" if number else "", "fetch_at": fetch_at, "published": published, "until": until,
    }  # fmt: skip
    said = str(Said(_CALL, gaps))
    if paper.remedy and paper.remedy.period:
        said += str(Said(_("{remedy}，期限从收到或者视为送达之日起算。"), {"remedy": paper.remedy.label}))
    return said


_CALL = _(
    "{names}：{organ}向您公告送达《{title}》{number}。请您持身份证件到{fetch_at}领取，也可以凭编号和查询码在网上签收。"
    "本公告{published}发布，{until}期满；期满没有领取的，{until}视为送达。"
)
