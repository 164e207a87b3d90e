"""Check a receipt without trusting the office that gave it: `lianxin-verify`.

Runs offline with nothing but this folder and `cryptography`; the network is used only for an address the user
gives. Exit code 0: everything that was asked verifies; 1: something does not; 2: the question cannot be
answered (unreadable file, no key and no checkpoint, a checkpoint the proofs do not reach).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from lianxin.rules.wording import Said, gettext_noop

from .checkpoint import (
    Checkpoint,
    InclusionProof,
    LogForked,
    NotACheckpoint,
    check_extends,
    open_checkpoint,
    read_checkpoint,
)
from .leaf import NotALeaf, parse_entry
from .note import NotAKey, NotANote, NoteRefused, Verifier
from .place import place_of
from .receipt import (
    HistoryBroken,
    NotAReceipt,
    Receipt,
    check_continues,
    check_history,
    check_promise,
    content_in_log,
)
from .receipt_file import hash_of_copy, loads
from .tiles import Tile, TileDamaged, TiledTree, TileMissing, TileStore
from .tree import ProofRefused

OK, WRONG, OPEN, NOTED = "ok", "wrong", "open", "noted"
_REFUSED = (HistoryBroken, LogForked, NotACheckpoint, NotANote, NoteRefused, ProofRefused)
_MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Check:
    """One question and its answer; `state` is ok, wrong, open (cannot be told) or noted (nothing was asked)."""

    name: str
    state: str
    message: str


@dataclass(frozen=True)
class Asked:
    """What the receipt is held against. Texts are the contents of files, `tiles` the public log if at hand.

    `at` is the aware moment that tells whether a promise is overdue; without it the newest leaf's hour does.
    """

    keys: Sequence[Verifier] = ()
    checkpoint: str | None = None
    content: str | None = None
    earlier: str | None = None
    tiles: TileStore | None = None
    at: datetime | None = None


def verify(receipt: Receipt, asked: Asked) -> list[Check]:
    """Every check, in the order a reader wants them. Raises NotAReceipt for an unreadable copy or receipt."""
    receipt, overdue = _looked_up(receipt, asked)
    checks = [_promise(receipt, asked), _history(receipt)]
    if asked.earlier is not None:
        checks.append(_continues(receipt, asked.earlier))
    if asked.content is not None:
        checks.append(_content(receipt, asked, asked.content))
    if receipt.steps and receipt.steps[0].proof:
        checks += _inclusion(receipt, asked)
    else:
        checks.append(_waiting(receipt, asked, overdue))
    return checks


def exit_code(checks: Sequence[Check]) -> int:
    """0, 1 or 2, as the head of this module says."""
    states = {check.state for check in checks}
    return 1 if WRONG in states else 2 if OPEN in states else 0


def _promise(receipt: Receipt, asked: Asked) -> Check:
    name = gettext_noop("单位签名")
    if not asked.keys:
        return _said(name, NOTED, gettext_noop("没有给出公钥，签名、编号和时间都没有核对"))
    try:
        check_promise(receipt, asked.keys)
    except NoteRefused:
        return _said(name, WRONG, gettext_noop("回执上的签名不是这把公钥签的，或回执被改动过"))
    return _said(name, OK, gettext_noop("回执确由 {origin} 签发"), origin=receipt.promise.origin)


def _history(receipt: Receipt) -> Check:
    name = gettext_noop("办理经过")
    try:
        check_history(receipt)
    except HistoryBroken as error:
        return Check(name, WRONG, str(error))
    return _said(name, OK, gettext_noop("共 {count} 步，前后相接"), count=len(receipt.steps))


def _continues(receipt: Receipt, earlier: str) -> Check:
    name = gettext_noop("与早先的回执")
    try:
        check_continues(loads(earlier), receipt)
    except HistoryBroken as error:
        return Check(name, WRONG, str(error))
    return _said(name, OK, gettext_noop("早先告知的经过没有被改动"))


def _content(receipt: Receipt, asked: Asked, copy: str) -> Check:
    name = gettext_noop("信访内容")
    if receipt.promise.content is None:
        return _said(name, WRONG, gettext_noop("这份回执没有记下内容，无从核对"))
    if hash_of_copy(copy) != receipt.promise.content:
        return _said(name, WRONG, gettext_noop("这份内容不是当时提交的内容"))
    if content_in_log(receipt):
        return _said(name, OK, gettext_noop("与当时提交的一字不差，公开记录里的那一步也认这份内容"))
    if not asked.keys:
        return _said(name, OPEN, gettext_noop("与回执上写的一致，但没有公钥，不知回执是真是假"))
    return _said(name, OK, gettext_noop("与当时提交的一字不差"))


def _looked_up(receipt: Receipt, asked: Asked) -> tuple[Receipt, bool | None]:
    """A receipt without proof, as on paper, with the proof the public files hold.

    If they hold no such leaf: whether it is overdue. Only a promise that stands can be broken: of another nothing is told.
    """
    first = receipt.steps[0] if receipt.steps else None
    if first is None or first.proof or asked.checkpoint is None or asked.tiles is None:
        return receipt, None
    try:
        check_history(receipt)
        if asked.keys:
            check_promise(receipt, asked.keys)
        tree = TiledTree(asked.tiles, _opened(asked.checkpoint, receipt, asked).size)
        index = place_of(first.leaf, tree)
        if index is None:
            return receipt, _overdue(receipt.promise.include_by, asked.at or _newest(tree))
        proof = InclusionProof(index, tuple(tree.inclusion(index)), asked.checkpoint)
    except (*_REFUSED, TileMissing, TileDamaged, NotALeaf):
        return receipt, None
    return replace(receipt, steps=(replace(first, proof=proof), *receipt.steps[1:])), False


def _newest(tree: TiledTree) -> datetime | None:
    """The hour of the last leaf: a log that went on past a promise without it has broken it by its own clock."""
    return datetime.fromtimestamp(parse_entry(tree.entry(tree.size - 1)).hour, UTC) if tree.size else None


def _waiting(receipt: Receipt, asked: Asked, overdue: bool | None) -> Check:
    name, by = gettext_noop("收入公开记录"), receipt.promise.include_by
    if asked.checkpoint is None:
        return _said(name, NOTED, gettext_noop("还没有收录证明；单位承诺最迟 {by} 收录"), by=by)
    if overdue is None:
        told = gettext_noop(
            "这份回执里没有收录证明，请用公开记录的网址核对，或重新下载回执；单位承诺最迟 {by} 收录"
        )
        return _said(name, OPEN, told, by=by)
    if overdue:
        told = gettext_noop("承诺的 {by} 已经过了，公开记录里没有这一件。请保存好回执，向上级机关反映")
        return _said(name, WRONG, told, by=by)
    return _said(name, OPEN, gettext_noop("公开记录里还没有；单位承诺最迟 {by} 收录"), by=by)


def _overdue(by: str, at: datetime | None) -> bool:
    try:
        return at is not None and datetime.fromisoformat(by) < at
    except (ValueError, TypeError):  # not a moment with a zone: no promise that could be kept
        return True


def _inclusion(receipt: Receipt, asked: Asked) -> list[Check]:
    name = gettext_noop("收入公开记录")
    heads: dict[Checkpoint, None] = {}
    try:
        for step in receipt.steps:
            if step.proof:
                head = _opened(step.proof.note, receipt, asked)
                step.proof.check(step.leaf.leaf_hash(), head)
                heads[head] = None
    except _REFUSED:
        return [
            _said(name, WRONG, gettext_noop("收录证明不成立：公开记录里没有这样的一步，或者回执被改动过"))
        ]
    size = max(head.size for head in heads)
    told = gettext_noop("每一步都在公开记录的前 {size} 条之内")
    checks = [_said(name, OK, told, size=size)]
    if asked.checkpoint is not None:
        checks += _anchored(list(heads), receipt, asked, asked.checkpoint)
    return checks


def _opened(note: str, receipt: Receipt, asked: Asked) -> Checkpoint:
    """The checkpoint in a note: signed by the log if keys are at hand, of the receipt's log in any case."""
    if asked.keys:
        return open_checkpoint(note, asked.keys, origin=receipt.promise.origin).checkpoint
    checkpoint = read_checkpoint(note)
    if checkpoint.origin != receipt.promise.origin:
        raise NotACheckpoint(f"a checkpoint of {checkpoint.origin}")
    return checkpoint


