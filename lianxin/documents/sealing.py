"""An organ's electronic seal: a PAdES signature over the whole PDF (pyhanko), and the picture drawn on the page.

Keys are an organ's own files; SM2 seals and OFD (GB/T 38540) are not covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter

from lianxin.documents.sheet import spoken_day
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

FIELD = "Seal"
PICTURES = (".png", ".svg")


class BadSeal(SaidError):
    """A seal that cannot be used; `said` tells the operator why."""


@dataclass(frozen=True)
class Seal:
    """What an organ has: a certificate with its key, a picture, or both; empty for none."""

    certificate: bytes = b""
    password: bytes = b""
    picture: bytes = b""

    def valid_on(self, day: date) -> bool:
        """Whether the certificate holds on that day."""
        found = self._certificate()
        return found.not_valid_before_utc.date() <= day <= found.not_valid_after_utc.date()

    @property
    def spoken(self) -> str:
        """What there is, for the operator: the certificate's name and last day, and whether there is a picture."""
        parts = []
        if self.certificate:
            found = self._certificate()
            parts.append(f"{found.subject.rfc4514_string()} → {found.not_valid_after_utc.date()}")
        if self.picture:
            parts.append("PNG/SVG")
        return "；".join(parts)

    def _certificate(self) -> x509.Certificate:
        try:
            _key, certificate, _more = pkcs12.load_key_and_certificates(self.certificate, self.password)
        except ValueError:
            certificate = None
        if certificate is None:
            raise BadSeal(_("电子印章的证书读不出来，请核对 .p12 文件和 .pass 里的密码"))
        return certificate


class Signed(StrEnum):
    """How a copy made on one day of a paper issued on another bears the organ's signature."""

    AS_ISSUED = ""  # by the certificate of the day of issue; or the organ has none, and nothing is promised
    LATER = "LATER"  # by the one that holds when the copy is made
    NONE = "NONE"  # the organ has one, and it does not hold


SAYS = {
    Signed.LATER: _(
        "本件{issued}签发，本副本{made}制作；签发时的证书已经更换，电子签名用的是制作时有效的证书"
    ),
    Signed.NONE: _("本件{issued}签发，本副本{made}制作；制作时没有有效的证书，所以没有电子签名"),
}


def signing(seal: Seal, *, issued: date, made: date) -> Signed:
    """Whose signature a copy made on that day can honestly bear: a certificate signs only while it holds. Raises BadSeal."""
    if not seal.certificate:
        return Signed.AS_ISSUED
    if not seal.valid_on(made):
        return Signed.NONE
    return Signed.AS_ISSUED if seal.valid_on(issued) else Signed.LATER


def says(signed: Signed, *, issued: date, made: date) -> Said | None:
    """What the copy says of its signature where that is another than one expects."""
    days = {"issued": spoken_day(issued), "made": spoken_day(made)}
    return Said(SAYS[signed], days) if signed in SAYS else None


def seal_of(organ: str, folder: Path) -> Seal:
    """The seal of the organ with this code: `CODE.p12` with `CODE.pass`, `CODE.png` or `CODE.svg`."""
    picture = next((p for end in PICTURES if (p := folder / f"{organ}{end}").exists()), None)
    certificate, password = folder / f"{organ}.p12", folder / f"{organ}.pass"
    return Seal(
        certificate.read_bytes() if certificate.exists() else b"",
        password.read_bytes().strip() if password.exists() else b"",
        picture.read_bytes() if picture else b"",
    )


class _Writer(IncrementalPdfFileWriter):
    """Adds the signature and leaves the metadata as the layout wrote it, so that both stay one (ISO 19005-2, 6.6)."""

    def _update_meta(self) -> None:
        pass


def sealed(pdf: bytes, seal: Seal, *, organ: str, day: date) -> bytes:
    """The PDF with the organ's PAdES signature, if its certificate holds on the day of signing. Raises BadSeal."""
    if not seal.certificate or not seal.valid_on(day):
        return pdf
    signer = SimpleSigner.load_pkcs12_data(seal.certificate, other_certs=[], passphrase=seal.password)
    if signer is None:
        raise BadSeal(_("电子印章的证书读不出来，请核对 .p12 文件和 .pass 里的密码"))
    about = PdfSignatureMetadata(field_name=FIELD, name=organ, subfilter=SigSeedSubFilter.PADES)
    made = BytesIO()
    PdfSigner(about, signer).sign_pdf(_Writer(BytesIO(pdf)), output=made)
    return made.getvalue()
