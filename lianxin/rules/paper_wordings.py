"""An organ's own words for its papers: who may write them and what is asked of them."""

from __future__ import annotations

from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.permissions import Verdict
from lianxin.rules.step import Field, Kind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

# The head answers for what the organ's papers say; the administrator types it, and sees no matter by it.
WRITERS = frozenset({Role.ORGAN_HEAD, Role.SYSADMIN})
MOST = 20_000
FIELDS = (
    Field(
        "text", _("文书文本"), Kind.LONG_TEXT, max_length=MOST,
        hint=_("一行一段。“## ”开头是标题，自动编号；“@ ”开头是抬头；“+ ”开头是附件；“| 名称 | 内容 |”是表格的一行；花括号里是内容项"),
    ),
    Field("since", _("从哪一天起用"), Kind.DATE, hint=_("已经签发的文书不变")),
    Field("reason", _("为什么改"), max_length=200),
)  # fmt: skip


def may_word(actor: Actor, organ: int) -> Verdict:
    """Whether this person writes the words of this organ's papers."""
    allowed = any(post.organ == organ and post.role in WRITERS for post in actor.posts)
    said = Said(_("文书文本由本机关的{roles}维护"), {"roles": tuple(sorted(r.label for r in WRITERS))})
    return Verdict(allowed, said, GROUNDS["WORDINGS"].article)
