"""Receipts and copies of what was filed, as JSON text. The layout stands at the head of `receipt`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from lianxin.rules.wording import Said, gettext_noop

from .checkpoint import Extension, InclusionProof, NotAProof
from .leaf import NotALeaf, NotCanonical, parse_entry
from .note import from_base64, to_base64
from .receipt import CONTENT_FORMAT, FORMAT, NotAReceipt, Promise, Receipt, Step, content_hash

MOST_CHARACTERS = 2_000_000
_PROMISED = {"origin", "commitment", "filed_at", "include_by", "sealed"}


def dumps(receipt: Receipt) -> str:
    """The receipt as the JSON text that is handed out."""
    return json.dumps(to_json(receipt), ensure_ascii=False, indent=2) + "\n"


def for_paper(receipt: Receipt) -> str:
    """The signed promise and its entry alone, short enough for one QR code; `loads` reads it as a receipt."""
    bare = replace(receipt, steps=(Step(receipt.steps[0].leaf),), later=())
    return json.dumps(to_json(bare), ensure_ascii=False, separators=(",", ":"))


def to_json(receipt: Receipt) -> dict[str, object]:
    """The receipt as the JSON object that `loads` reads."""
    told: dict[str, object] = {
        "format": FORMAT,
        "promise": receipt.promise.to_json(),
        "signatures": list(receipt.signatures),
        "steps": [_step_to_json(step) for step in receipt.steps],
    }
    if receipt.later:
        told["later"] = [extension.text for extension in receipt.later]
    return told


def _step_to_json(step: Step) -> dict[str, object]:
    told: dict[str, object] = {"entry": to_base64(step.leaf.entry())}
    if step.link_key is not None:
        told["link_key"] = to_base64(step.link_key)
    if step.event is not None and step.salt is not None:
        told |= {"event": step.event, "salt": to_base64(step.salt)}
    if step.proof is not None:
        told["proof"] = step.proof.text
    return told


def loads(text: str) -> Receipt:
    """Read a receipt, strictly: an unknown field is refused, nothing is verified yet. Raises NotAReceipt."""
    told = _object(text)
    if told.get("format") != FORMAT:
        raise NotAReceipt(Said(gettext_noop("这不是 {format} 格式的回执"), {"format": FORMAT}))
    _only(told, {"format", "promise", "signatures", "steps"}, {"later"})
    promise, steps = told["promise"], told["steps"]
    if not isinstance(promise, dict) or not isinstance(steps, list):
        raise NotAReceipt(gettext_noop("回执文件不完整"))
    try:
        return Receipt(
            _promise(promise),
            tuple(_texts(told["signatures"])),
            tuple(map(_step, steps)),
            tuple(map(Extension.parse, _texts(told.get("later", [])))),
        )
    except NotALeaf as error:
        raise _misspelt("entry") from error
    except NotAProof as error:
        raise _misspelt("proof, later") from error


def _promise(told: dict[str, object]) -> Promise:
    _only(told, _PROMISED, {"number", "content"})
    sealed = told["sealed"]
    if not isinstance(sealed, bool):
        raise _misspelt("sealed")
    return Promise(
        origin=_text(told, "origin"),
        commitment=_bytes(told, "commitment"),
        filed_at=_text(told, "filed_at"),
        include_by=_text(told, "include_by"),
        sealed=sealed,
        number=_text(told, "number") if "number" in told else None,
        content=_bytes(told, "content") if "content" in told else None,
    )


def _step(told: object) -> Step:
    if not isinstance(told, dict):
        raise _misspelt("steps")
    _only(told, {"entry"}, {"link_key", "event", "salt", "proof"})
    event = told.get("event")
    if event is not None and not isinstance(event, dict):
        raise _misspelt("event")
    return Step(
        leaf=parse_entry(_bytes(told, "entry", 80)),
        link_key=_bytes(told, "link_key") if "link_key" in told else None,
        event=event,
        salt=_bytes(told, "salt") if "salt" in told else None,
        proof=InclusionProof.parse(_text(told, "proof")) if "proof" in told else None,
    )


def _object(text: str) -> dict[str, object]:
    if len(text) > MOST_CHARACTERS:
        raise NotAReceipt(gettext_noop("文件太长"))
    try:
        told = json.loads(text, object_pairs_hook=_no_twins)
    except NotAReceipt:
        raise
    except (ValueError, RecursionError) as error:
        raise NotAReceipt(gettext_noop("这不是回执文件的内容，可能没有下载或者粘贴完整")) from error
    if not isinstance(told, dict):
        raise NotAReceipt(gettext_noop("这不是回执文件的内容，可能没有下载或者粘贴完整"))
    return told


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise NotAReceipt(gettext_noop("文件里同一项写了两次"))
    return told


def _misspelt(names: str) -> NotAReceipt:
    return NotAReceipt(Said(gettext_noop("文件里这一项写得不对：{names}"), {"names": names}))


def _only(told: Mapping[str, object], needed: set[str], allowed: set[str]) -> None:
    if missing := needed - set(told):
        raise NotAReceipt(Said(gettext_noop("文件里少了：{names}"), {"names": "、".join(sorted(missing))}))
    if unknown := set(told) - needed - allowed:
        raise NotAReceipt(Said(gettext_noop("文件里多了：{names}"), {"names": "、".join(sorted(unknown))}))


def _text(told: Mapping[str, object], key: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value:
        raise _misspelt(key)
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _misspelt("signatures, later")
    return value


def _bytes(told: Mapping[str, object], key: str, length: int = 32) -> bytes:
    try:
        data = from_base64(_text(told, key))
    except ValueError as error:
        raise _misspelt(key) from error
    if len(data) != length:
        raise _misspelt(key)
    return data


def content_copy(content: Mapping[str, object], salt: bytes) -> dict[str, object]:
    """The petitioner's own copy of what was filed, as JSON, with the salt that opens its hash."""
    return {"format": CONTENT_FORMAT, "salt": to_base64(salt), "content": content}


def hash_of_copy(text: str) -> bytes:
    """The `content_hash` of a copy. Raises NotAReceipt."""
    copy = _object(text)
    content = copy.get("content")
    if copy.get("format") != CONTENT_FORMAT or not isinstance(content, dict):
        raise NotAReceipt(Said(gettext_noop("这不是 {format} 格式的内容副本"), {"format": CONTENT_FORMAT}))
    try:
        return content_hash(content, _bytes(copy, "salt"))
    except NotCanonical as error:
        raise _misspelt("content") from error
