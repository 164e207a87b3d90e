"""Closing with the four-item check (第二十七条), and the follow-up that comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lianxin.actions.change import Change
from lianxin.documents.package import metadata
from lianxin.documents.sheet import spoken_day
from lianxin.queries.archives import bytes_of, is_fresh, package_of
from lianxin.queries.attachments import FileLost
from lianxin.rules.wording import gettext_noop as _


def close(change: Change) -> None:
    change.matter.closed_on = change.today
    change.matter.cause = change.text("cause")


def report_back(change: Change) -> None:
    """第二十二条第三项: each organ that was assigned reports for itself, to the one that assigned it."""
    change.end_reports([change.organ.pk])


def follow_up(change: Change) -> None:
    """After the first visit back a second one is due, counted from the closing as well."""
    if "FOLLOW_UP_30" in change.dossier.clocks and change.matter.closed_on:
        change.stops = {"FOLLOW_UP_30"}
        change.start("FOLLOW_UP_90", on=change.matter.closed_on)


def record_execution(change: Change) -> None:
    """The petitioner is told how what was supported has been carried out."""
    change.show(result=change.text("result"))


def archive(change: Change) -> None:
    """On file: the step names the list of files that was packed, so that the log vouches for every one of them."""
    package = package_of(change.matter)
    if package is None or not is_fresh(package, change.dossier):
        change.refuse("", _("还没有打包，或者打包以后又有办理：请先打包，再归档"))
    change.show(manifest=package.manifest)
    try:
        about = metadata(bytes_of(package))
    except FileLost:
        change.refuse("", _("归档包的文件不见了，请重新打包，再归档"))
    volume, who = about["volume"], change.actor.name or "—"
    change.paper_body = {
        "items": "\n".join(_line(row) for row in volume),
        "volume_note": about["volume_note"],
        "packed_by": f"{about['packed_by']}　{spoken_day(date.fromisoformat(about['packed_on']))}",
        "checked_by": f"{who}　{spoken_day(change.today)}",
        "signature": who, "kept_under": change.dossier.retention.label, "manifest": " ".join(package.manifest[i : i + 16] for i in range(0, 64, 16)),
    }  # fmt: skip


def _line(row: Mapping[str, object]) -> str:
    """One line of the index on the list handed over: place, title, number, first page."""
    page = f"　第{row['page']}页" if row["page"] else f"　{row['no_pages']}".rstrip("　")
    number = f"　{row['number']}" if row["number"] else ""
    return f"{row['place']}. {row['title']}{number}{page}"


EFFECTS = {
    "ARCHIVE": archive,
    "CLOSE": close,
    "REPORT_BACK": report_back,
    "RECORD_EXECUTION": record_execution,
    "FOLLOW_UP": follow_up,
}