def _anchored(heads: Sequence[Checkpoint], receipt: Receipt, asked: Asked, note: str) -> list[Check]:
    """Are the trees the proofs lead to the tree of the checkpoint that was given?"""
    name = gettext_noop("与所给校验点")
    try:
        given = _opened(note, receipt, asked)
        reached = [_connected(head, given, receipt, asked) for head in heads]
    except _REFUSED:
        return [
            _said(
                name,
                WRONG,
                gettext_noop("回执里的证明与所给校验点对不上：记录被改过，或校验点不是这份记录的"),
            )
        ]
    except (TileMissing, TileDamaged):
        reached = [False]
    if not all(reached):
        return [_said(name, OPEN, gettext_noop("回执里的证明还到不了所给校验点，请重新下载回执后再核对"))]
    checks = [_said(name, OK, gettext_noop("证明连到所给校验点（{size} 条）"), size=given.size)]
    if asked.keys:
        witnesses = open_checkpoint(note, asked.keys, origin=given.origin).witnesses
        if witnesses:
            names = "、".join(name for name, _ in witnesses)
            checks.append(_said(gettext_noop("见证"), OK, gettext_noop("由 {names} 会签"), names=names))
    return checks


def _connected(head: Checkpoint, given: Checkpoint, receipt: Receipt, asked: Asked) -> bool:
    """Is there a proof that the smaller tree begins the larger? Raises if there is one and it is false."""
    small, large = sorted((head, given), key=lambda one: one.size)
    beyond = any(step.proof and step.proof.index >= given.size for step in receipt.steps)
    if beyond and not asked.keys:
        return False  # the given tree does not reach the leaf, and no key vouches for the larger one
    if small.size == large.size:
        check_extends(small, large, ())
        return True
    for extension in receipt.later:
        if extension.old_size == small.size and read_checkpoint(extension.note).size == large.size:
            check_extends(small, large, extension.hashes)
            return True
    if asked.tiles is None:
        return False
    check_extends(small, large, TiledTree(asked.tiles, large.size).consistency(small.size))
    return True


