"""Classify, split, join, relate, name the handler, recuse: what is decided about a matter before it is handled."""

from __future__ import annotations

from datetime import date

from lianxin.actions import search_index, suggestions
from lianxin.actions.change import Change, StaleMatter, involve
from lianxin.models import Account, ComplainedOf, Document, Link, Matter, Organ, Recusal, Request, Task
from lianxin.queries.access import visible
from lianxin.queries.clocks import main_period
from lianxin.queries.directory import petition_offices, staff_of, tree_on
from lianxin.queries.integrity_duty import next_step
from lianxin.queries.named_staff import FIELD
from lianxin.queries.office import in_three_hands
from lianxin.queries.sealed import accused_organs, desk_for, posts_of_accused
from lianxin.rules import jurisdiction
from lianxin.rules.acts.deciding import first_hand
from lianxin.rules.acts.shared import ANSWERED, AT_THE_WORK, LEADS, ON_THE_WAY
from lianxin.rules.codes import TIES, LegalClass, MatterLink, Relation
from lianxin.rules.identity import BadEntry, parse_number
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import DECISIONS, Procedure, Seat, Step, followed
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

JOINS = ("JOIN", "JOIN_BY_INVITATION")


def classify(change: Change) -> None:
    matter, classes, suspected = change.matter, [], change.dossier.only_suspected
    lines = {request.position: request for request in change.dossier.requests}
    for group in change.given["requests"]:  # type: ignore[attr-defined]
        request = lines[group["position"]]
        request.legal_class = group["legal_class"]
        classes.append(LegalClass[request.legal_class])
        request.save(update_fields=["legal_class"])
    accusations = classes.count(LegalClass.ACCUSATION)
    if 0 < accusations < len(classes) and (not matter.sealed or suspected):
        change.refuse("requests", _("既有检举控告又有其他诉求：请先用“分出检举控告部分”把两者分开"))
    if not accusations:
        suggestions.keep(change.dossier, change.text("category"))
        suggestions.chose(matter, "category", change.text("category"))
    matter.category, matter.classified = change.text("category"), True
    matter.region_id = change.text("region")
    matter.litigation, matter.urgent = bool(change.given.get("litigation")), bool(change.given.get("urgent"))
    matter.spanning = bool(change.given.get("spanning"))
    suggestions.keep_named(matter, change.dossier, change.keys.get(FIELD), by=change.actor)
    complain(change, matter)
    if accusations or matter.sealed:
        seal(change, matter)
    else:
        accused = matter.complained_of.exclude(account=None).values_list("account_id", flat=True)
        leave_somebody(change, change.dossier.recused | frozenset(accused))
    suggestions.keep_suspicion(change.dossier, accuses=bool(accusations))
    if change.dossier.state is State.HANDLING and not matter.sealed:
        follow_class(change, classes)


def follow_class(change: Change, classes: list[LegalClass]) -> None:
    """Another class may mean another main period; it runs from the same acceptance (第三十四条)."""
    if change.dossier.simplified or change.dossier.proceeding is None:
        return
    period = main_period(classes, Procedure.ORDINARY, on=change.today)
    if period not in change.dossier.clocks:
        change.stops |= {"HANDLE", "SUGGESTION_REPLY"}
        change.start(period, on=change.dossier.proceeding.opened_on)


def complain(change: Change, matter: Matter) -> None:
    """Record whom the step names as complained of, once each."""
    for column, key in (("organ_id", "complained_organ"), ("account_id", "complained_account")):
        if (named := change.keys.get(key)) and not matter.complained_of.filter(**{column: named}).exists():
            ComplainedOf.objects.create(matter=matter, **{column: named})


def seal(change: Change, matter: Matter) -> None:
    """Move the words behind the wall, and the matter out of the reach of those it is about (第三十条)."""
    if len(change.dossier.filed) > matter.submissions.count():
        change.refuse("requests", _("已有其他事项并入本件，请先撤销那些并案，再按检举控告分类"))
    matter.sealed = True
    change.stops.add("ASSIGN_REPORT")  # nobody reports what is behind the wall
    for row in matter.submissions.all():
        if row.content:
            row.sealed_content = row.as_filed
            row.content = row.title = ""
            row.save(update_fields=["sealed_content", "content", "title"])
    matter.title = ""
    search_index.remove(matter)
    suggestions.forget_words(matter)
    shelter(change, matter)


