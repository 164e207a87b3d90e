"""The PDF of an issued paper is made once, with the seal of that day, and every later reader gets those bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from lianxin.actions.archives import pack_for
from lianxin.actions.attachments import sweep
from lianxin.actions.disposal import erase
from lianxin.actions.paper_copies import copy_due, kept_file
from lianxin.models import Document, Matter, PaperCopy
from lianxin.queries.archives import bytes_of
from lianxin.queries.attachments import FileLost, place_of
from lianxin.queries.dossier import Dossier
from lianxin.queries.integrity_record import papers_kept
from lianxin.queries.matter_file import paper_page
from lianxin.queries.paper_files import PaperFile, own_sheet, staff_sheet
from lianxin.queries.petitioner import followed, petitioner
from tests import make
from tests.actions.lives import FOUR
from tests.cast import Cast, moment
from tests.documents.page import leaves
from tests.seals import make_seal

pytestmark = pytest.mark.django_db
AT = moment("2026-08-05")
LATER = moment("2026-11-20")


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARCHIVE = tmp_path / "attachments", tmp_path / "archive"
    settings.LOG_DIR, settings.LOG_KEYS = tmp_path / "log", tmp_path / "keys"
    settings.PAPERS = tmp_path
    make_seal(tmp_path / "seals", "37142602", "2026-01-01", "2026-09-30")
    return tmp_path


def download(matter: Matter, kind: str = "D09", at=LATER, names: tuple[str, ...] = ("王秀英",)) -> PaperFile:
    matter = Matter.objects.get(pk=matter.pk)
    dossier = Dossier(matter, at.date())
    paper = next(paper for paper in dossier.papers if paper.kind == kind)
    return kept_file(paper, staff_sheet(paper, dossier, names), matter.number, "pdf", at=at)


def signers(made: bytes) -> list[int]:
    signed = PdfFileReader(BytesIO(made)).embedded_signatures
    return [each.signer_cert.serial_number for each in signed]


def test_a_renewed_certificate_changes_no_paper_that_is_out(cast: Cast, places) -> None:
    matter = make.accepted(cast)
    assert copy_due(at=AT, most=9) == (1, []) and copy_due(at=AT, most=9) == (0, [])
    before = download(matter, at=AT)
    make_seal(places / "seals", "37142602", "2026-10-01", "2028-09-30")
    after = download(matter)
    assert after == before and len(signers(after.content)) == 1
    [row] = matter.submissions.all()
    file = followed(petitioner(None, "", frozenset({row.pk})), row.number, on=LATER.date())
    pk = Document.objects.get(matter=matter, kind="D09").pk
    own = kept_file(*own_sheet(file, pk), row.number, "pdf", at=LATER)
    assert own.content == before.content  # one person, one copy


def test_two_downloads_are_the_same_bytes_and_readers_do_not_share_a_copy(cast: Cast) -> None:
    matter = make.accepted(cast)
    masked = download(matter, names=("王某",))
    assert download(matter, names=("王某",)) == masked
    assert download(matter).content != masked.content
    assert PaperCopy.objects.count() == 2


def test_a_changed_copy_is_found_and_never_handed_out(cast: Cast) -> None:
    matter = make.accepted(cast)
    download(matter)
    assert list(papers_kept(LATER.date())) == []
    [row] = PaperCopy.objects.all()
    assert b"%PDF" not in place_of(row.digest).read_bytes()
    place_of(row.digest).write_bytes(b"something else")
    assert [found.where for found in papers_kept(LATER.date())] == [matter.number]
    with pytest.raises(FileLost):
        download(matter)


def test_the_sweep_leaves_copies_and_disposal_takes_them(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    matter = make.accepted(cast)
    download(matter)
    [row] = PaperCopy.objects.all()
    sweep(at=moment("2099-01-01"))
    assert place_of(row.digest).exists()
    matter = Matter.objects.get(pk=matter.pk)
    with django_capture_on_commit_callbacks(execute=True):
        erase(matter, matter.history.order_by("-seq")[0], on=LATER)
    assert not PaperCopy.objects.exists() and not place_of(row.digest).exists()


def test_the_archive_holds_the_same_bytes(cast: Cast, places) -> None:
    matter = make.served(cast)
    copy_due(at=AT, most=9)
    before = download(matter)
    make.act(cast, matter, "CLOSE", "ziran", "2026-10-19", **FOUR)
    make_seal(places / "seals", "37142602", "2026-10-01", "2028-09-30")
    package = pack_for(Cast(LATER.date())("fenban"), matter.number, at=LATER)
    with ZipFile(BytesIO(bytes_of(package))) as book:
        [held] = [book.read(name) for name in book.namelist() if "-D09-" in name and name.endswith(".pdf")]
    assert held == before.content


def test_no_seal_names_an_organ_to_who_accuses(cast: Cast) -> None:
    matter = make.accepted(cast)
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    [row] = matter.submissions.all()
    file = followed(petitioner(None, "", frozenset({row.pk})), row.number, on=LATER.date())
    pk = Document.objects.get(matter=matter, kind="D09").pk
    assert signers(kept_file(*own_sheet(file, pk), row.number, "pdf", at=LATER).content) == []


def test_no_word_tells_who_accuses_where_the_organ_is(cast: Cast) -> None:
    matter = make.accepted(cast)
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    [row] = matter.submissions.all()
    paper = Document.objects.get(matter=matter, kind="D09")
    where = {"address": "临水县国土路6号", "contact": "临水县国土路6号"}
    paper.body["as_issued"] |= {"wording": "请到{address}办理。\n| 联系 | {contact} |", "facts": where}
    paper.save()
    file = followed(petitioner(None, "", frozenset({row.pk})), row.number, on=LATER.date())
    assert "国土路" not in own_sheet(file, paper.pk)[1].text


# ---- a copy first made when another certificate holds, or none ---------------------------------------------
def page_of(matter: Matter, on=LATER) -> str:
    paper = Document.objects.get(matter=matter, kind="D09")
    found = paper_page(Cast(on.date())("ziran"), matter.number, paper.pk, on=on.date())
    return str(found.seal or "")


def test_a_copy_first_made_after_the_certificate_was_renewed_is_signed_and_says_with_which(
    cast, places
) -> None:
    matter = make.accepted(cast)
    make_seal(places / "seals", "37142602", "2026-10-01", "2028-09-30")
    told = page_of(matter)
    assert "2026年8月3日签发" in told and "2026年11月20日制作" in told and "证书已经更换" in told
    made = download(matter).content
    text = "".join(leaf.text for leaf in leaves(made))
    assert len(signers(made)) == 1 and "签发时的证书已经更换" in text
    make_seal(
        places / "seals", "37142602", "2027-01-01", "2029-09-30"
    )  # renewed again: the copy is what it was
    assert download(matter, names=("王**",)).content != made and page_of(matter, moment("2027-02-01"))
    assert download(matter, at=moment("2027-02-01")).content == made


def test_a_copy_made_when_no_certificate_holds_says_that_it_is_not_signed(cast, places) -> None:
    matter = make.accepted(cast)
    assert "没有电子签名" in page_of(matter)
    made = download(matter).content
    assert signers(made) == [] and "没有电子签名" in "".join(leaf.text for leaf in leaves(made))
    assert PaperCopy.objects.get().signed == "NONE"


def test_a_copy_of_the_day_or_of_an_organ_without_a_seal_says_nothing(cast, places) -> None:
    matter = make.accepted(cast)
    assert page_of(matter, AT) == "" and "副本" not in "".join(
        leaf.text for leaf in leaves(download(matter, at=AT).content)
    )
    for file in (places / "seals").iterdir():
        file.unlink()
    assert page_of(matter) == ""
