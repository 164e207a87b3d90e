"""The opinions of the three stages, drafted, checked and signed; the shorter answers; their service."""

from __future__ import annotations

from datetime import date

from lianxin.actions import suggestions
from lianxin.actions.change import Change, issue_number, refuse_unprintable, start_of_window
from lianxin.actions.deciding import give_back
from lianxin.actions.finality import countersigned
from lianxin.actions.handling import check_method
from lianxin.actions.service import close_tasks, picked, record, refuse_too_late, refuse_unproved
from lianxin.documents.sheet import spoken_day
from lianxin.models import Document, Organ, Proceeding, Service, Submission
from lianxin.models.fields import blind
from lianxin.queries.directory import reviewers_on, standing_for, tree_on
from lianxin.queries.dossier import GOVERNING
from lianxin.queries.knowledge import judge_on
from lianxin.queries.law import law_on
from lianxin.rules import jurisdiction
from lianxin.rules.acts.opinions import OPINIONS
from lianxin.rules.answer_check import owed
from lianxin.rules.codes import LegalClass, Outcome, ReviewOutcome
from lianxin.rules.papers import PAPERS
from lianxin.rules.pathways import Pathway
from lianxin.rules.periods import LONGEST
from lianxin.rules.states import State
from lianxin.rules.step import COMPARED
from lianxin.rules.steps import DeclineReason, Method, Procedure
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

HANDLING, REVIEWED = "D17", ("D17", "D25")
WINDOW_AFTER = {
    State.OPINION_ISSUED: "REVIEW_APPLY",
    State.OPINION_SERVED: "REVIEW_APPLY",
    State.REVIEW_ISSUED: "REREVIEW_APPLY",
    State.REVIEW_SERVED: "REREVIEW_APPLY",
}


def draft(change: Change) -> None:
    refuse_unprintable(change, change.given)
    _in_reach(change)
    paper = change.dossier.governing
    if paper is None or paper.state == Document.ISSUED:
        paper = Document(
            matter=change.matter,
            proceeding=change.dossier.proceeding,
            kind=GOVERNING[change.dossier.state][0],
            organ=change.matter.owner,
        )
    paper.state, paper.body, paper.drafted_by_id, paper.checked_by = (
        Document.DRAFT,
        {**change.given, **_below(change, paper.kind)},
        change.actor.account,
        None,
    )
    paper.save()
    if paper.kind == HANDLING:
        suggestions.chose(change.matter, "draft", f"{paper.kind}#{paper.pk}")


def _in_reach(change: Change) -> None:
    """Refuse a date of execution that nobody will live to see kept; the clock counts at most LONGEST."""
    lines = change.given.get("requests")
    for line in lines if isinstance(lines, list) else []:
        by = line.get("execute_by")
        if by and (date.fromisoformat(by) - change.today).days > LONGEST:
            change.refuse(f"requests-{line['position']}-execute_by", _("执行期限最远在十年以内，请核对年份"))


def check(change: Change) -> None:
    paper = _governing(change)
    body = {**paper.body, **_around(change, paper.kind)}
    asked = [request.position for request in change.dossier.requests]
    judge = judge_on(change.matter.opened_on)
    gaps = owed(paper.kind, body, asked=asked, today=change.today, judge=judge)
    override = change.text("override")
    if gaps and not override:
        change.refuse(
            "override",
            _("还有缺项：{gaps}。请退回补齐，或写明为何可以签发"),
            gaps="；".join(map(str, gaps)),
        )
    paper.body = {**body, "override": override, "gaps": [str(gap) for gap in gaps]} if gaps else body
    paper.overridden = bool(gaps)
    change.show(gaps="；".join(map(str, gaps)))
    paper.state, paper.checked_by_id = Document.CHECKED, change.actor.account
    paper.save()


def back(change: Change) -> None:
    give_back(change, _governing(change))


def _around(change: Change, kind: str) -> dict[str, object]:
    """What an opinion says beside its author's words, as of now: what it reviews, and the road that follows it."""
    road = PAPERS[kind].remedy
    after = {"remedy": _remedy(change, road.period)} if road and road.period else {"finality": True}
    return {**_below(change, kind), **after}


def _below(change: Change, kind: str) -> dict[str, object]:
    """The opinion under review and why it was asked for; nothing for the first opinion."""
    if kind == HANDLING:
        return {}
    below = next((p for p in reversed(change.dossier.papers) if p.kind in REVIEWED and p.number), None)
    reviewed = Said(_("{organ}{day}作出的{title}（{number}）"), _named(below)) if below else ""
    asked = ("APPLY_REVIEW", "APPLY_REREVIEW")
    grounds = [event.facts.get("reason", "") for event in change.dossier.history if event.action in asked]
    return {"reviewed": str(reviewed), "grounds": str(grounds[-1]) if grounds else ""}


