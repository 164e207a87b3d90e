"""The wording of a paper: lines of text with `{gaps}` named after its parts.

    # 受理告知书            the title (the catalogue's own where left out)
    @ {petitioner}：        the addressee, flush left
    ## 受理的诉求           a heading, numbered 一、二、三、 by itself; ### （一）
    于{received_on}收到……   a paragraph; one whose gap stays empty is left out
    > {words}              the petitioner's own words
    | 信访人 | {petitioner}  a row of a form

`{answers}` stands for what is said to each request. A text that loses a required part is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from lianxin.documents.sheet import Block, Kind
from lianxin.rules.paper_parts import COMMON, PARTS, STANDING
from lianxin.rules.papers import PAPERS, Paper, Part
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

GAP = re.compile(r"\{([a-z_]+)\}")
NUMERALS = "一二三四五六七八九十"
ANSWERS = "answers"
EACH_ANSWER = _("逐项答复诉求")
NEVER_EMPTY = frozenset({"matter_no", "received_on", *STANDING})  # every matter has them


class BadText(ValueError):
    """A wording that cannot be used; `said` tells whoever wrote it why."""

    def __init__(self, template: str, **values: object) -> None:
        self.said = Said(template, values)
        super().__init__(str(self.said))


@lru_cache(maxsize=2)
def _ours(name: str) -> Mapping[str, str]:
    with (Path(__file__).parent / name).open("rb") as file:
        found: Mapping[str, str] = tomllib.load(file)
    return found


def examples() -> Mapping[str, str]:
    """What each gap may hold in a paper about a matter that never was."""
    return _ours("examples.toml")


def standard(code: str) -> str:
    """Our own wording of a paper; for one that has none, a form of its required parts."""
    return _ours("texts.toml").get(code) or "\n".join(
        f"| {part.label} | {{{part.key}}}" for part in whole(PAPERS[code])
    )


def wording(code: str, folder: Path | None = None) -> str:
    """The wording in force: `D17.txt` in the office's folder, else ours. Raises BadText."""
    file = folder / f"{code}.txt" if folder else None
    if file is None or not file.exists():
        return standard(code)
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadText(_("文书文本“{file}”读不出来，请另存为 UTF-8"), file=file.name) from None
    check(text, PAPERS[code], name=file.name)
    return text


def whole(paper: Paper) -> list[Part]:
    """The parts that belong to the paper as a whole, the requests once where each is answered."""
    return [part for part in paper.required if not part.each]


def check(text: str, paper: Paper, *, name: str = "") -> None:
    """Raise BadText naming what is wrong with a wording: an unknown gap, or a required part it lost."""
    gaps = set(GAP.findall(text))
    name = name or paper.code
    known = {part.key for part in paper.required} | set(COMMON) | set(PARTS) | {ANSWERS}
    if unknown := sorted(gaps - known):
        raise BadText(_("“{name}”里的 {{{gap}}} 不是文书的内容项，请核对写法"), name=name, gap=unknown[0])
    if stray := re.search(r"[{}]", GAP.sub("", text)):
        raise BadText(_("“{name}”里有不成对的“{mark}”，内容项写成 {{received_on}} 这样"), name=name, mark=stray[0])  # fmt: skip
    lost = [part for part in needed(paper) if part not in gaps]
    if lost:
        _refuse(_("“{name}”不能用：少了《{title}》必须有的内容：{lost}"), paper, name, lost)
    sure = {part.key for part in paper.required} | NEVER_EMPTY
    if unsure := [key for key in needed(paper) if not _always_printed(key, text, sure)]:
        _refuse(
            _("“{name}”不能用：《{title}》必须有的内容要写在正文里、单独成段：{lost}。标题里的，或者和可能空着的内容项写在一段的，会整段印不出来"),
            paper, name, unsure,
        )  # fmt: skip


