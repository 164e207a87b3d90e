"""Whatever people lawfully do, in whatever order: owner, next act, date, chain and walls hold (random walks)."""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random
from typing import ClassVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianxin.actions import search_index
from lianxin.actions.directory import add_account, post
from lianxin.actions.given import Invalid
from lianxin.actions.perform import perform
from lianxin.ledger.leaf import Leaf as Entry
from lianxin.ledger.leaf import follows
from lianxin.models import Account, Clock, ComplainedOf, Event, Matter, Recusal, SearchText
from lianxin.queries.access import visible
from lianxin.queries.clocks import reckon, standing
from lianxin.queries.directory import actor_of, one_reading
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.rules.acts.shared import AT_THE_WORK, ON_THE_WAY
from lianxin.rules.codes import Purpose, Role
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Field, Kind
from tests import make
from tests.cast import found_county, moment

MON_AUG_3 = date(2026, 8, 3)
BEFORE = {State.REGISTERED, State.RECEIVED, State.ROUTED, State.OBJECTED, State.DISPUTED}
WINDOWS = {"REVIEW_APPLY", "REREVIEW_APPLY"}
LATER = {
    "SERVE",
    "EXECUTE",
    "DI_FEEDBACK",
    "CLOSE",
    "REVIEW",
    "REREVIEW",
    "FOLLOW_UP_30",
    "FOLLOW_UP_90",
    *WINDOWS,
}
STEPS_TAKEN = 25
WALKS = int(os.environ.get("LIANXIN_WALKS", "4"))  # a longer hunt: LIANXIN_WALKS=200


