"""The electronic seal: a valid PAdES signature over the page, the picture drawn, and only when there is one."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lianxin.documents.pdf import pdf
from lianxin.documents.sealing import BadSeal, seal_of, sealed
from tests.documents.test_page import SHEET
from tests.seals import make_seal

DAY = date(2026, 8, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of one organ."""
    made = tmp_path_factory.mktemp("seals")
    make_seal(made, "37142602", "2026-01-01", "2035-12-30")
    return made


def test_the_seal_is_a_valid_signature_over_the_whole_paper(folder: Path) -> None:
    seal = seal_of("37142602", folder)
    plain = pdf(SHEET, seal=seal.picture)
    made = sealed(plain, seal, organ=SHEET.organ, day=DAY)
    assert made.startswith(plain) and len(made) > len(plain)
    [signature] = PdfFileReader(BytesIO(made)).embedded_signatures
    roots = list(load_certs_from_pemder_data(signature.signer_cert.dump()))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
    assert status.intact and status.valid and status.trusted
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    spoiled = bytearray(made)
    spoiled[len(plain) // 2] ^= 1
    [broken] = PdfFileReader(BytesIO(bytes(spoiled))).embedded_signatures
    assert not validate_pdf_signature(broken, ValidationContext(trust_roots=roots)).intact


def test_the_picture_is_drawn_only_when_there_is_one(folder: Path) -> None:
    assert pdf(SHEET, seal=seal_of("37142602", folder).picture) != pdf(SHEET)
    assert pdf(SHEET, seal=seal_of("37000000", folder).picture) == pdf(SHEET)


def test_no_seal_from_before_or_after_its_certificate(folder: Path) -> None:
    seal, plain = seal_of("37142602", folder), pdf(SHEET)
    assert sealed(plain, seal, organ=SHEET.organ, day=date(2025, 12, 30)) == plain
    assert sealed(plain, seal_of("37000000", folder), organ=SHEET.organ, day=DAY) == plain


def test_a_wrong_password_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "1.p12").write_bytes((folder / "37142602.p12").read_bytes())
    (tmp_path / "1.pass").write_text("654321")
    with pytest.raises(BadSeal, match="密码"):
        sealed(pdf(SHEET), seal_of("1", tmp_path), organ=SHEET.organ, day=DAY)