def complain_of_organs(matter: Matter, day: date) -> frozenset[int]:
    """Count the organs of accused people among the accused, as long as they are; all of them."""
    known = set(matter.complained_of.values_list("account_id", "organ_id"))
    for account, organ in sorted(posts_of_accused(matter, day) - known):
        if not matter.complained_of.filter(account=account, organ=None).update(organ=organ):
            ComplainedOf.objects.create(matter=matter, account_id=account, organ_id=organ)
    return accused_organs(matter)


def shelter(change: Change, matter: Matter) -> None:
    """An accusation goes to a desk that can take it: never left where nobody may see it, nor under the accused."""
    desk = desk_for(matter.owner_id, complain_of_organs(matter, change.today), change.today)
    if desk is None:
        change.refuse(
            "complained_organ", _("上面没有不受该机关领导的信访部门，请直接移送有管理权限的纪检监察机关")
        )
    if desk.pk != matter.owner_id:
        change.hand_to(desk)
    enter_at(change, desk)


def enter_at(change: Change, desk: Organ) -> None:
    """Put an accusation before its desk; between desks of one kind its time runs on from the first receipt."""
    state, clocks = entry_of(desk)
    if change.dossier.state in (state, State.IN_DISCIPLINE, State.DISCIPLINE_DONE):
        return
    change.target = state
    change.stops |= {*ON_THE_WAY, *AT_THE_WORK, "DI_NOTICE", "DI_ROUTE"}
    for clock in clocks:
        change.start("REROUTE" if clock == "ROUTE" else clock)


def entry_of(desk: Organ) -> tuple[State, tuple[str, ...]]:
    """In which state, and on which clocks, an accusation stands at this desk."""
    if desk.line == "DISCIPLINE":
        return State.REFERRED, ("DI_NOTICE", "DI_ROUTE")
    return State.REGISTERED, ("ROUTE",)


def split(change: Change) -> None:
    """The accusation becomes a sealed matter of its own; what is left travels without its words (第三十条)."""
    from lianxin.actions.sealed import lay_open
    from lianxin.actions.splitting import open_split

    chosen = {int(str(p)) for p in change.given["lines"]}  # type: ignore[attr-defined]
    lines = [r for r in change.dossier.requests if r.position in chosen]
    if len(lines) == len(change.dossier.requests):
        change.refuse("lines", _("全部诉求都是检举控告的，请直接分类为检举控告，不用分开"))
    for name in ("complained_organ", "complained_account"):
        change.given.pop(name, None)  # whom it accuses is told in the sealed matter only
    if change.matter.sealed:  # the rest is ordinary; none of it can be read until it is redacted below
        lay_open(change)
    change.after.append(lambda: open_split(change, lines))


def join(change: Change) -> None:
    lead, matter = other_matter(change), change.matter
    if lead.sealed or lead.state not in LEADS:
        change.refuse("lead", _("该事项已经复查、结案或者并案，不能并案；有新事实的请用“关联”"))
    if (lead.opened_on, lead.pk) > (matter.opened_on, matter.pk):
        change.refuse("lead", _("该事项收到得晚，期限也晚：请把它并入先收到的这一件"))
    if len(change.dossier.filed) > matter.submissions.count():
        change.refuse("lead", _("已有其他事项并入本件，请先撤销那些并案"))
    if standing_aside(matter) - standing_aside(lead):
        change.refuse(
            "lead",
            _("本件有应当回避、被反映的人员，在该事项里还没有这样登记：请先在那一件里登记，或者改用“关联”"),
        )
    merge(change, lead, Relation[change.text("relation")])


def merge(change: Change, lead: Matter, relation: Relation) -> None:
    """Handle this matter with the lead from now on; what is needed to undo it stays on the link."""
    matter = change.matter
    hold(lead)
    before = {"state": matter.state, "relation": change.dossier.filed[0].relation}
    matter.submissions.update(relation=relation)
    matter.closed_on = None
    change.show(lead=lead.number)
    change.after.append(
        lambda: Link.objects.create(
            later=matter,
            earlier=lead,
            kind=MatterLink.SAME_MATTER,
            relation=relation,
            before=before,
        )
    )


def standing_aside(matter: Matter) -> set[int]:
    """Whom a matter is closed to: joined to another, its words can be read by whoever handles that one."""
    rows = (matter.recusals, matter.complained_of.exclude(account=None))
    return {account for row in rows for account in row.values_list("account_id", flat=True)}