def needed(paper: Paper) -> dict[str, str]:
    """{gap: what it is called} of everything the paper must say."""
    found = {part.key: part.label for part in whole(paper)}
    return {**found, ANSWERS: EACH_ANSWER} if any(part.each for part in paper.required) else found


def _refuse(template: str, paper: Paper, name: str, keys: Sequence[str]) -> NoReturn:
    labels = needed(paper)
    said = tuple(Said(_("{label} {gap}"), {"label": Said(labels[key]), "gap": f"{{{key}}}"}) for key in keys)
    told = Said(template, {"name": name, "title": Said(paper.title), "lost": said})
    if paper.article:
        raise BadText(_("{what}（{article}）"), what=told, article=paper.article)
    raise BadText(template, **told.values)


def _always_printed(key: str, text: str, sure: Set[str]) -> bool:
    """Whether a part stands in a line of the body that no empty gap beside it takes away."""
    lines = [line.strip() for line in text.splitlines() if f"{{{key}}}" in line]
    if key == ANSWERS:
        return f"{{{ANSWERS}}}" in lines
    return any(
        line.startswith("|") or (not line.startswith("#") and set(GAP.findall(line)) <= sure)
        for line in lines
    )


def filled(
    text: str, values: Mapping[str, str], answers: Sequence[Sequence[tuple[str, str]]] = ()
) -> tuple[str, list[Block]]:
    """Title ("" for the catalogue's own) and blocks of a wording with its gaps filled.

    `answers`: for each request its words and then (label, value) of what is said to it.
    """
    title, blocks = "", []
    for line in text.strip().splitlines():
        line = line.strip()
        keys = GAP.findall(line)
        if not line or (ANSWERS not in keys and any(not values.get(key, "").strip() for key in keys)):
            if line.startswith("|") and keys:
                blocks.append(_row(line, values))
            continue
        if ANSWERS in keys:
            blocks += _answers(answers)
        elif line.startswith("# "):
            title = _fill(line[2:], values)
        else:
            blocks.append(_block(line, values))
    return title, list(_numbered(blocks))


def _fill(line: str, values: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: values.get(gap[1], "").strip(), line).strip()


def _row(line: str, values: Mapping[str, str]) -> Block:
    label, _bar, value = line.strip("| ").partition("|")
    return Block(Kind.ROW, _fill(value, values), _fill(label, values))


def _block(line: str, values: Mapping[str, str]) -> Block:
    if line.startswith("|"):
        return _row(line, values)
    for mark, kind in (("### ", Kind.SUBHEADING), ("## ", Kind.HEADING), ("@ ", Kind.ADDRESSEE), ("> ", Kind.QUOTE)):  # fmt: skip
        if line.startswith(mark):
            return Block(kind, _fill(line[len(mark) :], values))
    return Block(Kind.PARAGRAPH, _fill(line, values))


def _answers(answers: Sequence[Sequence[tuple[str, str]]]) -> Iterator[Block]:
    for number, (asked, *said) in enumerate(answers, 1):
        yield Block(Kind.SUBHEADING, str(Said(_("第{n}项诉求"), {"n": number})))
        if asked[1]:
            yield Block(Kind.QUOTE, asked[1])
        for label, value in said:
            if value:
                yield Block(Kind.PARAGRAPH, f"{label}：{value}")


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Headings numbered; a heading under which nothing is left is left out with it."""
    first = second = 0
    for place, block in enumerate(blocks):
        following = blocks[place + 1].kind if place + 1 < len(blocks) else Kind.HEADING
        if block.kind is Kind.HEADING and following is not Kind.HEADING:
            first, second = first + 1, 0
            yield Block(block.kind, f"{NUMERALS[(first - 1) % 10]}、{block.text}")
        elif block.kind is Kind.SUBHEADING and following not in (Kind.HEADING, Kind.SUBHEADING):
            second += 1
            yield Block(block.kind, f"（{NUMERALS[(second - 1) % 10]}）{block.text}")
        elif block.kind not in (Kind.HEADING, Kind.SUBHEADING):
            yield block