class AlwaysTrue(TestCase):
    """Each example is one walk of a few matters through the county."""

    staff: ClassVar[list[Actor]]

    @classmethod
    def setUpTestData(cls) -> None:
        found_county(today=MON_AUG_3)
        for who, organ, role in (
            ("sheng1", "37000001", Role.TRIAGE_OFFICER),
            ("sheng9", "37000009", Role.DISCIPLINE_DESK),
        ):
            add_account(who, name=who)
            post(who, organ, role, valid_from=date(2000, 1, 1))  # so that every desk is manned
        cls.staff = [actor_of(person, on=MON_AUG_3) for person in Account.objects.order_by("pk")]

    @given(seed=st.integers(0, 2**32))
    @settings(
        max_examples=WALKS,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def test_a_random_walk(self, seed: int) -> None:
        walk = Walk(Random(seed), self.staff)
        for _ in range(STEPS_TAKEN):
            if walk.step():
                walk.check()
        walk.check_search()


class Walk:
    """A few matters, a day that moves on, and whoever may act acting."""

    def __init__(self, chance: Random, staff: list[Actor]) -> None:
        self.chance, self.staff, self.today = chance, staff, MON_AUG_3
        self.told: list[str] = []
        for place in range(3):
            self.file(place)
        self.look()

    def look(self) -> None:
        """What each of the staff sees today."""
        with one_reading():
            rows = [visible(actor, on=self.today).values_list("pk", flat=True) for actor in self.staff]
            self.sees = list(zip(self.staff, map(set, rows), strict=True))

    def file(self, place: int) -> None:
        given: dict[str, object] = {"external_id": f"w{self.chance.random()}"}
        given["purpose"] = self.chance.choice([Purpose.REQUEST, Purpose.REQUEST, Purpose.ACCUSATION])
        given["office"] = self.chance.choice(["37142601", "37142601", "37140001", "37142610", "37142602"])
        given["requests"] = ("发放补偿款", "查处村干部")[: self.chance.choice([1, 2])]
        if given["purpose"] is Purpose.ACCUSATION and place:
            given["complained_organ"] = self.chance.choice(["37142602", "37142600", "37142601"])
        make.file(on=self.today.isoformat(), **given)

    def step(self) -> bool:
        """One lawful step by somebody on some matter; False where what they typed was refused."""
        self.today += timedelta(days=self.chance.choice([0, 0, 1, 2, 5, 12]))
        matter = self.chance.choice(list(Matter.objects.order_by("pk")))
        acts = self.possible(matter)
        if not acts:
            return False
        # The rare acts would drown in the many notes that can always be made.
        actor, action = self.chance.choice([a for a in acts if STEPS[a[1]].to is not None] or acts)
        if self.chance.random() < 0.25:
            actor, action = self.chance.choice(acts)
        facts = self.facts(Dossier(matter, self.today), actor, action)
        before = dict(vars(matter))
        try:
            perform(matter, action, actor=actor, at=moment(self.today), facts=facts)
        except Invalid:
            assert vars(matter) == before
            return False
        self.told.append(f"{self.today} {matter.number} {action}")
        return True

    def possible(self, matter: Matter) -> list[tuple[Actor, str]]:
        dossier = Dossier(matter, self.today)
        mine = [Actor(submissions=frozenset({row.pk})) for row in dossier.filed]
        seeing = [actor for actor, pks in self.sees if matter.pk in pks]
        pairs = [(actor, action) for actor in (*mine, *seeing) for action in STEPS]
        return [pair for pair in pairs if may(pair[0], pair[1], dossier)]

    def facts(self, dossier: Dossier, actor: Actor, action: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for field in STEPS[action].fields:
            if field.required or self.chance.random() < 0.5:
                found[field.name] = self.value(field, dossier, actor)
        return found

    def value(self, field: Field, dossier: Dossier, actor: Actor) -> object:
        if field.kind is Kind.DATE:
            return (self.today + timedelta(days=self.chance.choice([-2, 0, 0, 5, 20]))).isoformat()
        if field.kind is Kind.INTEGER:
            return self.chance.randint(field.least, field.most)
        if field.kind is Kind.YES:
            return True
        if field.kind is Kind.CHOICE and field.choices is not None:
            return str(self.chance.choice(list(field.choices)))
        if field.kind in (Kind.PICK, Kind.PICKS):
            listed = [option.value for option in options(field.options, dossier, actor)] or ["无"]
            picked = self.chance.sample(listed, self.chance.randint(1, min(2, len(listed))))
            return picked if field.kind is Kind.PICKS else picked[0]
        if field.kind is Kind.REQUESTS:
            return [
                {part.name: self.value(part, dossier, actor) for part in field.each} for _ in dossier.requests
            ]
        return self.chance.choice(list(Matter.objects.all())).number if field.name == "lead" else "说明情况"

    # ---- what always holds -------------------------------------------------------------------------------
    def check(self) -> None:
        self.look()
        for matter in Matter.objects.select_related("owner"):
            story = f"{matter.number} {matter.state}\n" + "\n".join(self.told)
            running = list(Clock.objects.filter(matter=matter, stopped_on=None))
            self.check_duty(matter, running, story)
            self.check_clocks(matter, running, story)
            self.check_record(matter, story)
            self.check_wall(matter, story)

    def check_duty(self, matter: Matter, running: list[Clock], story: str) -> None:
        row = STATES[State(matter.state)]
        assert bool(matter.due_on) is row.is_open, story
        assert (matter.closed_on is None) is row.is_open, story
        if row.is_open:
            assert row.state in STEPS[matter.next_action].start, story
        now = standing(row.state, running, matter.asked, sealed=matter.sealed)
        assert {name: getattr(matter, name) for name in vars(now)} == vars(now), story

    def check_clocks(self, matter: Matter, running: list[Clock], story: str) -> None:
        state, periods = State(matter.state), {clock.period for clock in running}
        if state in BEFORE:
            allowed = {*ON_THE_WAY, *STATES[state].clocks}
        elif state is State.HANDLING:
            allowed = set(AT_THE_WORK)
        elif state in (State.REFERRED, State.IN_DISCIPLINE, State.JOINED):
            allowed = {*STATES[state].clocks, "DI_ROUTE"}
        else:
            allowed = LATER
        if not matter.sealed:
            allowed = allowed | {"ASSIGN_REPORT"}
        assert periods <= allowed, (periods - allowed, story)
        for clock in running:
            dates = reckon(clock)
            assert (clock.nominal_on, clock.lawful_on, clock.safe_on) == (
                dates.nominal,
                dates.lawful,
                dates.safe,
            )
            if clock.period != "ASSIGN_REPORT":
                assert clock.organ_id in (None, matter.owner_id), (clock.period, story)

    def check_record(self, matter: Matter, story: str) -> None:
        events = list(Event.objects.filter(matter=matter).order_by("seq").select_related("leaf"))
        assert [event.seq for event in events] == list(range(1, matter.events + 1)), story
        assert matter.version == matter.events, story
        before: bytes | None = None
        for event in events:
            entry = Entry(bytes(event.leaf.commitment), bytes(event.leaf.link), event.leaf.hour)
            assert follows(entry, before, bytes(event.leaf.link_key)), story
            before = entry.commitment
        assert before == bytes(matter.head), story

    def check_search(self) -> None:
        """What each step added to the search is what its whole file gives written anew."""
        columns, story = ("pk", "head", "text", "papers", "written"), "\n".join(self.told)
        kept = list(SearchText.objects.order_by("pk").values_list(*columns))
        assert len(kept) == len(list(search_index.rebuild(on=self.today))), story
        assert kept == list(SearchText.objects.order_by("pk").values_list(*columns)), story

    def check_wall(self, matter: Matter, story: str) -> None:
        accused = ComplainedOf.objects.filter(matter=matter)
        organs = set(accused.exclude(organ=None).values_list("organ", flat=True))
        barred = set(accused.exclude(account=None).values_list("account", flat=True))
        barred |= set(Recusal.objects.filter(matter=matter).values_list("account", flat=True))
        seen_by = [actor for actor, pks in self.sees if matter.pk in pks]
        for actor in seen_by:
            assert actor.account not in barred, (actor.name, story)
            assert not (matter.sealed and organs & actor.lineage), (actor.name, story)
        assert seen_by, f"nobody sees {story}"
