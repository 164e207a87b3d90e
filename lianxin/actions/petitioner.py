"""What the petitioner does after filing: supplement, withdraw, ask for recusal, rate, say it is not solved."""

from __future__ import annotations

from collections.abc import Mapping

from lianxin.actions import repeats_index, search_index, suggestions
from lianxin.actions.change import Change
from lianxin.actions.given import Invalid
from lianxin.models import Matter, Organ, Proceeding, Rating, Submission
from lianxin.queries.directory import standing_for
from lianxin.queries.file_rows import has_left
from lianxin.queries.law import law_on
from lianxin.queries.repeats import rarity_kept
from lianxin.rules.step import Kind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import accuses, suspicion


class BelongsApart(Invalid):
    """Words of `row` that are not laid open to all who read the matter: they are filed apart, behind the wall."""

    def __init__(self, row: Submission, said: Mapping[str, str]) -> None:
        super().__init__(dict.fromkeys(said, Said(_("这些内容要另编一个号，单独提交"))))
        self.row, self.said = row, said


def goes_apart(matter: Matter, *said: str) -> bool:
    """Whether texts added to this matter would lie open though one reads like an accusation (第三十条)."""
    return not matter.sealed and accuses(*said)


ASKED = _(
    "这些话读起来像检举控告：{words}。您读过来件：反映公职人员、机关违纪违法的，不要写在这里，另行登记，信访目的选检举控告；不是的，请打勾"
)


def keep_apart(change: Change) -> None:
    """What a petitioner writes or encloses at any step and reads like an accusation is not laid open; a clerk who
    enters it for them is asked. Raises BelongsApart with it, field by field; Invalid.
    """
    names = [spec.name for spec in change.step.fields if spec.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    said = {name: change.text(name) for name in names if goes_apart(change.matter, change.text(name))}
    enclosed = [file.text for file in change.files]
    if not said and goes_apart(change.matter, *enclosed):  # what is written beside such a file goes with it
        said = {name: change.text(name) for name in names}
    if not said:
        return
    if change.post is None:
        raise BelongsApart(change.speaker(), said)
    words = [*said.values(), *enclosed]
    if not change.given.get("ordinary"):
        change.refuse("ordinary", ASKED, words=suspicion(*words).quoted)
    change.after.append(lambda: suggestions.keep_answer(change.matter, *words))


def supplement(change: Change) -> None:
    row, words, matter = change.speaker(), change.text("content"), change.matter
    change.after.append(lambda: search_index.add(matter, words))
    change.after.append(lambda: repeats_index.add(row, words, rarity_kept(), sealed=matter.sealed))


def withdraw(change: Change) -> None:
    """One of several petitioners leaves; the matter goes on for the others and ends with the last."""
    row = change.speaker()
    others = [r for r in change.dossier.filed if r.pk != row.pk and not has_left(r)]
    if not others:
        change.matter.outcome = "WITHDRAWN"
        return
    row.parties.filter(left_on=None).update(left_on=change.today)
    change.target, change.starts = change.dossier.state, []
    change.one_window, change.stops = row, {"REVIEW_APPLY", "REREVIEW_APPLY"}


def rate(change: Change) -> None:
    row = change.speaker()
    if row.pk in change.dossier.rated:
        change.refuse("whose", _("这一件已经评价过了"))
    change.after.append(
        lambda: Rating.objects.create(
            submission=row,
            office_grade=change.text("office_grade"),
            organ_grade=change.text("organ_grade"),
            text=change.text("text"),
            at=change.at,
        )
    )


def say_unsolved(change: Change) -> None:
    """An opinion that supports is to be enforced: the registering office presses the organ that has to do so."""
    due = change.reckon("reason", "FOLLOW_UP_30")
    office = Organ.objects.get(pk=change.matter.office_id)
    change.show(to=office.name)
    text = change.text("reason") or str(Said(_("哪些没有落实，请向信访人问清")))
    change.ask("UNSOLVED", organ=_enforcer(change), text=text, due_on=due.lawful, issuer=office)


def _enforcer(change: Change) -> int:
    """Who carries the opinion out: the organ that handled the matter last, though a review now owns it."""
    handled = [p.organ_id for p in change.dossier.proceedings if p.kind == Proceeding.HANDLE]
    if not handled or law_on(change.today).switches["unsolved_to"] == "OWNER":
        return change.matter.owner_id
    return standing_for(handled[-1], change.today)


EFFECTS = {"SUPPLEMENT": supplement, "WITHDRAW": withdraw, "RATE": rate, "SAY_UNSOLVED": say_unsolved}
