"""Pack finished matters so that they open without this program; by the nightly job, by a person, by the command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from lianxin.actions.attachments import write_whole
from lianxin.actions.paper_copies import kept_file
from lianxin.actions.perform import local_day
from lianxin.actions.readings import record, stated
from lianxin.documents.package import Packed, listed, pack, sha256
from lianxin.models import Account, ArchivePackage, Matter
from lianxin.models.fields import lock
from lianxin.queries import archives as found
from lianxin.queries.access import NotAllowed, NotFound, matter_for
from lianxin.queries.directory import one_reading
from lianxin.queries.dossier import Dossier
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.retention import ARTICLE, volume_note
from lianxin.rules.states import State
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def pack_for(actor: Actor, number: str, *, at: datetime) -> ArchivePackage:
    """Pack a finished matter now. Raises NotFound, NotAllowed."""
    matter = keepable(actor, number, at=at)
    if matter.state != State.CLOSED or matter.disposed_on:
        raise _refused(_("只有已经结案、没有销毁的事项可以打包"))
    return keep(matter, at=at, by=actor.account)


def take_out(actor: Actor, number: str, *, purpose: str, at: datetime) -> tuple[ArchivePackage, bytes]:
    """The bytes of the package, after the purpose has been recorded. Raises NotFound, NotAllowed, Invalid, FileLost."""
    matter = keepable(actor, number, at=at)
    package = found.package_of(matter)
    if package is None:
        raise NotFound(number)
    record(actor, matter, "PACKAGE", stated(purpose), at)
    return package, found.bytes_of(package)


def keepable(actor: Actor, number: str, *, at: datetime) -> Matter:
    """A matter whose whole file this person keeps. Raises NotFound, NotAllowed."""
    matter = matter_for(actor, number, on=local_day(at))
    if not found.may_keep(actor, matter):
        raise _refused(_("归档包由登记机关和承办机关的档案员、分办员、负责人打包和取出"))
    return matter


@transaction.atomic
def keep(matter: Matter, *, at: datetime, by: int | None = None) -> ArchivePackage:
    """Pack it, keep the bytes locked, and let go of the packing before. Raises what rendering raises."""
    with one_reading():
        dossier = Dossier(matter, local_day(at))
        # Until it is kept, nothing enclosed with it is filed apart behind the wall (`late_texts`).
        filed = {row.matter_id for row in dossier.filed}
        list(Matter.objects.select_for_update().filter(pk__in=filed).order_by("pk"))
        made, seq = packed(dossier, at=at, by=by), dossier.history[-1].seq
    row = ArchivePackage(
        matter=matter, seq=seq, digest=sha256(made.data), manifest=made.manifest, size=len(made.data),
        files=made.files, made_at=at, made_by_id=by,
    )  # fmt: skip
    place = found.place_of(row)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(place, lock(made.data))
    row.save()
    forget(ArchivePackage.objects.filter(matter=matter, gone_at=None).exclude(pk=row.pk), at=at)
    return row


def packed(dossier: Dossier, *, at: datetime, by: int | None = None) -> Packed:
    """The package of a file as it stands, packed by this account or by the job."""
    matter, about = dossier.matter, found.about(dossier, on=local_day(at))
    volume = listed(found.pieces_of(dossier, partial(kept_file, at=at)))
    packer = str(Account.objects.get(pk=by)) if by else "系统自动打包"
    pages = [each.piece.pages for each in volume]
    said = volume_note(pages)
    about |= {
        "volume": [each.row for each in volume],
        "pages": sum(each or 0 for each in pages),
        "volume_note": said,
    }
    about["packed_by"] = packer
    note = [
        ("本卷情况", said), ("立卷人", packer),
        ("立卷日期", str(about["packed_on"])), ("检查人、检查日期", "归档时写在《归档移交清单》上"),
    ]  # fmt: skip
    facts = [
        ("编号", matter.number), ("承办机关", str(about["creator"])), ("登记机关", str(about["registered_by"])),
        ("登记日期", str(about["opened_on"])), ("结案日期", str(about["closed_on"])),
        ("内容分类", str(about["category_name"])),
        ("保管期限", "永久" if dossier.retention.for_ever else f"{dossier.retention.years}年"),
        ("保管到", str(about["keep_until"]) or "—"),
    ]  # fmt: skip
    return pack(
        matter.number,
        f"信访档案 {about['title']}",
        facts,
        volume,
        about,
        note=note,
        around=found.to_print(matter, volume, facts, note, on=local_day(at)),
        at=at,
    )


def forget(packages: Iterable[ArchivePackage], *, at: datetime) -> None:
    """Let go of these packings, and of their bytes once that is written; their rows stay and say that they were there."""
    for row in packages:
        row.gone_at = at
        row.save(update_fields=["gone_at"])
        transaction.on_commit(partial(_take_away, row))


def _take_away(row: ArchivePackage) -> None:
    if not ArchivePackage.objects.filter(digest=row.digest, gone_at=None).exists():
        found.place_of(row).unlink(missing_ok=True)


def pack_due(*, at: datetime, most: int | None = None) -> tuple[int, list[str]]:
    """Pack what was finished and lacks a package as of its newest step: how many, and the numbers that failed."""
    done, failed = 0, []
    for matter in found.unpacked().select_related("owner", "office")[:most]:
        try:
            keep(matter, at=at)
            done += 1
        except (OSError, ValueError) as fault:
            failed.append(f"{matter.number}：{fault}")
    return done, failed


def _refused(said: str) -> NotAllowed:
    return NotAllowed(Verdict(False, Said(said), ARTICLE))
