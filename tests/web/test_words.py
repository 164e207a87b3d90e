"""Who a sentence speaks to, in every language; and that only sentences of the catalogue stay in memory."""

import csv
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.web import citations, words
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
    spoken = {step.action: voices(step.said) for step in STEPS.values() if step.recorded == step.action}
    assert {a: s for a, s in spoken.items() if s[::2] != s[1::2]} == expected
    for said in spoken.values():
        staff = " ".join(said[1::2])
        assert "您" not in staff
        assert not {"you", "your", "yours", "please"} & set(staff.lower().replace(",", " ").split()), staff


def caches():
    """Everything that the words of the pages and their citations keep in memory."""
    return [
        kept for module in (words, citations) for kept in vars(module).values() if hasattr(kept, "cache_info")
    ]


@pytest.mark.parametrize(
    "typed",
    ["王秀英说没有钱看病", "《王秀英的信》第三条", "《民法典》（王秀英）第三条", SafeString("王秀英")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_people_typed_is_kept_among_the_sentences(typed, language):
    """Red once: what was no longer than a row's sentence stayed in memory with them."""
    with translation.override(language):
        words.say(""), words.translate_said("已结案"), words.translate_said("《民法典》第三条")
        before = [kept.cache_info().currsize for kept in caches()]
        for speak in (words.say, words.translate_said, words.say_code):
            speak(typed)
        words.translate_said(Said(typed))
        words.translate_said(Said("{what}", {"what": typed}))
        assert [kept.cache_info().currsize for kept in caches()] == before
