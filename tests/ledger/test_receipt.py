from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.ledger.leaf import NotALeaf, commit, link_key
from lianxin.ledger.note import NoteRefused, Signer, to_base64
from lianxin.ledger.receipt import (
    HistoryBroken,
    NotAReceipt,
    Step,
    check_continues,
    check_history,
    check_promise,
    content_hash,
    extend,
    is_spoken_code,
    issue,
    spoken_code,
)
from lianxin.ledger.receipt_file import content_copy, dumps, for_paper, hash_of_copy, loads

from .cast import CONTENT, CONTENT_SALT, FRI_SEP_25, LOG, NUMBER, ORIGIN, Office, salt

OTHER = Signer.generate(ORIGIN)


def test_a_receipt_is_signed_and_reads_back_from_its_file() -> None:
    office = Office()
    receipt = office.fresh()
    check_promise(receipt, [LOG.verifier])
    office.happen(kind="accepted")
    for one in (receipt, office.proven(receipt)):
        again = loads(dumps(one))
        assert again == one
        check_promise(again, [LOG.verifier])
        check_history(again)
    assert receipt.promise.filed_at == "2026-09-25T08:42:07+00:00"
    assert receipt.promise.include_by == "2026-09-26T08:42:07+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "BJXF-2026-000124"), ("filed_at", "2026-09-24T08:42:07+00:00"), ("content", bytes(32)),
     ("include_by", "2027-09-26T08:42:07+00:00"), ("number", None), ("commitment", bytes(32)), ("sealed", True)],
)  # fmt: skip
def test_no_field_of_the_promise_can_be_changed(field: str, value: object) -> None:
    receipt = Office().fresh()
    forged = replace(receipt, promise=replace(receipt.promise, **{field: value}))  # type: ignore[arg-type]
    with pytest.raises(NoteRefused):
        check_promise(forged, [LOG.verifier])


def test_a_receipt_of_another_office_or_another_key_is_refused() -> None:
    neighbour = Signer.generate("other.example/log")
    theirs = Office(neighbour).fresh()
    with pytest.raises(NoteRefused):
        check_promise(theirs, [LOG.verifier])
    relabelled = replace(theirs, promise=replace(theirs.promise, origin=ORIGIN))
    with pytest.raises(NoteRefused):
        check_promise(relabelled, [LOG.verifier, neighbour.verifier])
    again = replace(
        theirs, signatures=(OTHER.line(relabelled.promise.text)[:-1],), promise=relabelled.promise
    )
    with pytest.raises(NoteRefused):
        check_promise(again, [LOG.verifier])
    with pytest.raises(NoteRefused):
        issue(theirs.steps[0], origin=ORIGIN, signers=[neighbour], filed_at=FRI_SEP_25, delay=timedelta(1))


def test_a_signature_of_the_log_over_something_else_does_not_sign_a_promise() -> None:
    receipt = Office().fresh()
    note = Office().note(0)
    for lines in ((), ("",), (note.split("\n\n")[1].split("\n")[0],), (note.rstrip("\n"),)):
        with pytest.raises(NoteRefused):
            check_promise(replace(receipt, signatures=lines), [LOG.verifier])


def test_a_signature_over_the_promise_and_more_is_not_one_over_the_promise() -> None:
    receipt = Office().fresh()
    longer = receipt.promise.text + "\nmore\n"
    lines = ("more", "", LOG.line(longer)[:-1])
    with pytest.raises(NoteRefused):
        check_promise(replace(receipt, signatures=lines), [LOG.verifier])


