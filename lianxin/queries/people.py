"""People in submissions: shown masked, uncovered one at a time, found only by exact phone or ID number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Min

from lianxin.models import ComplainedOf, Organ, Party, Submission
from lianxin.models.fields import blind
from lianxin.queries.access import visible
from lianxin.queries.directory import bare_name, organs_on, regions_under
from lianxin.queries.law import law_on
from lianxin.queries.options import Option
from lianxin.queries.paper_text import rare_in
from lianxin.rules.codes import OrganLevel, VisitSize, size_of
from lianxin.rules.facts import Actor, Facts
from lianxin.rules.grounds import ground
from lianxin.rules.identity import BadEntry, id_number, phone
from lianxin.rules.privacy import FIELDS, PersonalField
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

SHOWN = ("name", "phone", "id_number", "address", "email")
ROLES = {
    "PETITIONER": _("信访人"),
    "JOINT": _("联名人"),
    "REPRESENTATIVE": _("代表"),
    "AGENT": _("代理人"),
}
MOST_EARLIER = 20
SEALED_NAME = _("身份已封存")


@dataclass(frozen=True)
class PersonCard:
    """One person as this reader may see them now; `may_reveal` opens the whole after a purpose is written."""

    pk: int
    name: str
    role: str
    facts: tuple[tuple[str, str, bool], ...]  # question, answer, masked?
    may_reveal: bool
    left_on: date | None = None
    electronic: bool = False
    rare: Said | None = None  # a character of the name, where it stands in full, that no font has


@dataclass(frozen=True)
class Earlier:
    """An earlier submission of the person looked up, as far as the reader may see its matter."""

    number: str
    matter: str
    title: str
    state: str
    received_on: date


def card(party: Party, actor: Actor, file: Facts, *, sealed: bool, unsealed: bool) -> PersonCard:
    """The person masked; in a sealed matter not even that (第三十条)."""
    may_reveal = bool(revealable(actor, file, sealed=sealed, unsealed=unsealed))
    if sealed:
        return PersonCard(party.pk, SEALED_NAME, ROLES.get(party.role, party.role), (), may_reveal)
    facts = tuple(
        (FIELDS[name].label, FIELDS[name].mask(str(getattr(party, name))), True)
        for name in SHOWN[1:]
        if getattr(party, name)
    )
    return PersonCard(
        party.pk, FIELDS["name"].mask(str(party.name)), ROLES.get(party.role, party.role), facts, may_reveal,
        party.left_on, party.electronic,
    )  # fmt: skip


def known_names(matters: Iterable[int]) -> dict[int, set[str]]:
    """{matter: names of everybody who had a part in it or is complained of}, to blank them in words that go out."""
    keys, found = list(matters), defaultdict[int, set[str]](set)
    parties = Party.objects.filter(submission__matter__in=keys).values_list("submission__matter", "name")
    accused = ComplainedOf.objects.filter(matter__in=keys).values_list("matter", "name")
    for matter, name in [*parties, *accused]:
        found[matter].add(str(name).strip())
    return found


def revealable(actor: Actor, file: Facts, *, sealed: bool, unsealed: bool) -> tuple[PersonalField, ...]:
    """The fields this person may uncover on this file."""
    here = [post.role for post in actor.posts if post.organ in {file.owner, file.office} | file.involved]
    if sealed:
        fields = (field for field in FIELDS.values() if unsealed or field.sealed_revealed_by & set(here))
        return tuple(fields)
    return tuple(field for field in FIELDS.values() if any(map(field.may_be_revealed_by, here)))


def uncovered(party: Party, fields: tuple[PersonalField, ...]) -> PersonCard:
    """The person with these fields in full and the rest masked."""
    whole = {field.code for field in fields}
    facts = []
    for name in SHOWN:
        value = str(getattr(party, name))
        if value:
            shown = value if name in whole else FIELDS[name].mask(value)
            facts.append((FIELDS[name].label, shown, name not in whole))
    name = str(party.name) if "name" in whole else FIELDS["name"].mask(str(party.name))
    rare = rare_in([name])
    return PersonCard(party.pk, name, ROLES.get(party.role, party.role), tuple(facts[1:]), False, rare=rare)


class Sought(NamedTuple):
    """A number to look a person up by, whole, in the form in which it is kept."""

    kind: str
    number: str

    @property
    def trace(self) -> str:
        """What the log of look-ups keeps: the same for the same number, a key of its own, nothing to read from it."""
        return blind("sought", self.number)


def sought(typed: str) -> Sought:
    """A phone number or an ID number. Raises BadEntry."""
    text = typed.strip()
    if len(text) >= 15 and text.isalnum() and text[:2].isdigit():
        return Sought("id", id_number(text))
    try:
        return Sought("phone", phone(text))
    except BadEntry:
        raise BadEntry(_("请输入完整的手机、座机号码、身份证号码或者统一社会信用代码")) from None


def earlier(actor: Actor, person: Sought, *, on: date) -> list[Earlier]:
    """Submissions of the person with exactly this number, in matters this reader may see."""
    key = blind(person.kind, person.number)
    rows = Submission.objects.filter(
        pk__in=Party.objects.filter(**{f"{person.kind}_index": key}).values("submission"),
        matter__in=visible(actor, on=on).filter(sealed=False),
    ).select_related("matter")
    return [
        Earlier(row.number, row.matter.number, row.title, row.matter.state, row.received_on)
        for row in rows.order_by("-received_on", "-pk")[:MOST_EARLIER]
    ]


def asks_representatives(row: Submission, *, on: date) -> Said | None:
    """What to say where many came and none of them is down as representative (第二十条); it guides, never blocks."""
    present = row.persons_present or 0
    if not present or size_of(present) is not VisitSize.COLLECTIVE:
        return None
    if row.parties.filter(role="REPRESENTATIVE").exists():
        return None
    return ground("GROUP_VISIT", count=present, most=law_on(on).switches["max_representatives"])


@dataclass(frozen=True)
class DeskLists:
    """What a clerk at the window picks from; no offices: this person registers nothing."""

    offices: list[Option]
    organs: list[Option]
    regions: list[Option]
    called: Mapping[str, str] = field(
        default_factory=dict
    )  # a short name that means one organ only: its full name


def desk_lists(actor: Actor, *, on: date) -> DeskLists:
    """The organs this person may register for (第二十二条、第二十三条), every organ, and the places under theirs."""
    desks = actor.organs_as(*STEPS["REGISTER"].roles)
    rows = organs_on(on) if desks else []
    mine = [row for row in rows if row.pk in desks]
    places = {region.code: region for row in mine for region in regions_under(row.region_id)}
    near = [(row, places[row.region_id].name) for row in rows if row.region_id in places]
    return DeskLists(
        [Option(row.code, row.name, row.pk) for row in mine],
        [Option(row.code, row.name, row.pk) for row in rows],
        [Option(region.code, region.name) for region in places.values()],
        _called(near),
    )


def _called(near: Iterable[tuple[Organ, str]]) -> dict[str, str]:
    """How letters name these organs in short, each with its place; what several are called means none of them."""
    found, kinds = defaultdict[str, set[str]](set), set()
    for row, place in near:
        bare = bare_name(row, place)
        found[row.short_name].add(row.name)
        found[bare].add(row.name)
        if bare != row.short_name and OrganLevel[row.level] in (OrganLevel.TOWN, OrganLevel.VILLAGE):
            kinds.add(bare)  # says what it is, not which
    return {
        said: min(names) for said, names in found.items() if len(names) == 1 and said not in {*names, *kinds}
    }


def first_names(matters: list[int]) -> dict[int, str]:
    """{matter: name of its first petitioner still a party}, unmasked, in one query."""
    if not matters:
        return {}
    parties = Party.objects.filter(submission__matter__in=matters, left_on=None)
    firsts = parties.values("submission__matter").annotate(first=Min("pk")).values("first")
    found = Party.objects.filter(pk__in=firsts).values_list("submission__matter_id", "name")
    return {matter: str(name) for matter, name in found}
