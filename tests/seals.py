"""Seals made for tests: a key, its own certificate and a picture."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42"><circle cx="21" cy="21" r="20" fill="none" stroke="red"/></svg>'


def make_seal(folder: Path, organ: str, first: str, last: str) -> None:
    """The seal of this organ, its certificate valid from the first day to the last, in place of an earlier one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "清河县自然资源和规划局")])
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last))
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(end)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(b"123456")
    )
    folder.mkdir(exist_ok=True)
    (folder / f"{organ}.p12").write_bytes(packed)
    (folder / f"{organ}.pass").write_text("123456\n")
    (folder / f"{organ}.svg").write_text(PICTURE)