def _named(paper: Document) -> dict[str, object]:
    title, day = PAPERS[paper.kind].title, spoken_day(paper.issued_on)
    return {"organ": paper.organ.name, "day": day, "title": title, "number": paper.number}


def _remedy(change: Change, window: str) -> dict[str, object]:
    """To whom and how long after receipt a petitioner may turn next; derived from the tree of today."""
    organ = next_reviewer(change.matter.owner_id, change.today)
    if organ is None or not has_review_chain(change):
        return {"organ": "", "days": 0}
    return {"organ": organ.name, "days": law_on(change.today).period(window).days}


def next_reviewer(organ_id: int, day: date) -> Organ | None:
    """The organ that reviews this one's opinions, as the tree stood on that day; None at the top."""
    found = jurisdiction.review_organ(standing_for(organ_id, day), tree_on(day), reviewers_on(day))
    return Organ.objects.filter(pk=found).first() if found else None


def _governing(change: Change) -> Document:
    paper = change.dossier.governing
    if paper is None:
        change.refuse("", _("还没有意见稿"))
    return paper


def sign(change: Change) -> None:
    paper = _governing(change)
    (_settle if paper.kind == HANDLING else _judge)(change, paper)
    paper.body = {**paper.body, **_around(change, paper.kind)}
    change.paper = ""
    change.after.append(lambda: issue_number(change, paper))


def _judge(change: Change, paper: Document) -> None:
    """Whether the opinion under review stands."""
    outcome = ReviewOutcome[paper.body["review_outcome"]]
    conclude(change, outcome)
    change.show(review_outcome=outcome)
    if outcome is not ReviewOutcome.UPHOLD:  # what the opinion promised no longer stands as it was
        change.stops.add("EXECUTE")


def _settle(change: Change, paper: Document) -> None:
    """What became of each request, and the time to carry out what was supported."""
    lines = {request.position: request for request in change.dossier.requests}
    outcomes = []
    for group in paper.body["requests"]:
        request = lines[group["position"]]
        request.outcome = group["outcome"]
        request.save(update_fields=["outcome"])
        outcomes.append(request.outcome)
    change.matter.outcome = main_outcome(outcomes)
    conclude(change, change.matter.outcome)
    if by := _to_execute(paper.body["requests"]):  # 第三十二条第二款: 支持信访请求的，应当督促执行
        change.start("EXECUTE", days=min(max((by - change.today).days, 1), LONGEST))
    paper.wording = _wording(paper.body["requests"])


def _wording(groups: list[dict[str, str]]) -> str:
    """A keyed hash of the answers without their spacing: the same words can be found again, nothing can be read."""
    return blind("answers", "".join("".join(group.get("answer", "").split()) for group in groups))


def _to_execute(groups: list[dict[str, str]]) -> date | None:
    """The last day by which what is supported must be carried out."""
    days = [
        g["execute_by"] for g in groups if Outcome[g["outcome"]].must_be_carried_out and g.get("execute_by")
    ]
    return date.fromisoformat(max(days)) if days else None


def main_outcome(outcomes: list[str]) -> str:
    """One word for a matter of several requests: the same where all agree, else PARTIAL."""
    return outcomes[0] if len(set(outcomes)) == 1 else Outcome.PARTIAL


def conclude(change: Change, outcome: str) -> None:
    """End the open stage with this outcome."""
    if proceeding := change.dossier.proceeding:
        proceeding.outcome, proceeding.concluded_on = outcome, change.today
        proceeding.save(update_fields=["outcome", "concluded_on"])


def guide(change: Change) -> None:
    road = Pathway[change.text("road")]
    change.matter.outcome = Outcome.GUIDED
    change.matter.litigation = change.matter.litigation or road is Pathway.COURT
    change.show(road=road, where=change.text("where"))


def decline(change: Change) -> None:
    ground = DeclineReason[change.text("ground")]
    change.matter.outcome = "DECLINED"
    change.paper_body = {"article": ground.article}
    if ground in COMPARED:
        change.paper = "D12"
        change.paper_body |= countersigned(change, ground)
    change.show(ground=ground)


def reply(change: Change) -> None:
    lines = {request.position: request for request in change.dossier.requests}
    for group in change.given["requests"]:  # type: ignore[attr-defined]
        request = lines[group["position"]]
        if request.legal_class == LegalClass.SUGGESTION and group["outcome"] not in (
            Outcome.ADOPTED,
            Outcome.PARTLY_ADOPTED,
            Outcome.NOT_ADOPTED,
        ):
            change.refuse_by(f"requests-{request.position}-outcome", "ADOPTION")
        request.outcome = group["outcome"]
        request.save(update_fields=["outcome"])
    change.matter.outcome = main_outcome([r.outcome for r in lines.values()])
    conclude(change, change.matter.outcome)


