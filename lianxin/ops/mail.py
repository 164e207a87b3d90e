"""The way of sending that needs nobody: each notice becomes a file under HOME/mail, to be printed or carried on."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from lianxin.actions.outbox import Notice


def to_file(notice: Notice) -> None:
    """Write the notice once; its key is the file's name, so a second attempt finds it there and writes nothing."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, draft = folder / f"{notice.key}.txt", folder / f".{notice.key}.{os.getpid()}"
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(f"{notice.channel} {notice.address}\n{notice.number}\n\n{notice.text}\n")
    draft.replace(target)  # whole or not at all, and the same file however often it is tried
