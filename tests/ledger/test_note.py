from __future__ import annotations

import pytest

from lianxin.ledger.note import (
    COSIGNATURE,
    NotAKey,
    NotANote,
    NoteRefused,
    Signer,
    Verifier,
    from_base64,
    open_note,
    sign_note,
)

from .vectors import ENOCH_LINE, ENOCH_VKEY, NOTE_TEXT, PETER_LINE, PETER_SKEY, PETER_VKEY

PETER, ENOCH = Verifier.parse(PETER_VKEY), Verifier.parse(ENOCH_VKEY)


def test_keys_read_and_write_as_the_reference_prints_them() -> None:
    signer = Signer.parse(PETER_SKEY)
    assert (signer.skey, signer.verifier.vkey) == (PETER_SKEY, PETER_VKEY)
    assert PETER.key_id.hex() == "c74f20a3"
    assert ENOCH.vkey == ENOCH_VKEY


@pytest.mark.parametrize(("key", "parse"), [(PETER_VKEY, Verifier.parse), (PETER_SKEY, Signer.parse)])
def test_a_key_with_any_part_missing_or_any_letter_changed_is_refused(key: str, parse) -> None:  # type: ignore[no-untyped-def]
    cut = [key[:end] for end in range(len(key))] + [key[start:] for start in range(1, len(key))]
    changed = [key[:n] + chr(ord(key[n]) + 1) + key[n + 1 :] for n in range(len(key))]
    for wrong in cut + changed:
        with pytest.raises(NotAKey):
            parse(wrong)


@pytest.mark.parametrize(
    "vkey",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_of_wrong_length_or_unknown_algorithm_is_refused(vkey: str) -> None:
    with pytest.raises(NotAKey):
        Verifier.parse(vkey)


def test_the_reference_note_is_signed_byte_for_byte() -> None:
    assert sign_note(NOTE_TEXT, [Signer.parse(PETER_SKEY)]) == NOTE_TEXT + "\n" + PETER_LINE


def test_unknown_signatures_are_ignored_and_known_ones_listed() -> None:
    note = NOTE_TEXT + "\n" + PETER_LINE + ENOCH_LINE
    one, both = open_note(note, [PETER]), open_note(note, [PETER, ENOCH])
    assert one.text == NOTE_TEXT
    assert [signed.verifier for signed in one.signatures] == [PETER]
    assert one.unknown == ("EnochRoot+af0cfe78",)
    assert [signed.verifier for signed in both.signatures] == [PETER, ENOCH]
    assert both.unknown == ()


def test_a_note_no_known_key_signed_is_refused() -> None:
    for verifiers in ([], [Signer.generate("PeterNeumann").verifier], [ENOCH]):
        with pytest.raises(NoteRefused):
            open_note(NOTE_TEXT + "\n" + PETER_LINE, verifiers)


def test_a_false_signature_of_a_known_key_refuses_the_note_whatever_else_is_signed() -> None:
    false = Signer.parse(PETER_SKEY).line("another text\n")
    with pytest.raises(NoteRefused):
        open_note(NOTE_TEXT + "\n" + ENOCH_LINE + false, [PETER, ENOCH])
    with pytest.raises(NoteRefused):
        open_note(NOTE_TEXT.replace("think", "thunk") + "\n" + PETER_LINE, [PETER])


def test_keys_change_with_overlap() -> None:
    old, new = Signer.generate("log"), Signer.generate("log")
    note = sign_note("text\n", [old, new])
    for known in ([old.verifier], [new.verifier], [old.verifier, new.verifier]):
        assert len(open_note(note, known).signatures) == len(known)


def test_a_text_may_hold_empty_lines() -> None:
    key = Signer.generate("log")
    assert open_note(sign_note("一\n\n二\n", [key]), [key.verifier]).text == "一\n\n二\n"


@pytest.mark.parametrize(
    "note",
    [
        NOTE_TEXT,
        NOTE_TEXT + "\n",
        NOTE_TEXT + "\n" + PETER_LINE[:-1],
        "\x01" + NOTE_TEXT + "\n" + PETER_LINE,
        "\ud800" + NOTE_TEXT + "\n" + PETER_LINE,
        NOTE_TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad Name"),
        NOTE_TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad+Name"),
        NOTE_TEXT + "\n" + PETER_LINE.replace("— ", "- "),
        NOTE_TEXT + "\n" + PETER_LINE + "Unexpected line.\n",
        NOTE_TEXT + "\n" + PETER_LINE * 101,
        NOTE_TEXT + "\n— PeterNeumann x08g\n",
        "x" * 1_000_000 + NOTE_TEXT + "\n" + PETER_LINE,
    ],
)
def test_what_is_not_a_note_is_refused(note: str) -> None:
    with pytest.raises(NotANote):
        open_note(note, [PETER])


@pytest.mark.parametrize("text", ["QR==", "QQ", "QQ==\n", "Q Q=", "-_8=", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    assert from_base64("QQ==") == b"A"
    with pytest.raises(ValueError, match="base64"):
        from_base64(text)


def test_a_private_key_never_shows_in_a_repr() -> None:
    key = Signer.generate("log")
    assert key.seed.hex() not in repr(key) and repr(key.seed) not in repr(key)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "宽\u3000空格"])
def test_a_name_no_key_can_have_is_refused(name: str) -> None:
    with pytest.raises(NotAKey):
        Signer.generate(name)


def test_a_signature_and_a_cosignature_are_not_mistaken_for_each_other() -> None:
    witness = Signer.generate("witness", COSIGNATURE)
    with pytest.raises(ValueError, match="time"):
        witness.line("text\n")
    with pytest.raises(ValueError, match="time"):
        Signer.generate("log").line("text\n", at=1)
    as_plain = Signer("witness", witness.seed)
    assert as_plain.verifier.key_id != witness.verifier.key_id
    assert Signer.parse(witness.skey) == witness
