"""The letters of a matter: the files enclosed with them, and what of them stands beside the form of a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import applied
from lianxin.rules.attachments import NO_TEXT, PART_TEXT
from lianxin.rules.codes import Channel
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.uploads import enclosed

BY_MACHINE = gettext_noop("机器从图片里识别的文字，把握约{sure}%，可能有错字、漏字")
MOST = 3  # the page of the matter has them all


def files_of(number: str, files: Iterable[Any]) -> list[dict[str, Any]]:
    """Enclosed files for `_enclosed.html`, each with its text where it has one, and with what could not be read of it."""
    return [
        {
            **enclosed(one, reverse("staff:attachment", args=[number, one.pk])),
            "text_url": reverse("staff:attachment_text", args=[number, one.pk]) if one.has_text else "",
            "by_machine": Said(BY_MACHINE, {"sure": one.sure})
            if one.sure is not None and one.has_text
            else "",
            "unread": {**NO_TEXT, **PART_TEXT}.get(one.unread, "") if one.digest else "",
        }
        for one in files
    ]


def beside_step(dossier: Dossier, actor: Actor, filed: Sequence[tuple[Any, list[Any]]]) -> dict[str, object]:
    """What a step is taken on: the day it must be done by, what asks for the review that runs, what was filed, what is
    asked for.
    """
    matter = dossier.matter
    return {
        "applied": applied(actor, dossier),
        "clock": {"day": matter.due_on, "provisional": matter.provisional} if matter.due_on else None,
        "letters": [
            {"row": row, "channel": Channel[row.channel].label, "files": files_of(matter.number, files)}
            for row, files in filed[:MOST]
        ],
        "more_letters": max(len(filed) - MOST, 0),
        "asked": dossier.requests,
    }