def test_a_history_edited_cut_reordered_or_of_another_matter_is_broken() -> None:
    office = Office()
    receipt = office.fresh()
    for kind in ("accepted", "served", "finished"):
        office.happen(kind=kind)
    proven = office.proven(receipt)
    first, second, third, last = proven.steps
    stranger = commit({"kind": "accepted"}, salt=salt("x"), previous=salt("y"), at=FRI_SEP_25)
    for steps in [
        (),
        (second, third, last),
        (first, third, last),
        (first, third, second, last),
        (first, replace(second, event={"kind": "rejected"}), third, last),
        (first, replace(second, salt=None), third, last),
        (first, replace(second, event=None), third, last),
        (first, replace(second, event={"kind": 1.5}), third, last),
        (first, replace(second, link_key=None), third, last),
        (first, replace(second, proof=None), third, last),
        (first, Step(stranger, link_key(salt("x")), proof=second.proof)),
    ]:
        with pytest.raises(HistoryBroken):
            check_history(replace(proven, steps=steps))
    check_history(replace(proven, steps=(first, replace(second, event=None, salt=None), third, last)))


def test_a_first_event_that_names_another_number_or_content_is_broken() -> None:
    receipt = Office().fresh()
    for field in ("number", "content"):
        event = {"kind": "submission_filed", field: "another"}
        step = Step(commit(event, salt=salt("s"), previous=None, at=FRI_SEP_25), event=event, salt=salt("s"))
        promise = replace(receipt.promise, commitment=step.leaf.commitment)
        with pytest.raises(HistoryBroken):
            check_history(replace(receipt, promise=promise, steps=(step,)))


def test_a_later_receipt_must_tell_what_the_earlier_one_told() -> None:
    office, rewritten = Office(), Office()
    receipt = office.fresh()
    rewritten.fresh()
    office.happen(kind="accepted", on="2026-09-28")
    rewritten.happen(kind="accepted", on="2026-09-29")
    earlier = office.proven(receipt)
    office.happen(kind="served")
    check_continues(earlier, office.proven(receipt))
    for wrong in (receipt, rewritten.proven(receipt)):
        with pytest.raises(HistoryBroken):
            check_continues(earlier, wrong)
    with pytest.raises(HistoryBroken):
        extend(earlier, rewritten.steps(rewritten.note(), rewritten.size))
    with pytest.raises(HistoryBroken):
        extend(earlier, [])
    with pytest.raises(HistoryBroken):
        check_continues(earlier, replace(earlier, promise=replace(earlier.promise, number="X")))


def test_a_sealed_receipt_bears_no_name_no_number_no_content_and_no_exact_time() -> None:
    event = {"kind": "submission_filed", "number": NUMBER, "text": "举报某局"}
    leaf = commit(event, salt=salt("s"), previous=None, at=FRI_SEP_25)
    sealed = {"origin": ORIGIN, "signers": [LOG], "filed_at": FRI_SEP_25, "sealed": True}
    receipt = issue(Step(leaf), delay=timedelta(hours=24), **sealed)  # type: ignore[arg-type]
    told = json.loads(dumps(receipt))
    assert set(told["promise"]) == {"origin", "commitment", "filed_at", "include_by", "sealed"}
    assert set(told["steps"][0]) == {"entry"}
    assert told["promise"]["filed_at"] == "2026-09-25T08:00:00+00:00"
    assert told["promise"]["include_by"] == "2026-09-26T09:00:00+00:00"
    with pytest.raises(HistoryBroken):
        issue(Step(leaf), delay=timedelta(1), number=NUMBER, **sealed)  # type: ignore[arg-type]
    with pytest.raises(HistoryBroken):
        issue(Step(leaf), delay=timedelta(1), content=bytes(32), **sealed)  # type: ignore[arg-type]
    with pytest.raises(HistoryBroken):
        issue(Step(leaf, None, event, salt("s")), delay=timedelta(1), **sealed)  # type: ignore[arg-type]


def test_a_receipt_says_nothing_of_the_content_without_the_petitioner_s_copy() -> None:
    text = dumps(Office().fresh())
    assert to_base64(CONTENT_SALT) not in text
    copy = json.dumps(content_copy(CONTENT, CONTENT_SALT))
    assert to_base64(hash_of_copy(copy)) in text
    assert content_hash(CONTENT, salt("other")) != content_hash(CONTENT, CONTENT_SALT)
    assert content_hash({**CONTENT, "text": "拆迁补偿款已付"}, CONTENT_SALT) != content_hash(
        CONTENT, CONTENT_SALT
    )
    with pytest.raises(NotALeaf):
        content_hash(CONTENT, b"short")


