"""What was suggested stands beside what was chosen, and nothing is suggested about what is sealed."""

from __future__ import annotations

import pytest

from lianxin.models import Matter, Suggestion
from lianxin.queries import suggestions
from lianxin.queries.dossier import Dossier
from tests import make
from tests.cast import moment

pytestmark = pytest.mark.django_db
MON_AUG_3 = moment("2026-08-03").date()
ACCUSED = {"category": "0101", "region": "371426101", "requests": [{"legal_class": "ACCUSATION"}]}


def test_the_first_classification_keeps_suggestions_reasons_engine_and_choice(cast):
    matter = make.file(content="征地补偿款没有发，承包地已经没有了。").submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    first, second = Suggestion.objects.filter(matter=matter).order_by("-score")
    assert first.value == "0202" and "征地" in first.reasons[0]
    assert first.engine == "words-2" and first.chosen == second.chosen == "0102"
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **{**make.CLASSIFY, "category": "0202"})
    assert {row.chosen for row in Suggestion.objects.filter(matter=matter)} == {"0102"}


def test_an_accusation_gets_no_suggestion(cast):
    sealed = make.file(purpose="ACCUSATION").submission.matter
    assert suggestions.propose(Dossier(sealed, MON_AUG_3)) is None
    found_out = make.file(external_id="late").submission.matter
    make.act(cast, found_out, "CLASSIFY", "fenban", "2026-08-03", **ACCUSED)
    assert Matter.objects.get(pk=found_out.pk).sealed
    assert not Suggestion.objects.filter(matter__in=[sealed, found_out]).exists()


def test_sealing_later_takes_the_quoted_words_away(cast):
    matter = make.file().submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert Suggestion.objects.get(matter=matter).reasons
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **ACCUSED)
    assert [row.reasons for row in Suggestion.objects.filter(matter=matter)] == [[]]


def test_decisions_to_learn_from_hold_no_accusation_and_no_personal_data(cast):
    matter = make.file(content="我叫王秀英，电话13812341234，征地补偿款没有发。").submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.file(external_id="open")
    accused = make.file(external_id="sealed").submission.matter
    make.act(cast, accused, "CLASSIFY", "fenban", "2026-08-03", **ACCUSED)
    (only,) = suggestions.decisions()
    assert only.label == "0102" and "征地补偿款" in only.detail
    assert "王秀英" not in only.detail and "1381234" not in only.detail


def test_switched_off_nothing_is_suggested(cast, settings):
    settings.SUGGEST_CATEGORY = False
    matter = make.file().submission.matter
    assert suggestions.propose(Dossier(matter, MON_AUG_3)) is None
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert not Suggestion.objects.exists()
