"""The wording of a paper: lines of text with `{gaps}` named after its parts.

    # 受理告知书            the title (the catalogue's own where left out)
    @ {petitioner}：        the addressee, flush left
    ## 受理的诉求           a heading, numbered 一、二、三、 by itself; ### （一）
    于{received_on}收到……   a paragraph; one whose gap stays empty is left out
    > {words}              the petitioner's own words
    + {enclosed}           what is enclosed, noted below the body (附件)
    | 信访人 | {petitioner}  a row of a form; an empty one may be filled in by hand, but for that of {reason}, left out

`{answers}` stands for what is said to each request. A full stop after a gap is written once, however the gap ends;
“你（们）” becomes whom the paper speaks to. A text that loses a required part is refused.
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
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

GAP = re.compile(r"\{([a-z_]+)\}")
SEAM = re.compile(GAP.pattern + "([，；。]?)")
ENDED = ("！", "？", "…", "。”", "！”", "？”")  # after these no full stop
GOES_ON = ("：", "；", "，", "、")
NUMERALS = "〇一二三四五六七八九"
YOU, MOST_OF_A_HEADING = "你（们）", 120
ANSWERS = "answers"
EACH_ANSWER = _("逐项答复诉求")
ASKED = _("信访人提出")
UNSAID = "reason"  # nobody need write why to use a right: no row asks for it afterwards
NEVER_EMPTY = frozenset({"matter_no", "received_on", *STANDING})  # every matter has them


class BadText(SaidError):
    """A wording that cannot be used; `said` tells whoever wrote it why."""


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
    if stray := re.search(r"[{}｛｝]", GAP.sub("", text)):
        raise BadText(_("“{name}”里有不成对的“{mark}”，内容项写成 {{received_on}} 这样"), name=name, mark=stray[0])  # fmt: skip
    if sum(line.strip().startswith("# ") for line in text.splitlines()) > 1:
        raise BadText(_("“{name}”写了两个标题（“# ”开头的行），只能留一个"), name=name)
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
        line.startswith("|") or (not line.startswith(("#", "+")) and set(GAP.findall(line)) <= sure)
        for line in lines
    )


def filled(
    text: str,
    values: Mapping[str, str],
    answers: Sequence[Sequence[tuple[str, str]]] = (),
    *,
    people: int = 0,
) -> tuple[str, list[Block]]:
    """Title ("" for the catalogue's own) and blocks of a wording with its gaps filled.

    `answers`: for each request its words and then (label, value) of what is said to it.
    `people`: how many the paper speaks to, 0 where nobody knows.
    """
    title, blocks = "", []
    if people:
        text = text.replace(YOU, "你们" if people > 1 else "你")
    for line in text.strip().splitlines():
        line = line.strip()
        keys = GAP.findall(line)
        if not line or (ANSWERS not in keys and any(not values.get(key, "").strip() for key in keys)):
            if line.startswith("|") and keys and UNSAID not in keys:
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
    return SEAM.sub(lambda gap: _joined(values.get(gap[1], "").strip(), gap[2]), line).strip()


def _joined(value: str, mark: str) -> str:
    """A value before a mark of the wording: one mark between them, whatever the value ends with; of several lines, after each."""
    if mark == "。" and "\n" in value:
        return "\n".join(_joined(line, "" if line.endswith(GOES_ON) else mark) for line in value.splitlines())
    if not mark or (mark == "。" and value.endswith(ENDED)):
        return value
    return value.rstrip("，；。") + mark


def _row(line: str, values: Mapping[str, str]) -> Block:
    label, _bar, value = line.strip("| ").partition("|")
    return Block(Kind.ROW, _fill(value, values), _fill(label, values))


def _block(line: str, values: Mapping[str, str]) -> Block:
    if line.startswith("|"):
        return _row(line, values)
    for mark, kind in (("### ", Kind.SUBHEADING), ("## ", Kind.HEADING), ("@ ", Kind.ADDRESSEE), ("> ", Kind.QUOTE), ("+ ", Kind.ENCLOSED)):  # fmt: skip
        if line.startswith(mark):
            return Block(kind, _fill(line[len(mark) :], values))
    return Block(Kind.PARAGRAPH, _fill(line, values))


def _answers(answers: Sequence[Sequence[tuple[str, str]]]) -> Iterator[Block]:
    for number, (asked, *said) in enumerate(answers, 1):
        yield from _asked(number, asked[1].strip())
        for label, value in said:
            if value:
                yield Block(Kind.PARAGRAPH, _joined(f"{label}：{value.strip()}", "。"))


def _asked(number: int, asked: str) -> Iterator[Block]:
    """A request in its heading; one of many lines or words below a heading that counts it."""
    if asked and "\n" not in asked and len(asked) <= MOST_OF_A_HEADING:
        yield Block(Kind.SUBHEADING, _joined(f"{ASKED}：{asked}", "。"))
        return
    yield Block(Kind.SUBHEADING, str(Said(_("第{n}项诉求"), {"n": number})))
    if asked:
        yield Block(Kind.QUOTE, asked)


def numeral(number: int) -> str:
    """A number from 1 to 99 as headings count.

    >>> [numeral(n) for n in (1, 10, 11, 20, 30, 99)]
    ['一', '十', '十一', '二十', '三十', '九十九']
    """
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens] if tens > 1 else ''}{'十' if tens else ''}{NUMERALS[ones] if ones else ''}"


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Headings numbered; a heading under which nothing is left is left out with it."""
    first = second = enclosed = 0
    many = sum(block.kind is Kind.ENCLOSED for block in blocks) > 1
    for place, block in enumerate(blocks):
        following = blocks[place + 1].kind if place + 1 < len(blocks) else Kind.HEADING
        following = Kind.HEADING if following is Kind.ENCLOSED else following
        if block.kind is Kind.HEADING and following is not Kind.HEADING:
            first, second = first + 1, 0
            yield Block(block.kind, f"{numeral(first)}、{block.text}")
        elif block.kind is Kind.SUBHEADING and following not in (Kind.HEADING, Kind.SUBHEADING):
            second += 1
            yield Block(block.kind, f"（{numeral(second)}）{block.text}")
        elif block.kind is Kind.ENCLOSED:
            enclosed += 1
            note = "附件：" if enclosed == 1 else "　　　"
            yield Block(block.kind, f"{note}{enclosed}. {block.text}" if many else f"{note}{block.text}")
        elif block.kind not in (Kind.HEADING, Kind.SUBHEADING):
            yield block