def _said(name: str, state: str, template: str, **values: object) -> Check:
    return Check(name, state, str(Said(template, values)))


class WebStore:
    """The tiles of a log behind a web address, to read only."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def read(self, tile: Tile) -> bytes:
        try:
            return fetch(self.prefix + tile.path)
        except HTTPError as error:
            raise TileMissing(tile.path) from error

    def write(self, tile: Tile, data: bytes) -> None:
        raise TypeError("a log behind a web address is only read")

    def drop_partials(self, tile: Tile) -> None:
        raise TypeError("a log behind a web address is only read")


def fetch(url: str) -> bytes:
    """What stands at an http or https address. Raises OSError."""
    if not url.startswith(("https://", "http://")):
        raise OSError(f"not a web address: {url}")
    request = Request(url, headers={"Accept-Encoding": "identity"})  # noqa: S310 - scheme checked above
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - scheme checked above
            return bytes(answer.read(_MOST_BYTES))
    except HTTPException as error:
        raise OSError(f"no sound answer from {url}") from error


def _read(place: str) -> str:
    data = fetch(place) if "://" in place else Path(place).read_bytes()
    return data.decode("utf-8").replace("\r\n", "\n")  # an editor's line ends; no note has any other


def _tiles_of(place: str | None) -> TileStore | None:
    if place is None or "://" not in place or not place.endswith("/checkpoint"):
        return None
    return WebStore(place.removesuffix("checkpoint"))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lianxin-verify", description="核对信访回执，不需要相信开出回执的单位。"
    )
    parser.add_argument("receipt", help="回执文件（JSON）")
    parser.add_argument("--checkpoint", help="校验点：文件或网址，最好取自报纸、公告栏或另一单位")
    parser.add_argument("--content", help="自己保存的信访内容副本（JSON）")
    parser.add_argument("--earlier", help="同一件信访早先的回执（JSON）")
    parser.add_argument("--key", action="append", default=[], help="公钥（名称+编号+数据），可以给出多把")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser.parse_args(argv)


def _ask(arguments: argparse.Namespace) -> tuple[Receipt, list[Check]]:
    """Read what the command names and check it. Raises NotAReceipt with a sentence for the user."""
    if not arguments.key and not arguments.checkpoint:
        raise NotAReceipt(gettext_noop("请用 --key 给出公钥，或用 --checkpoint 给出校验点，否则无从核对"))
    texts: dict[str, str | None] = {}
    for name in ("receipt", "checkpoint", "content", "earlier"):
        place = getattr(arguments, name)
        try:
            texts[name] = None if place is None else _read(place)
        except (OSError, ValueError) as error:
            raise NotAReceipt(Said(gettext_noop("读不到 {place}"), {"place": place})) from error
    try:
        keys = [Verifier.parse(key) for key in arguments.key]
        if texts["checkpoint"] is not None:
            read_checkpoint(texts["checkpoint"])
    except NotAKey as error:
        raise NotAReceipt(gettext_noop("公钥写得不对，请完整复制")) from error
    except (NotANote, NotACheckpoint) as error:
        raise NotAReceipt(gettext_noop("所给校验点不是校验点文件，或没有复制完整")) from error
    receipt = loads(texts["receipt"] or "")
    tiles = _tiles_of(arguments.checkpoint)
    asked = Asked(keys, texts["checkpoint"], texts["content"], texts["earlier"], tiles)
    try:
        return receipt, verify(receipt, asked)
    except OSError as error:
        raise NotAReceipt(gettext_noop("读公开记录时网络中断，请稍后再试")) from error


def main(argv: Sequence[str] | None = None) -> int:
    """The command. Prints the checks and returns the exit code."""
    arguments = _arguments(argv)
    try:
        receipt, checks = _ask(arguments)
    except NotAReceipt as error:
        told = {"exit": 2, "error": str(error)}
        print(json.dumps(told, ensure_ascii=False) if arguments.json else f"无法核对：{error}")
        return 2
    code = exit_code(checks)
    if arguments.json:
        told = {"exit": code, "code": receipt.code, "promise": receipt.promise.to_json()}
        print(
            json.dumps(told | {"checks": [asdict(check) for check in checks]}, ensure_ascii=False, indent=2)
        )
        return code
    marks = {OK: "通过", WRONG: "不符", OPEN: "未定", NOTED: "说明"}
    print(f"回执 {receipt.promise.number or ''}（口述码 {receipt.code}）")
    for check in checks:
        print(f"  [{marks[check.state]}] {check.name}：{check.message}")
    print(["核对通过。", "核对不通过。", "还不能下结论。"][code])
    return code


if __name__ == "__main__":
    sys.exit(main())
