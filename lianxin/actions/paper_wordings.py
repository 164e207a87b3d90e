"""An organ changes the words of its papers, or goes back to ours: a new version each time, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from lianxin.actions.directory import changed
from lianxin.actions.given import Given, Invalid, read
from lianxin.actions.perform import local_day
from lianxin.documents import texts
from lianxin.documents.pdf import NoGlyph
from lianxin.models import Organ, PaperWording
from lianxin.queries.access import NotFound
from lianxin.queries.options import NoMatter
from lianxin.queries.paper_text import unprintable
from lianxin.queries.paper_wordings import organ_for, shipped, versions
from lianxin.rules.facts import Actor
from lianxin.rules.paper_wordings import FIELDS
from lianxin.rules.papers import PAPERS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

Typed = Mapping[str, object]


def write(actor: Actor, organ: str, kind: str, typed: Typed, *, at: datetime) -> PaperWording:
    """The next version, in force from its day. Raises NotFound, NotAllowed, Invalid naming the part that is lost."""
    place, given = _read(actor, organ, kind, typed, at)
    text = str(given["text"])
    try:
        texts.check(text, PAPERS[kind])
    except texts.BadText as fault:
        raise Invalid({"text": fault.said}) from None
    if lacking := unprintable(text):
        raise Invalid({"text": NoGlyph(lacking).said})
    newest = next((row.text for row in versions(place, kind)), "")
    if text.strip() == (newest or shipped(kind)).strip():
        raise Invalid({"text": Said(_("和现在的一样，没有改动"))})
    return _keep(place, kind, text, given, actor, at)


def restore(actor: Actor, organ: str, kind: str, typed: Typed, *, at: datetime) -> PaperWording:
    """Back to the wording that came with the house. Raises NotFound, NotAllowed, Invalid."""
    place, given = _read(actor, organ, kind, {**typed, "text": shipped(kind)}, at)
    if not next((row.text for row in versions(place, kind)), ""):
        raise Invalid({"text": Said(_("现在用的就是原来的文本"))})
    return _keep(place, kind, "", given, actor, at)


def _read(actor: Actor, organ: str, kind: str, typed: Typed, at: datetime) -> tuple[Organ, Given]:
    if kind not in PAPERS:
        raise NotFound(kind)
    place, today = organ_for(actor, organ), local_day(at)
    given, _keys = read(FIELDS, typed, NoMatter(today), actor)
    if date.fromisoformat(str(given["since"])) < today:
        raise Invalid({"since": Said(_("不能早于今天：已经签发的文书不变"))})
    return place, given


def _keep(organ: Organ, kind: str, text: str, given: Given, actor: Actor, at: datetime) -> PaperWording:
    last = next((row.version for row in versions(organ, kind)), 0)
    try:
        with transaction.atomic():
            changed()
            return PaperWording.objects.create(
                organ=organ, kind=kind, version=last + 1, text=text, reason=str(given["reason"]),
                since=str(given["since"]), written_by_id=actor.account or 0, written_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Invalid({"": Said(_("刚才已经保存了新的一版，请重新打开再改"))}) from None
