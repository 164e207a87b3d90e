"""What is said as law outside the steps, on pages, in refusals and in findings: one row each, with its article."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Ground:
    """A sentence, its gaps in braces, and the law it rests on; "" as text where only the article is shown."""

    code: str
    text: str
    article: str
    grade: str = "A"

    def said(self, **values: object) -> Said:
        """The sentence with its article in brackets."""
        gaps = {"what": Said(self.text, values), "article": self.article}
        return Said(_("{what}（{article}）"), gaps)


_R = "《信访工作条例》"
_ROWS = (
    Ground("REGULATION", "", _R),
    Ground("SEALED", "", f"{_R}第三十条"),
    Ground("SEPARATION", "", f"{_R}第三十条、第四十六条", "INF"),
    Ground("TRUTHFUL", _("我写的是我知道的事实，没有编造"), f"{_R}第十九条"),
    Ground("REPRESENTATIVES", _("几个人一起提的，推选代表，最多{most}位"), f"{_R}第二十条"),
    Ground("GROUP_VISIT", _("到场{count}人，是集体访：请他们推选代表，最多{most}位，在“信访人”里登记"), f"{_R}第二十条"),
    Ground("TOO_MANY", _("代表最多{most}人，现在有{count}人"), f"{_R}第二十条"),
    Ground("JOINING", "", f"{_R}第十九条、第二十条"),
    Ground("RETALIATION", "", f"{_R}第十八条、第三十条、第四十六条", "INF"),
    Ground("NO_REVEAL", _("您的岗位不能查看信访人的完整信息"), f"{_R}第三十条、第四十六条", "INF"),
    Ground("SUPERVISION", "", f"{_R}第四十条"),
    Ground("LIABILITY", "", f"{_R}第四十二条至第四十六条"),
    Ground("EXPORT", "", "《个人信息保护法》第五十一条", "INF"),
    Ground("ROUTING", "", f"{_R}第二十二条、第二十三条", "INF"),
    Ground("WORDINGS", "", f"{_R}第三十二条", "INF"),
    Ground("LITIGATION", _("涉法涉诉的，应转送同级政法部门"), f"{_R}第二十二条"),
    Ground("HAS_HEIR", _("{owner}已撤并，事项还没有移交；请移交给{heir}"), f"{_R}第二十四条"),
    Ground("HAS_NO_HEIR", _("{owner}已撤销，也没有写明由谁继续；请在机构名录中写明承继的机关"), f"{_R}第二十四条"),
    Ground("TOOK_PART", _("该人员参与过前一阶段的办理，应当回避"), f"{_R}第二十八条", "INF"),
    Ground("STANDS_ASIDE", _("这个人对这一件应当回避，请另选"), f"{_R}第二十八条"),
    Ground("ALL_BARRED", _("{owner}可以“{label}”的人员都要回避；请另派人员，或者报请上级指定"), f"{_R}第二十八条", "INF"),
    Ground("ADOPTION", _("建议应答复采纳、部分采纳或未采纳"), f"{_R}第二十九条"),
    Ground(
        "WITNESS",
        _("留置送达要写明拒收事由、见证人（或者拍照、录像）和两名送达人"),
        "参照《民事诉讼法》第八十九条",
        "INF",
    ),
    Ground("TWO_SERVERS", _("另一名送达人不能是您自己"), "参照《民事诉讼法》第八十九条", "INF"),
    Ground("PUBLIC_NOTICE", "", "参照《民事诉讼法》第九十五条", "INF"),
    Ground(
        "NOT_TRIED",
        _("还没有登记过用其他方式未能送达：先试其他方式并登记，都不能送达的才公告"),
        "参照《民事诉讼法》第九十五条",
        "INF",
    ),
    Ground("NOBODY_NAMED", _("{number}没有留下姓名，不能公告送达"), "参照《民事诉讼法》第九十五条", "INF"),
    Ground("NOTICE_RAN_OUT", _("公告期已于{day}届满，视为那一天送达；请登记公告期满"), "参照《民事诉讼法》第九十五条", "INF"),
    Ground("NOT_FINAL", _("该事项还没有送达的复核意见，不能以终结为由不再受理"), f"{_R}第三十六条"),
    Ground("NOT_CERTIFIED", _("该事项没有审核认定办结，不能以此为由不再受理"), f"{_R}第三十六条", "C"),
    Ground("NOT_OVER", _("该事项没有送达的复核意见，也没有审核认定办结，不能不再受理"), f"{_R}第三十六条"),
    Ground("NEW_FACTS", _("有新的事实和理由的，可以另行提出，作为新的一件办理"), f"{_R}第三十六条", "INF"),
    Ground(
        "MISSED_WINDOW",
        _("因不能归责于您的原因错过了期限的，请到登记机关说明，由它核查"),
        f"{_R}第三十五条、第三十六条",
        "INF",
    ),
)  # fmt: skip
GROUNDS: dict[str, Ground] = {row.code: row for row in _ROWS}


def ground(code: str, **values: object) -> Said:
    """The sentence of a row with its article, e.g. ground("TOO_MANY", most=5, count=6)."""
    return GROUNDS[code].said(**values)
