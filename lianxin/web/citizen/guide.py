"""Before the form: is this the right door, and the form itself on paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lianxin.queries.doors import doors, organs_of
from lianxin.rules.doors import FIRST, QUESTIONS
from lianxin.rules.periods import Grade
from lianxin.rules.privacy import FIELDS
from lianxin.web.citizen import questions
from lianxin.web.words import china_today

LINES = {"content": 14, "requests-0": 3}  # of handwriting


def guide(request: HttpRequest, code: str = FIRST) -> HttpResponse:
    """One question of the guide, or the door it leads to; only links, so that back is always back."""
    code = code.upper()
    if question := QUESTIONS.get(code):
        answers = [(text, reverse("citizen:door", args=[to.lower()])) for text, to in question.answers]
        context = {"question": question, "answers": answers, "back": _before(code)}
        return render(request, "citizen/guide.html", context)
    door = doors().get(code)
    if door is None:
        raise Http404
    context = {
        "door": door,
        "organs": organs_of(door, china_today()),
        "sure": door.until_grade is Grade.A,
        "back": _before(code),
    }
    return render(request, "citizen/door.html", context)


def _before(code: str) -> str:
    """The question that leads here; the start page for the first."""
    for question in QUESTIONS.values():
        if code in (to for _text, to in question.answers):
            return reverse("citizen:door", args=[question.code.lower()])
    return reverse("citizen:start")


def paper_form(request: HttpRequest) -> HttpResponse:
    """The same questions to print, fill in by hand, and post, bring or scan."""
    today = china_today()
    pages = []
    for page in questions.PAGES:
        if page.name in questions.BUILD and page.name != "files":
            form = questions.form_for(page.name, {}, today)
            pages.append((page, [_asked(bound) for bound in form]))
    personal = [FIELDS[name] for name in ("name", "phone", "address", "email")]
    return render(request, "citizen/paper_form.html", {"pages": pages, "personal": personal})


def _asked(bound: object) -> dict[str, object]:
    field = bound.field
    choices = [label for value, label in getattr(field, "choices", ()) if value]
    return {
        "label": field.label,
        "hint": field.help_text,
        "optional": not field.required,
        "choices": choices if len(choices) <= 12 and bound.name != "region" else [],
        "tick": field.__class__.__name__ == "BooleanField",
        "lines": range(LINES.get(bound.name, 1)),
    }
