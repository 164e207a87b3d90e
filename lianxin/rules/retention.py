"""How long a finished file is kept (保管期限): one row per condition, the first that holds counts; and what may end it.

The periods are those of 《机关文件材料归档范围和文书档案保管期限规定》; which matter falls under which is our reading
(grade MEM): an office sets its own in its TOML file, longer only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.rules.facts import Actor, Facts
from lianxin.rules.wording import gettext_noop as _

FOR_EVER = 0
ARTICLE = "《机关文件材料归档范围和文书档案保管期限规定》"


@dataclass(frozen=True)
class Retention:
    """One condition and its years; FOR_EVER is never over."""

    code: str
    label: str
    years: int
    grade: str = "MEM"

    @property
    def for_ever(self) -> bool:
        return self.years == FOR_EVER

    def last_day(self, closed_on: date) -> date | None:
        """The last day on which the file must be kept: full years after the year in which it was closed."""
        return None if self.for_ever else date(closed_on.year + self.years, 12, 31)


ROWS = (
    Retention("LEADER", _("有领导批示和办理结果的"), FOR_EVER),
    Retention("RESULT", _("有办理结果的"), 30),
    Retention("OTHER", _("其他的"), 10),
)
CODES = frozenset(row.code for row in ROWS)
MOST_YEARS = 200


def retention_of(*, leader: bool, result: bool, years: Mapping[str, int] | None = None) -> Retention:
    """The row of a matter: `leader` instructed on it, it has a `result`; `years` as an office has set them."""
    holds = {"LEADER": leader and result, "RESULT": result, "OTHER": True}
    row = next(row for row in ROWS if holds[row.code])
    own = (years or {}).get(row.code, row.years)
    return row if own == row.years else Retention(row.code, row.label, own, row.grade)


def volume_note(pages: Sequence[int | None]) -> str:
    """What the note that closes a volume (备考表) says of its items; None for one whose pages could not be counted."""
    said = _("本卷共{items}件，{pages}页").format(items=len(pages), pages=sum(each or 0 for each in pages))
    unknown = sum(each is None for each in pages)
    return said + (_("，另有{items}件页数未核").format(items=unknown) if unknown else "")


def may_be_set(code: str, years: int) -> bool:
    """Whether an office may set these years: it may keep longer than the row, not shorter."""
    row = next(row for row in ROWS if row.code == code)
    if years == FOR_EVER:
        return True
    return not row.for_ever and row.years <= years <= MOST_YEARS


# fmt: off
OF_A_FINISHED_FILE: Mapping[str, tuple[Callable[[Actor, Facts], bool], str]] = {
    "not_archived": (lambda a, f: not f.archived, _("已经归档，以后没有新的办理")),
    "is_archived": (lambda a, f: f.archived, _("还没有归档")),
    "not_held": (lambda a, f: not f.held, _("已经暂停销毁：先解除暂停")),
    "is_held": (lambda a, f: f.held, _("没有暂停销毁")),
    "retention_over": (lambda a, f: f.keep_until is not None and f.keep_until < f.today,
                       _("保管期限还没有满，或者应当永久保管")),
    "nothing_runs": (lambda a, f: not f.clocks and not f.open_tasks,
                     _("还有期限在走，或者还有交办没有销号，不能销毁")),
    "disposal_not_proposed": (lambda a, f: f.disposal_proposed_by is None, _("已经有人提出销毁，等另一个人决定")),
    "disposal_proposed": (lambda a, f: f.disposal_proposed_by is not None,
                          _("先由一个人鉴定、提出销毁，再由另一个人执行")),
    "not_disposal_proposer": (lambda a, f: a.account is not None and a.account != f.disposal_proposed_by,
                              _("提出和执行要由两个人分别作出：这次是您提出的，请另一个人执行")),
}
# fmt: on