def test_the_receipt_on_paper_fits_a_qr_code_and_keeps_the_promise() -> None:
    office = Office()
    receipt = office.fresh()
    office.happen(kind="accepted")
    paper = for_paper(office.proven(receipt))
    assert len(paper.encode()) < 1000
    assert to_base64(salt("step 0")) not in paper
    again = loads(paper)
    check_promise(again, [LOG.verifier])
    check_history(again)
    check_continues(again, office.proven(receipt))
    assert again.code == receipt.code


def test_the_time_of_filing_needs_a_zone() -> None:
    leaf = commit({}, salt=salt("s"), previous=None, at=FRI_SEP_25)
    naive = FRI_SEP_25.replace(tzinfo=None)
    with pytest.raises(NotALeaf):
        issue(Step(leaf), origin=ORIGIN, signers=[LOG], filed_at=naive, delay=timedelta(1))


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_slip_of_the_tongue_in_the_code_is_noticed(digest: bytes, data: st.DataObject) -> None:
    code = spoken_code(digest)
    assert is_spoken_code(code) and is_spoken_code(code.replace("-", " "))
    digits = code.replace("-", "")
    place, other = data.draw(st.integers(0, 15)), data.draw(st.sampled_from("0123456789"))
    changed = digits[:place] + other + digits[place + 1 :]
    assert is_spoken_code(changed) is (changed == digits)
    swap = data.draw(st.integers(0, 14))
    swapped = digits[:swap] + digits[swap + 1] + digits[swap] + digits[swap + 2 :]
    assert is_spoken_code(swapped) is (swapped == digits)


@pytest.mark.parametrize("text", ["", "1234", "一二三四-五六七八-九零一二-三四五六", "1" * 17])
def test_what_is_no_code_is_told_apart(text: str) -> None:
    assert not is_spoken_code(text)


def test_the_code_is_written_in_four_groups_with_iso_7064_check_digits() -> None:
    """794 has the check digits 44 in the worked example of the standard."""
    assert spoken_code((794).to_bytes(32, "big")) == "0000-0000-0007-9444"


def spoilt() -> list[str]:
    told = json.loads(dumps(Office().fresh()))
    promise, step = told["promise"], told["steps"][0]
    return [
        "", "[]", "null", "{", "9" * 5000, "[" * 100_000, '{"format":1,"format":1}', " " * 2_000_001,
        json.dumps(told).replace('"number"', '"number": "X", "number"', 1),
        *(json.dumps(changed) for changed in [
            told | {"format": "lianxin-receipt/v2"},
            told | {"more": 1},
            {key: value for key, value in told.items() if key != "steps"},
            told | {"promise": []},
            told | {"promise": promise | {"sealed": "no"}},
            told | {"promise": promise | {"number": 7}},
            told | {"promise": promise | {"commitment": "AAAA"}},
            told | {"promise": promise | {"commitment": "?"}},
            told | {"promise": promise | {"name": "张三"}},
            told | {"signatures": "one"},
            told | {"signatures": [1]},
            told | {"steps": [1]},
            told | {"steps": [step | {"entry": to_base64(bytes(80))}]},
            told | {"steps": [step | {"event": "x"}]},
            told | {"steps": [step | {"proof": "x"}]},
            told | {"later": ["x"]},
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize("text", spoilt())
def test_what_is_no_receipt_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotAReceipt, match=r"[一-龥]"):
        loads(text)


@pytest.mark.parametrize(
    "copy",
    ["{}", json.dumps(content_copy({"share": 0.5}, CONTENT_SALT)),
     json.dumps(content_copy(CONTENT, b"short")), json.dumps({"format": "lianxin-content/v1", "salt": "", "content": 1})],
)  # fmt: skip
def test_what_is_no_copy_of_the_content_is_refused_with_a_sentence(copy: str) -> None:
    with pytest.raises(NotAReceipt, match=r"[一-龥]"):
        hash_of_copy(copy)
