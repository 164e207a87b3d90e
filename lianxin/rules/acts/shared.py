"""Fields, roles and sets of states that several steps share."""

from lianxin.rules.codes import Outcome, ReviewOutcome, Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, long_text
from lianxin.rules.wording import gettext_noop as _

A_WORD = 2  # letters: the shortest reason that can say anything, such as 亲属
REASON = Field("reason", _("理由"), Kind.LONG_TEXT, max_length=2000, fewest=A_WORD)
OVERRIDE = Field(
    "override",
    _("仍有缺项时，说明为何可以签发"),
    Kind.LONG_TEXT,
    required=False,
    max_length=1000,
    fewest=A_WORD,
)
LATER = _("可以不写，以后再补充，或者当面、书面说明")
TOLD = long_text("reason", _("理由"), required=False, hint=LATER)  # nobody need write why to use a right
NOTE = Field("note", _("说明"), Kind.LONG_TEXT, required=False, max_length=2000)
ENCLOSED = Field("files", _("附件"), Kind.FILES, required=False)
WHOSE = Field(
    "whose",
    _("代哪一件信访件提出"),
    Kind.PICK,
    required=False,
    options="filed",
    clerk=True,
    hint=_("联名、并案的必填：各人的权利各自行使"),
)
ORDINARY = Field(
    "ordinary",
    _("我读过，不是检举控告"),
    Kind.YES,
    required=False,
    clerk=True,
    hint=_("读起来像检举控告的，系统会问；没有问到的不用打勾"),
)
FILED = (
    WHOSE,
    Field(
        "filed_on",
        _("提出日期"),
        Kind.DATE,
        required=False,
        clerk=True,
        hint=_("来信以邮戳日为准；不填为今天"),
    ),
    Field(
        "received_on",
        _("收到日期"),
        Kind.DATE,
        required=False,
        clerk=True,
        hint=_("复查、复核的期限自收到之日起算；不填为今天"),
    ),
    ORDINARY,
)
TRIAGE = frozenset({Role.TRIAGE_OFFICER, Role.REGISTRAR})
DESK = frozenset({Role.TRIAGE_OFFICER})
HAND = frozenset({Role.HANDLER, Role.ORGAN_HEAD})
HEAD = frozenset({Role.ORGAN_HEAD})
REVIEW = frozenset({Role.REVIEWER, Role.REREVIEWER})
BEFORE_ACCEPTANCE = frozenset({S.REGISTERED, S.RECEIVED, S.ROUTED})
WITH_PETITIONER = frozenset({S.OPINION_SERVED, S.REVIEW_SERVED})
ANSWERED = WITH_PETITIONER | {
    S.FINAL,
    S.SETTLED,
    S.WITHDRAWN,
    S.CLOSED,
}  # new facts open a matter of their own
OPEN_TO_PETITIONER = frozenset(S) - {S.CLOSED, S.JOINED, S.FINAL, S.WITHDRAWN, S.SETTLED}
AT_WORK = frozenset({S.RECEIVED, S.ROUTED, S.HANDLING, S.IN_REVIEW, S.IN_REREVIEW})
ALL = frozenset(S)
SEALED_ROAD = frozenset({S.REFERRED, S.IN_DISCIPLINE, S.DISCIPLINE_DONE})
AFTER_SERVICE = {  # what a state becomes once its paper has been served
    S.OPINION_ISSUED: S.OPINION_SERVED,
    S.OPINION_SERVED: S.OPINION_SERVED,
    S.REVIEW_ISSUED: S.REVIEW_SERVED,
    S.REVIEW_SERVED: S.REVIEW_SERVED,
    S.REREVIEW_ISSUED: S.FINAL,
    S.ANSWERED: S.CLOSED,
}
# 第十九条: the same matter is joined while it is being handled; after a review it would lose a stage.
LEADS = BEFORE_ACCEPTANCE | {S.OBJECTED, S.DISPUTED, S.HANDLING, S.OPINION_ISSUED, S.OPINION_SERVED}
# Clocks of the way to acceptance, and of the work after it: whatever ends the way ends all of them.
ON_THE_WAY = (
    "ROUTE",
    "REROUTE",
    "NOTICE_DIRECT",
    "NOTICE_FWD",
    "OBJECTION",
    "SIMPLE_ACCEPT",
    "SIMPLE_RELAY",
)
AT_THE_WORK = ("HANDLE", "SIMPLE_HANDLE", "SUGGESTION_REPLY", "HEARING_DECIDE", "HEARING_HOLD")

OPINION_FIELDS = (
    Field(
        "received", _("收到情况"), Kind.LONG_TEXT, hint=_("何时从何处收到，提出了哪些诉求"), max_length=2000
    ),
    Field("found", _("查明的事实和证据"), Kind.LONG_TEXT, max_length=8000),
    Field(
        "requests",
        _("逐项答复诉求"),
        Kind.REQUESTS,
        each=(
            Field("outcome", _("处理结果"), Kind.CHOICE, choices=Outcome),
            Field("answer", _("答复"), Kind.LONG_TEXT, max_length=4000),
            Field("law", _("依据的法律、法规、政策"), Kind.TEXT, max_length=1000, cites=True),
            Field(
                "executor",
                _("执行单位"),
                Kind.TEXT,
                required=False,
                hint=_("支持或部分支持的，写明由谁执行"),
            ),
            Field("execute_by", _("执行期限"), Kind.DATE, required=False),
        ),
    ),
)
REVIEW_FIELDS = (
    Field("found", _("复查（复核）查明的事实"), Kind.LONG_TEXT, max_length=8000),
    Field("law", _("依据的法律、法规、政策"), Kind.LONG_TEXT, max_length=2000, cites=True),
    Field("review_outcome", _("结论"), Kind.CHOICE, choices=ReviewOutcome),
    Field("answer", _("对诉求的答复"), Kind.LONG_TEXT, max_length=8000),
)