def hold(lead: Matter) -> None:
    """Keep the lead as it was read until this step is written: whoever closes it meanwhile must look again."""
    if not Matter.objects.filter(pk=lead.pk, version=lead.version).update(version=lead.version):
        raise StaleMatter(lead)


def unjoin(change: Change) -> None:
    link = Link.objects.filter(later=change.matter, kind=MatterLink.SAME_MATTER, undone_at=None).first()
    if link is None:
        change.refuse("reason", _("没有可以撤销的并案"))
    link.undone_at = change.at
    link.save(update_fields=["undone_at"])
    change.matter.submissions.update(relation=link.before["relation"])
    change.target = State(link.before["state"])
    # The clocks stopped by joining run again from where they started: joining took away no time and gave none.
    for clock in change.matter.clocks.filter(
        stopped_by__action__in=JOINS, stopped_by__seq=_last_join(change)
    ):
        clock.stopped_on = clock.stopped_by = None
        clock.save(update_fields=["stopped_on", "stopped_by"])


def _last_join(change: Change) -> int:
    return max(event.seq for event in change.dossier.history if event.action in JOINS)


def relate(change: Change) -> None:
    lead, kind = other_matter(change), change.text("relation")
    if kind == MatterLink.NEW_FACTS_AFTER and State(lead.state) not in ANSWERED:
        change.refuse("relation", _("该事项还没有答复：同一件事请并案，别的请选“相关事项”"))
    if Link.objects.filter(later=change.matter, earlier=lead, kind=kind, undone_at=None).exists():
        change.refuse("lead", _("已经这样关联过了"))
    if lead.sealed and not change.matter.sealed:
        change.refuse("lead", _("普通事项里不写密件：请打开那一件密件，从它关联到本件"))
    _name(change, lead)
    change.show(relation=MatterLink[kind])
    change.after.append(lambda: Link.objects.create(later=change.matter, earlier=lead, kind=kind))


def unrelate(change: Change) -> None:
    lead = other_matter(change)
    undone = Link.objects.filter(later=change.matter, earlier=lead, kind__in=TIES, undone_at=None)
    if not undone.update(undone_at=change.at):
        change.refuse("lead", _("没有与该事项的关联"))
    _name(change, lead)


def _name(change: Change, other: Matter) -> None:
    """Say which other matter, unless it is sealed: who reads of this one may have to stay away from that one."""
    if other.sealed:
        change.given = {}
    else:
        change.show(lead=other.number)


def other_matter(change: Change) -> Matter:
    """The other matter by its typed number, only if the actor may know of it."""
    try:
        number = str(parse_number(change.text("lead")))
    except BadEntry as fault:
        change.refuse("lead", fault.said.template, **fault.said.values)
    found = visible(change.actor, on=change.today).filter(number=number).exclude(pk=change.matter.pk).first()
    if found is None:
        change.refuse("lead", _("没有找到这个编号的其他事项"))
    return found


def take(change: Change) -> None:
    handler = Account.objects.get(pk=change.keys["handler"])
    if handler.pk in change.dossier.took_part and change.dossier.state in (
        State.IN_REVIEW,
        State.IN_REREVIEW,
    ):
        change.refuse_by("handler", "TOOK_PART")
    change.matter.handler = handler
    change.show(handler=handler.name)


def recuse(change: Change) -> None:
    account = change.keys["account"]
    who = Account.objects.get(pk=account)
    change.paper_body = {"decision": str(Said(_("{name}回避，不再参与本事项的办理"), {"name": who}))}
    change.after.append(
        lambda: Recusal.objects.get_or_create(
            matter=change.matter, account_id=account, defaults={"ground": change.text("reason")}
        )
    )
    if change.matter.handler_id == account:
        change.matter.handler = None
    leave_somebody(change, change.dossier.recused | change.dossier.accused_accounts | {account})


def clear_namesake(change: Change) -> None:
    """Somebody who only has the name of the one complained of may see it again; what they were walled off with goes too."""
    change.matter.complained_of.filter(account=change.keys["account"]).delete()


def leave_somebody(change: Change, barred: frozenset[int]) -> None:
    """Where all who may take the next act must stand aside, the next-higher organ does, never nobody (第二十八条)."""
    matter = change.matter
    home = home_with_somebody(matter.owner_id, change.target, barred, change.today, sealing=matter)
    if home is None:
        change.refuse("", _("没有其他人员可以办理，也没有上级机关可以接手，请先补充人员"))
    if home != matter.owner_id:
        _give(change, Organ.objects.get(pk=home))


