"""No longer accepted (第三十六条): after all stages or once certified as concluded (审核认定办结), compared by one
person and decided by another.
"""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.actions.triage import other_matter
from lianxin.models import Document, Matter, Task
from lianxin.rules.papers import PAPERS
from lianxin.rules.step import DeclineReason
from lianxin.rules.tasks import Certified, kind_of
from lianxin.rules.wording import gettext_noop as _

STAGES = ("D17", "D25", "D27")  # opinion, review, re-review
NOT = {DeclineReason.FINAL: "NOT_FINAL", DeclineReason.CERTIFIED: "NOT_CERTIFIED"}


def compare(change: Change) -> None:
    """Put what the earlier matter ended with beside the comparison that this person has made."""
    earlier = other_matter(change)
    served = Document.objects.filter(matter=earlier, kind__in=STAGES).exclude(services=None)
    papers = list(served.distinct().order_by("pk"))
    stages = [f"{PAPERS[paper.kind].title} {paper.number} {paper.issued_on}" for paper in papers]
    over = [DeclineReason.FINAL] if any(paper.kind == STAGES[-1] for paper in papers) else []
    if row := _certified(earlier):
        over.append(DeclineReason.CERTIFIED)
        stages.append(f"{kind_of(row.kind).label} {row.organ.name} {row.answered_on}")
    if not over:
        change.refuse_by("lead", "NOT_OVER")
    change.show(lead=earlier.number, stages="；".join(stages), over=" ".join(over))


def _certified(earlier: Matter) -> Task | None:
    """The certification that the organ above gave and another person cleared."""
    rows = earlier.tasks.filter(kind="CERTIFICATION").exclude(cleared_on=None).select_related("organ")
    return next((row for row in rows if row.facts.get("certified") == Certified.CERTIFIED), None)


def countersigned(change: Change, ground: DeclineReason) -> dict[str, object]:
    """What the notice says of the comparison; refuses where it is missing, of another ground or by the same person."""
    compared = [event for event in change.dossier.history if event.action == "COMPARE_FINAL"]
    if not compared:
        change.refuse("ground", _("先由一人用“拟不再受理”列明走完的程序、比较事实和理由，再由另一人决定"))
    last = compared[-1]
    if last.actor_id == change.actor.account:
        change.refuse("ground", _("比较和决定要由两个人分别作出：这次比较是您作的，请另一人决定"))
    facts, shown = dict(last.facts), dict(last.facts["shown"])
    if ground not in str(shown.get("over", DeclineReason.FINAL)).split():
        change.refuse_by("ground", NOT[ground])
    return {"rereview": shown["stages"], "comparison": facts["comparison"]}


EFFECTS = {"COMPARE_FINAL": compare}
