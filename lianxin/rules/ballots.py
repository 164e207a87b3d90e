"""The ballot of a council (差额投票): more options than seats, a quorum, a tally that adds up, and who is chosen.

The council advises and the organ decides (《信访工作条例》第三十一条). The shares follow the village assembly's by
analogy (《村民委员会组织法》第二十六条); a council's own charter may ask for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lianxin.rules.step import Field, Kind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Share:
    """A part of the members or of the votes that a ballot needs."""

    part: Fraction
    article: str
    grade: str


QUORUM = Share(Fraction(2, 3), "参照《村民委员会组织法》第二十六条", "INF")
MAJORITY = Share(Fraction(1, 2), "参照《村民委员会组织法》第二十六条", "INF")
MOST_OPTIONS = 9

CALL = (
    Field("question", _("表决什么"), max_length=300),
    Field("options", _("备选的处理意见，一行一项"), Kind.LONG_TEXT, max_length=2000,
          hint=_("差额：备选的要多于选出的")),
    Field("seats", _("选出几项"), Kind.INTEGER, least=1, most=MOST_OPTIONS - 1),
    Field("secret", _("无记名投票"), Kind.YES, required=False, hint=_("不勾就是记名投票，每个人投了什么都记下来")),
)  # fmt: skip
DECISION = (
    Field("decided", _("机关采用哪一项"), Kind.INTEGER, least=1, most=MOST_OPTIONS, hint=_("写选项的序号")),
    Field("decision", _("机关的决定"), Kind.LONG_TEXT, max_length=2000),
    Field("differs", _("和表决结果不同的理由"), Kind.LONG_TEXT, max_length=2000, required=False),
)


def quorum(eligible: int) -> int:
    """How many must be there for a ballot to count.

    >>> quorum(9), quorum(10)
    (6, 7)
    """
    return -(-eligible * QUORUM.part.numerator // QUORUM.part.denominator)


def options_of(text: str) -> list[str]:
    """The options, one a line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def fault_of_call(options: Sequence[str], seats: int) -> tuple[str, Said] | None:
    """What is wrong with a ballot about to be called: the field and its sentence."""
    if len(options) <= seats:
        return "options", Said(_("差额投票：备选的要多于选出的，现在{options}项选{seats}项"), {"options": len(options), "seats": seats})  # fmt: skip
    if len(options) > MOST_OPTIONS:
        return "options", Said(_("备选的最多{most}项"), {"most": MOST_OPTIONS})
    return None


@dataclass(frozen=True)
class Count:
    """What was counted: who might vote, ballots given in, the votes of each option, blank and spoilt ballots."""

    eligible: int
    cast: int
    tally: tuple[int, ...]
    blank: int
    seats: int

    def fault(self) -> tuple[str, Said] | None:
        """The field and the sentence of what does not add up."""
        if self.cast > self.eligible:
            return "cast", Said(_("收回{cast}张，比有表决权的{eligible}人还多"), {"cast": self.cast, "eligible": self.eligible})  # fmt: skip
        if self.cast < quorum(self.eligible):
            values = {"cast": self.cast, "quorum": quorum(self.eligible), "article": QUORUM.article}
            return "cast", Said(_("只有{cast}人投票，不到{quorum}人，表决无效（{article}）"), values)
        if self.blank > self.cast or any(n > self.cast - self.blank for n in self.tally):
            return "cast", Said(_("票数对不上：一项的票不能多于有效票"))
        least, most = self.cast - self.blank, (self.cast - self.blank) * self.seats
        if not least <= sum(self.tally) <= most:
            values = {"sum": sum(self.tally), "least": least, "most": most}
            return "cast", Said(_("票数对不上：各项一共{sum}票，应在{least}到{most}之间"), values)
        return None

    def chosen(self) -> tuple[int, ...]:
        """The options chosen, by number from 0; () where a tie or the missing majority asks for another ballot."""
        order = sorted(range(len(self.tally)), key=lambda n: -self.tally[n])
        taken, rest = order[: self.seats], order[self.seats :]
        last = self.tally[taken[-1]]
        if rest and self.tally[rest[0]] == last:
            return ()
        if any(self.tally[n] <= self.cast * MAJORITY.part for n in taken):
            return ()
        return tuple(sorted(taken))
