"""Closing with the four-item check (第二十七条), and the follow-up that comes after it."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.models import Document
from lianxin.queries.archives import is_fresh, package_of
from lianxin.rules.papers import PAPERS
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
    listed = [
        f"{PAPERS[p.kind].title}{p.number}" for p in change.dossier.papers if p.state == Document.ISSUED
    ]
    kept = change.dossier.retention
    change.paper_body = {
        "items": "\n".join(f"{place}. {title}" for place, title in enumerate(listed, 1)) or "—",
        "signature": change.actor.name or "—",
        "kept_under": kept.label, "manifest": package.manifest,
    }  # fmt: skip


EFFECTS = {
    "ARCHIVE": archive,
    "CLOSE": close,
    "REPORT_BACK": report_back,
    "RECORD_EXECUTION": record_execution,
    "FOLLOW_UP": follow_up,
}