def serve(change: Change) -> None:
    paper, method, on = _governing(change), Method[change.text("method")], change.day("served_on")
    if on is None or on > change.today or (paper.issued_on and on < paper.issued_on):
        change.refuse("served_on", _("送达日期应在文书签发之后、今天或今天以前"))
    served = picked(change)
    refuse_too_late(change, "served_on", on, served)
    check_method(change, method, served)
    refuse_unproved(change, method)
    deliver(change, paper, method, on, served)


def deliver(
    change: Change, paper: Document, method: Method, on: date, served: list[Submission], *, effective: date | None = None
) -> None:  # fmt: skip
    """Write that a paper has reached these, open their windows, and move on once it has reached everybody; `effective`
    where it counts as received later than the day `on`.
    """
    effective = effective or on
    for row in served:
        Service.objects.create(
            document=paper,
            submission=row,
            method=method,
            sent_on=on,
            effective_on=effective,
            proof={"text": change.text("proof")},
        )
    change.show(paper=PAPERS[paper.kind].title, method=method, served_on=effective.isoformat())
    close_tasks(change)
    opened = _open_windows(change, served, effective)
    last = change.reckon("served_on", opened, start=effective).lawful if opened else None
    record(change, paper, method, on, effective, len(served), last)
    change.stops.add("PUBLIC_NOTICE")  # whoever has it needs no notice any more
    change.reached = frozenset(row.pk for row in served)
    left = change.dossier.awaiting - change.reached
    if not left:
        _after_service(change, effective)
        return
    if left - set(change.dossier.notices):
        change.stops.discard("SERVE")
    if not opened:  # nobody's time has begun, so the state waits for the last of them
        change.target = change.dossier.state


def _open_windows(change: Change, served: list[Submission], effective: date) -> str:
    """Each submission's own time to ask for review runs from its own receipt (第三十五条、第三十六条); which time that
    is, "" where nobody's begins.
    """
    window = WINDOW_AFTER.get(change.dossier.state)
    proceeding = change.dossier.proceeding
    if window is None or proceeding is None or proceeding.outcome == ReviewOutcome.REVOKE_REDO:
        return ""
    if not has_review_chain(change) or next_reviewer(proceeding.organ_id, effective) is None:
        return ""
    if window == "REREVIEW_APPLY":
        change.stops.add("REVIEW_APPLY")  # whoever had not asked yet now holds the later opinion
    entitled = _entitled(change, served, window, effective)
    for row in entitled:
        change.start(window, on=effective, submission=row)
    return window if entitled else ""


def _entitled(change: Change, served: list[Submission], window: str, day: date) -> list[Submission]:
    """Of several petitioners, whose time opens: a local rule may keep re-review to those who asked for review."""
    if window == "REVIEW_APPLY" or law_on(day).switches["rereview_open_to"] == "ALL":
        return served
    asked = {event.submission_id for event in change.dossier.history if event.action == "APPLY_REVIEW"}
    return [row for row in served if row.pk in asked]


def has_review_chain(change: Change) -> bool:
    """Whether any request ends in an opinion open to review (第三十一条第六项、第三十五条); all did under 2005."""
    scope = law_on(change.today).switches["handle_clock_scope"]
    return scope == "ALL" or any(c.review_chain for c in change.dossier.classes)


def _after_service(change: Change, effective: date) -> None:
    proceeding = change.dossier.proceeding
    if proceeding and proceeding.outcome == ReviewOutcome.REVOKE_REDO:
        _redo(change, effective)
        return
    if change.target is State.CLOSED:
        return
    change.start("CLOSE", on=start_of_window(change, effective))


def _redo(change: Change, effective: date) -> None:
    """Revoked: the organ below decides anew, from the day it has the review opinion."""
    first = next(p for p in change.dossier.proceedings if p.kind == Proceeding.HANDLE)
    change.target = State.HANDLING
    change.starts = []
    change.stops |= {"REVIEW_APPLY", "REREVIEW_APPLY"}
    redoer = change.hand_to(first.organ_id)
    change.matter.procedure = Procedure.ORDINARY
    again = Proceeding.objects.create(
        matter=change.matter,
        kind=Proceeding.HANDLE,
        organ=redoer,
        edition=first.edition,
        opened_on=effective,
    )
    change.dossier.proceeding = again
    change.start("HANDLE", on=effective)


EFFECTS = {
    **{
        step.action: effect
        for steps in OPINIONS.values()
        for step, effect in zip(steps, (draft, check, sign, back), strict=True)
    },
    "GUIDE": guide,
    "DECLINE": decline,
    "REPLY": reply,
    "SERVE": serve,
}
