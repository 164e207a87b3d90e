"""No longer accepted (第三十六条): only after all stages, compared by one person and decided by another."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.actions.triage import other_matter
from lianxin.models import Document
from lianxin.rules.papers import PAPERS
from lianxin.rules.wording import gettext_noop as _

STAGES = ("D17", "D25", "D27")  # opinion, review, re-review


def compare(change: Change) -> None:
    """Put the earlier matter's finished stages beside the comparison that this person has made."""
    earlier = other_matter(change)
    served = Document.objects.filter(matter=earlier, kind__in=STAGES).exclude(services=None)
    papers = list(served.distinct().order_by("pk"))
    if not any(paper.kind == STAGES[-1] for paper in papers):
        change.refuse_by("lead", "NOT_FINAL")
    stages = (f"{PAPERS[paper.kind].title} {paper.number} {paper.issued_on}" for paper in papers)
    change.show(lead=earlier.number, stages="；".join(stages))


def countersigned(change: Change) -> dict[str, object]:
    """What the notice says of the comparison; refuses where it is missing or was made by the same person."""
    compared = [event for event in change.dossier.history if event.action == "COMPARE_FINAL"]
    if not compared:
        change.refuse("ground", _("先由一人用“拟不再受理”列明走完的程序、比较事实和理由，再由另一人决定"))
    last = compared[-1]
    if last.actor_id == change.actor.account:
        change.refuse("ground", _("比较和决定要由两个人分别作出：这次比较是您作的，请另一人决定"))
    facts, shown = dict(last.facts), dict(last.facts["shown"])
    return {"rereview": shown["stages"], "comparison": facts["comparison"]}


EFFECTS = {"COMPARE_FINAL": compare}
