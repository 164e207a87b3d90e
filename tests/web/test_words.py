"""The timeline speaks to the petitioner on their page and of them on a staff page, in every language."""

import csv
from pathlib import Path

from django.utils import translation

from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.web.words import translate_said

LANGUAGES = ("zh-hans", "zh-hant", "en")


def voices(sentence):
    """The sentence to the petitioner and to staff, in each language."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said += [translate_said(Said(sentence)), translate_said(Said(sentence, aside=True))]
    return said


def test_every_sentence_of_the_timeline_in_both_voices_and_three_languages():
    with Path(__file__).with_name("voices.csv").open(encoding="utf-8", newline="") as file:
        expected = {action: said for action, *said in list(csv.reader(file))[1:]}
    spoken = {step.action: voices(step.said) for step in STEPS.values()}
    assert {a: s for a, s in spoken.items() if s[::2] != s[1::2]} == expected
    for said in spoken.values():
        staff = " ".join(said[1::2])
        assert "您" not in staff
        assert not {"you", "your", "yours", "please"} & set(staff.lower().replace(",", " ").split()), staff
