"""Where an office's own rules would send a matter, and what they would have done to those already sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from lianxin.models import Event, Matter, Organ, Region, RoutingTable
from lianxin.queries.access import NotFound, visible
from lianxin.queries.directory import heirs_on, in_force, petition_offices
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import Option, category_tree, options
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.routing import Case, Known, Rule, choose

WRITERS = frozenset({Role.TRIAGE_OFFICER, Role.ORGAN_HEAD, Role.SYSADMIN})
TRIED = 2000  # the newest matters that were forwarded
SHOWN = 50


@dataclass(frozen=True)
class Routed:
    """The organ a rule names for a matter, and which rule of which version."""

    organ: Organ
    rule: Rule
    version: int

    @property
    def engine(self) -> str:
        """As it is kept beside the decision."""
        return f"routing v{self.version}"


def rules_of(row: RoutingTable | None, on: date) -> tuple[Rule, ...]:
    """The rules of one version; where one names an organ that has ended by that day, with the one in its place."""
    rules = (Rule(**each) for each in row.rules) if row else ()
    heirs = heir_codes(on)
    return tuple(replace(rule, organ=heirs.get(rule.organ, rule.organ)) for rule in rules)


def heir_codes(on: date) -> Mapping[str, str]:
    """{code of an organ that has ended: code of the organ that stands in its place}."""
    heirs = heirs_on(on)
    codes = dict(Organ.objects.filter(pk__in={*heirs, *heirs.values()}).values_list("pk", "code"))
    return {codes[organ]: codes[heir] for organ, heir in heirs.items()}


def table_in_use(organ: int) -> RoutingTable | None:
    """The version that suggests now."""
    return RoutingTable.objects.filter(organ=organ).exclude(switched_at=None).first()


def suggest(dossier: Dossier) -> Routed | None:
    """Where the rules of the office that has the matter would send it; None for a sealed one or without a rule."""
    matter = dossier.matter
    if matter.sealed or not matter.classified:
        return None
    table = table_in_use(matter.owner_id)
    rule = choose(rules_of(table, dossier.today), case_of(matter), dossier.today)
    organ = Organ.objects.filter(in_force(dossier.today), code=rule.organ).first() if rule else None
    if table is None or rule is None or organ is None or organ.pk == matter.owner_id:
        return None
    return Routed(organ, rule, table.version)


def case_of(matter: Matter) -> Case:
    """What the rules look at."""
    return Case(matter.region_id or "", matter.category)


# ---- edited by the office ----------------------------------------------------------------------------------
def office_for(actor: Actor, on: date) -> Organ:
    """The petition office whose rules this person may write. Raises NotFound."""
    offices = petition_offices(on)
    own = [post.organ for post in actor.posts if post.role in WRITERS and post.organ in offices]
    if not own:
        raise NotFound
    return Organ.objects.get(pk=own[0])


def tables(office: Organ) -> list[RoutingTable]:
    """All versions, newest first."""
    return list(
        RoutingTable.objects.filter(organ=office).select_related("written_by", "tried_by", "switched_by")
    )


def table_for(office: Organ, version: int) -> RoutingTable:
    """One version. Raises NotFound."""
    row = (
        RoutingTable.objects.filter(organ=office, version=version)
        .select_related("written_by", "tried_by", "switched_by")
        .first()
    )
    if row is None:
        raise NotFound(str(version))
    return row


def known(office: Organ, on: date) -> Known:
    """The codes that rules may name: of organs those to which the office forwards."""
    return Known(
        frozenset(Region.objects.values_list("code", flat=True)),
        frozenset(code for code, _name in subjects()),
        frozenset(option.value for option in reached(office, on)),
    )


def subjects() -> list[tuple[str, str]]:
    """Codes and names of all categories, upper ones too."""
    return [(row.code, category_tree().full_name(row.code)) for row in category_tree()]


def reached(office: Organ, on: date) -> list[Option]:
    """The organs to which this office forwards, as its step offers them."""
    return options("forwardable", Dossier(Matter(owner=office), on), Actor())


def choices(office: Organ, on: date) -> dict[str, list[Option]]:
    """What the columns of the table can hold."""
    return {
        "place": [Option(row.code, row.name) for row in Region.objects.order_by("code")],
        "subject": [Option(code, name) for code, name in subjects()],
        "organ": reached(office, on),
    }


# ---- tried against what was decided ------------------------------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """One matter that people sent elsewhere than the rules would."""

    matter: int
    number: str
    title: str
    rule: str
    would: str
    did: str


@dataclass(frozen=True)
class Trial:
    """What these rules would have done with the newest matters that this person may see and the office forwarded."""

    total: int = 0
    same: int = 0
    other: int = 0
    silent: int = 0
    by_organ: Sequence[tuple[str, int]] = ()
    unused: Sequence[str] = ()
    differences: Sequence[Difference] = field(default_factory=list)


def try_out(actor: Actor, office: Organ, rules: Sequence[Rule], *, on: date) -> Trial:
    """Rules against decisions; a matter counts once, with the last place the office sent it to.

    Each is judged by the rules as if they were in force on `on`, so that a rule of next month can be tried by naming a day.
    """
    sent = _decisions(actor, office, on)
    names = dict(Organ.objects.values_list("code", "name"))
    where, used, same, differences = Counter[str](), set[str](), 0, list[Difference]()
    for matter, did in sent.items():
        rule = choose(rules, case_of(matter), on)
        if rule is None:
            continue
        used.add(rule.id)
        where[rule.organ] += 1
        if rule.organ == did:
            same += 1
        else:
            told = names.get(rule.organ, rule.organ), names.get(did, did)
            differences.append(Difference(matter.pk, matter.number, matter.title, rule.id, *told))
    return Trial(
        total=len(sent), same=same, other=len(differences), silent=len(sent) - same - len(differences),
        by_organ=[(names.get(code, code), number) for code, number in where.most_common()],
        unused=[rule.id for rule in rules if rule.id not in used], differences=differences[:SHOWN],
    )  # fmt: skip


def stored(trial: Trial) -> dict[str, object]:
    """The outcome as it is kept with the version: of matters only their keys, for titles are read as each may see them."""
    kept = asdict(trial)
    for each in kept["differences"]:
        del each["number"], each["title"]
    return kept


def outcome(actor: Actor, row: RoutingTable, *, on: date) -> Trial | None:
    """What came of the newest trial of a version, naming the matters that this person may see; None: not tried."""
    if not row.trial:
        return None
    named = {each["matter"]: each for each in row.trial["differences"]}
    seen = visible(actor, on=on).filter(sealed=False).in_bulk(named)
    shown = [
        Difference(number=seen[pk].number, title=seen[pk].title, **each)
        for pk, each in named.items()
        if pk in seen
    ]
    return Trial(**{**row.trial, "differences": shown})


def _decisions(actor: Actor, office: Organ, on: date) -> Mapping[Matter, str]:
    seen = visible(actor, on=on).filter(sealed=False, classified=True)
    rows = Event.objects.filter(action="FORWARD", organ=office, matter__in=seen).select_related("matter")
    found: dict[Matter, str] = {}
    heirs = heir_codes(on)
    for event in rows.order_by("-pk")[:TRIED]:
        to = str(event.facts.get("to", ""))
        found.setdefault(event.matter, heirs.get(to, to))
    return found
