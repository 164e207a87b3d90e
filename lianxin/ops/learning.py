"""The nightly lesson: learn categories from the office's own decisions, and use the model only if it is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lianxin.queries import suggestions
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text import figures
from lianxin.text.category import CategoryModel, Decided
from lianxin.text.lexicon import Lexicon

LEAST = 300  # decisions; below, the list of words is better (docs/text.md, learning curve)
LEAST_EACH = 8  # decisions of one category, else it is left to the list
KEPT = 5  # models, to go back to


def learn_categories(at: datetime) -> Said:
    """Learn from the office's decisions so far, unless that is switched off."""
    if not suggestions.in_use():
        return Said(_("分类建议已关闭"))
    return lesson(suggestions.decisions(), at)


def lesson(decisions: Iterable[Decided], at: datetime) -> Said:
    """Learn from these decisions and put the model in force if it beats the list of words out of fold."""
    decided = _enough(decisions)
    if len(decided) < LEAST:
        return Said(_("可学的分类还不够：{count}件，至少{least}件"), {"count": len(decided), "least": LEAST})
    words = suggestions.office_words()
    before, mark = suggestions.learned_model(), _mark(decided, words)
    if before and before.card.get("learned_from") == mark:
        return Said(_("没有新的分类可学"))
    from lianxin.text import category_training  # its library is large, and needed once a night

    local = timezone.localtime(at)
    version = f"category-{local:%Y%m%d-%H%M%S}"
    try:
        about = {"version": version, "learned_at": local.isoformat(), "learned_from": mark}
        model = category_training.learn(decided, about=about, listed=words.listed)
    except category_training.TooFew:
        return Said(_("可学的分类还不够：{count}件，至少{least}件"), {"count": len(decided), "least": LEAST})
    found, listed = model.card["out_of_fold"]["accuracy"], _of_the_list(words, decided)
    gaps = {"count": len(decided), "found": f"{found:.1%}", "listed": f"{listed:.1%}"}
    if found <= listed:
        return Said(_("学了{count}件，第一建议正确{found}，不如用语表的{listed}，没有启用"), gaps)
    _put_in_force(model, Path(settings.TEXT_DIR) / f"{version}.npz")
    return Said(_("学了{count}件，第一建议正确{found}（用语表{listed}），已启用"), gaps)


def _mark(decided: Sequence[Decided], words: Lexicon) -> str:
    """By which the same decisions and words are known again: of decisions there are as many every night, once there are more
    than are learned from.
    """
    digest = sha256(repr(sorted(words.meant.items())).encode())
    for one in decided:
        digest.update(repr(astuple(one)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _enough(decisions: Iterable[Decided]) -> list[Decided]:
    """Those of categories that were decided often enough, each text once counted."""
    rows = list(decisions)
    groups = Counter(label for label, _group in {(one.label, one.group) for one in rows})
    return [one for one in rows if groups[one.label] >= LEAST_EACH]


def _of_the_list(words: Lexicon, decided: Sequence[Decided]) -> float:
    """How often the list of words is right about the same messages."""
    ranked = [words.rank(one.title, one.detail) or [("", 0.0)] for one in decided]
    return figures.top([one.label for one in decided], ranked, 1)


def _put_in_force(model: CategoryModel, path: Path) -> None:
    """Whole or not at all; readers see the old model until the new one has its name."""
    draft = path.with_suffix(".draft")
    model.write(draft)
    draft.replace(path)
    for old in sorted(path.parent.glob(suggestions.MODELS))[:-KEPT]:
        old.unlink()
