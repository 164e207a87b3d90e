"""Service by public notice (公告送达): put up, run out, or taken down again."""

from lianxin.rules.acts.shared import A_WORD, AFTER_SERVICE, DESK, HAND, REASON, REVIEW
from lianxin.rules.announcing import NoticeGround
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

ARTICLE = "《民事诉讼法》第九十五条（参照）"
WAITING = frozenset(AFTER_SERVICE)
ANNOUNCERS = HAND | DESK | REVIEW

ANNOUNCING = (
    Step(
        "ANNOUNCE",
        _("公告送达"),
        ARTICLE,
        WAITING,
        None,
        Seat.OWNER,
        ANNOUNCERS,
        _("{paper}公告送达，公告期从{first}至{until}；在这以前可以当面领取，也可以在网上签收"),
        (
            Field("recipients", _("向哪几位公告"), Kind.PICKS, options="unannounced"),
            Field("ground", _("为什么公告"), Kind.CHOICE, choices=NoticeGround),
            Field(
                "tried",
                _("用过哪些方式、怎样查找过，结果如何"),
                Kind.LONG_TEXT,
                max_length=2000,
                fewest=A_WORD,
                hint=_("记入案卷和送达回证，不写进公告"),
            ),
            Field("fetch_at", _("到哪里领取"), hint=_("写进公告：机关、地址、电话")),
            Field("also_at", _("另在何处张贴、刊登"), required=False),
            Field(
                "first_on",
                _("从哪天起公告"),
                Kind.DATE,
                required=False,
                hint=_("不填从今天起；最迟十天以内，不晚于送达期限"),
            ),
        ),
        guards=("is_ordinary", "has_unannounced"),
        told=True,
        hint=_(
            "从开始的一天登在本系统的“送达公告”页，期满才算送达。公告只写遮盖的姓名、哪一份文书、到哪里领取，不写事项内容"
        ),
    ),
    Step(
        "END_NOTICE",
        _("登记公告期满"),
        ARTICLE,
        WAITING,
        AFTER_SERVICE,
        Seat.OWNER,
        ANNOUNCERS,
        _("{paper}公告期满，{served_on}视为送达"),
        stops=("SERVE",),
        guards=("is_ordinary", "notice_ran_out"),
        told=True,
        hint=_("期满后系统会自动登记"),
        primary=True,
        quiet=True,
    ),
    Step(
        "WITHDRAW_NOTICE",
        _("撤下公告"),
        ARTICLE,
        WAITING,
        None,
        Seat.OWNER,
        ANNOUNCERS,
        _("送达公告已撤下，改用其他方式送达"),
        (Field("recipients", _("撤下给哪几位的公告"), Kind.PICKS, options="announced"), REASON),
        stops=("PUBLIC_NOTICE",),
        guards=("is_announced",),
        quiet=True,
    ),
)