def home_with_somebody(
    owner: int, state: State, barred: frozenset[int], day: date, *, sealing: Matter | None = None
) -> int | None:
    """The owner, or the nearest above it where somebody is not barred from the next act; None: nowhere.

    `sealing` is the matter itself where it may be sealed.
    """
    sealed = sealing is not None and sealing.sealed
    begins = first_hand(STATES[state].next_action, in_three_hands(sealed=sealed))
    steps = followed(next_step(begins, sealed=sealed))
    if steps[0].seat is not Seat.OWNER or _free(owner, owner, steps, barred, day):
        return owner
    accused = accused_organs(sealing) if sealing and sealed else None
    above = (_home_above(organ, owner, accused, day) for organ in jurisdiction.above(owner, tree_on(day)))
    others = (home for home in above if home and home != owner)
    return next((home for home in others if _free(home, owner, steps, barred, day)), None)


def _free(organ: int, owner: int, steps: list[Step], barred: frozenset[int], day: date) -> bool:
    """Whether somebody is left there for each of these steps."""
    for step in steps:
        staff = staff_of(organ, day, *step.roles)
        # An organ that never had anybody is a gap in its staff, not a conflict of interest.
        nobody_yet = not staff and organ == owner
        if not nobody_yet and all(person.pk in barred for person in staff):
            return False
    return True


def _home_above(organ: int, owner: int, accused: frozenset[int] | None, day: date) -> int | None:
    """What stands for a superior organ: its petition office where an office or a seal (then with whom it accuses) is left."""
    if accused is not None:
        desk = desk_for(organ, accused, day)
        return desk.pk if desk else None
    offices = petition_offices(day)
    return jurisdiction.refuge(organ, (), tree_on(day), offices) if owner in offices else organ


def _give(change: Change, home: Organ) -> None:
    """Hand the matter over in the state and time it stands in; an open stage and what is drafted go with it."""
    before = change.matter.owner_id
    change.hand_to(home)
    drafts = Document.objects.filter(matter=change.matter, organ=before)
    # What the organ was asked by others it still answers itself.
    answers = [row.action for row in DECISIONS.values() if row.seat is Seat.CHASED]
    drafts.exclude(state=Document.ISSUED).exclude(step__in=answers).update(organ=home)
    change.reassign([before], home.pk)
    if change.matter.sealed:
        enter_at(change, home)
    elif change.dossier.proceeding and not change.dossier.proceeding.concluded_on:
        change.dossier.proceeding.organ = home
        change.dossier.proceeding.save(update_fields=["organ"])


def succeed(change: Change) -> None:
    """What an organ that has ended had to do is its heir's: matter, report owed, help asked for (第二十四条)."""
    ended = change.organ
    heir = Organ.objects.get(pk=change.dossier.heirs[ended.pk])
    if change.matter.owner_id == ended.pk:
        home = _home(change, heir)
        if home is None:
            change.refuse("", _("没有不受被检举机关领导的受理机关可以承继这件密件，请先安排"))
        _give(change, home)
    change.reassign([ended.pk], heir.pk)
    asked = Task.objects.filter(matter=change.matter, organ=ended, answered_on=None, cleared_on=None)
    if asked.update(organ=heir):
        involve(change.matter, CO_HANDLER=heir.pk)
    change.show(to=heir.name)


def _home(change: Change, heir: Organ) -> Organ | None:
    if not change.matter.sealed:
        return heir
    return desk_for(heir.pk, accused_organs(change.matter), change.today)


def requests_of(matter: Matter, lines: list[tuple[str, str]], submission_id: int) -> list[Request]:
    """Request rows from (text, legal class) in their order."""
    return Request.objects.bulk_create(
        Request(
            matter=matter, submission_id=submission_id, position=place, text=text, legal_class=legal_class
        )
        for place, (text, legal_class) in enumerate(lines, 1)
    )


EFFECTS = {
    "CLASSIFY": classify,
    "SPLIT": split,
    "JOIN": join,
    "UNJOIN": unjoin,
    "RELATE": relate,
    "UNRELATE": unrelate,
    "TAKE": take,
    "RECUSE": recuse,
    "CLEAR_NAMESAKE": clear_namesake,
    "SUCCEED": succeed,
}
__all__ = ["EFFECTS", "complain", "involve", "requests_of", "seal", "shelter"]
