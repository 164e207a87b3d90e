"""PDF/A-2b as far as the structure tells: intent, metadata, embedded fonts, nothing forbidden; sealed papers too."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from lianxin.documents.blank_receipts import blank_receipts
from lianxin.documents.pdf import pdf
from lianxin.documents.sealing import seal_of, sealed
from tests.documents.test_page import SHEET
from tests.documents.test_sealing import DAY, folder

__all__ = ["folder"]
FORBIDDEN = {"/JavaScript", "/JS", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Rendition"}
ON_THE_RECEIPT = [("37142601-2026-00012-8", "A3F-7K9-M2XC")]


def objects(reader: PdfFileReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, streams by their own."""
    seen: set[int] = set()
    waits: list[object] = [reader.root]
    while waits:
        found = waits.pop()
        found = found.get_object() if hasattr(found, "get_object") else found
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, DictionaryObject):
            yield found
            waits += [found.raw_get(key) for key in found]
        elif isinstance(found, list):
            waits += [
                found.raw_get(place) if hasattr(found, "raw_get") else found[place]
                for place in range(len(found))
            ]


@pytest.fixture(params=["plain", "sealed", "receipts"])
def made(request: pytest.FixtureRequest, folder) -> bytes:
    if request.param == "receipts":
        return blank_receipts("某县信访局", ON_THE_RECEIPT, follow="http://127.0.0.1/follow/")
    plain = pdf(SHEET)
    if request.param == "plain":
        return plain
    return sealed(plain, seal_of("37142602", folder), organ="清河县自然资源和规划局", day=DAY)


def test_it_declares_part_and_level_and_an_output_intent(made: bytes) -> None:
    root = PdfFileReader(BytesIO(made)).root
    metadata = root["/Metadata"].data
    assert b"<pdfaid:part>2<" in metadata and b"<pdfaid:conformance>B<" in metadata
    intents = [intent.get_object() for intent in root["/OutputIntents"]]
    intents = [intent for intent in intents if intent["/S"] == "/GTS_PDFA1"]
    assert len(intents) == 1 and intents[0]["/OutputConditionIdentifier"]
    profile = intents[0]["/DestOutputProfile"]
    assert isinstance(profile, StreamObject) and profile.data[36:40] == b"acsp"  # an ICC profile


def test_every_font_is_embedded_with_its_map_to_unicode(made: bytes) -> None:
    found = list(objects(PdfFileReader(BytesIO(made))))
    written = [each for each in found if each.get("/Type") == "/Font" and each["/Subtype"] == "/Type0"]
    assert written
    for font in written:
        assert "/ToUnicode" in font
    descriptors = [each for each in found if each.get("/Type") == "/FontDescriptor"]
    assert len(descriptors) >= len(written)
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in descriptors)
    bare = [
        each
        for each in found
        if each.get("/Type") == "/Font"
        and each["/Subtype"] not in ("/Type0", "/CIDFontType0", "/CIDFontType2")
    ]
    assert all("/FontDescriptor" in font for font in bare)


def test_nothing_that_an_archive_copy_may_not_hold(made: bytes) -> None:
    reader = PdfFileReader(BytesIO(made))
    assert "/Encrypt" not in reader.trailer and reader.trailer["/ID"]
    found = list(objects(reader))
    assert {each.get("/S") for each in found} & FORBIDDEN == set()
    assert not any("/AA" in each or "/LZWDecode" in str(each.get("/Filter")) for each in found)
    assert not any("/F" in each for each in found if isinstance(each, StreamObject))  # no stream lies outside
    assert all(each.get("/Interpolate") is not True for each in found if each.get("/Subtype") == "/Image")


def test_the_seal_leaves_what_the_file_says_of_itself(folder) -> None:
    plain = pdf(SHEET)
    made = sealed(plain, seal_of("37142602", folder), organ="清河县自然资源和规划局", day=DAY)
    before, after = (PdfFileReader(BytesIO(each)) for each in (plain, made))
    assert after.root["/Metadata"].data == before.root["/Metadata"].data
    assert dict(after.trailer["/Info"]) == dict(before.trailer["/Info"])
    assert after.trailer["/ID"][0] == before.trailer["/ID"][0]


def test_the_field_of_the_seal_is_allowed_in_an_archive_copy(folder) -> None:
    made = sealed(pdf(SHEET), seal_of("37142602", folder), organ="清河县自然资源和规划局", day=DAY)
    root = PdfFileReader(BytesIO(made)).root
    [field] = [field.get_object() for field in root["/AcroForm"]["/Fields"]]
    assert field["/F"] & 4 and not field["/F"] & 0b100011  # printed, not hidden (ISO 19005-2, 6.3.2)
    assert list(field["/Rect"]) == [0, 0, 0, 0]  # of no size, so that it needs no appearance (6.3.3)
    assert "/NeedAppearances" not in root["/AcroForm"] and "/A" not in field
