"""The answer check (第三十一条、第三十二条): what an opinion still owes before it is signed. It shows, a person decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date

from lianxin.rules.knowledge import Standing, citations
from lianxin.rules.papers import PAPERS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

# A source is a title in 《》 or a document number in 〔〕; without one nobody can look it up.
SOURCE = re.compile(r"《[^《》]+》|〔\d{4}〕")
Judge = Callable[[str, list[str]], Standing]
STRANGE = {
    Standing.UNKNOWN: _("{where}引用的《{title}》不在法规库里"),
    Standing.NO_ARTICLE: _("{where}引用的《{title}》里没有{articles}"),
    Standing.NOT_IN_FORCE: _("{where}引用的《{title}》在收到本件时还没有施行，或者已经失效"),
}


def owed(
    kind: str, body: Mapping[str, object], *, asked: Collection[int], today: date, judge: Judge | None = None
) -> list[Said]:
    """What the opinion of this kind (D17, D25, D27) with this body lacks, in the order of the paper.

    `asked`: the positions of the requests; `judge`: what the office's law library says of a cited title and its articles.
    """
    found = [gap.said for gap in PAPERS[kind].missing(body)]
    groups = body.get("requests")
    rows = [row for row in groups if isinstance(row, Mapping)] if isinstance(groups, list) else []
    answered = {row.get("position") for row in rows}
    if any(part.each for part in PAPERS[kind].required):
        found += [Said(_("第{n}项诉求没有答复"), {"n": n}) for n in sorted(set(asked) - answered)]
    found += _sources(Said(_("意见书")), str(body.get("law", "")), judge)
    for number, row in enumerate(rows, 1):
        found += _of_request(number, row, today, judge)
    remedy = body.get("remedy")
    if isinstance(remedy, Mapping) and remedy.get("organ") and not remedy.get("days"):
        found.append(Said(_("救济途径没有写明期限")))
    return found


def _of_request(number: int, row: Mapping[str, object], today: date, judge: Judge | None) -> list[Said]:
    found = _sources(Said(_("第{n}项诉求"), {"n": number}), str(row.get("law", "")), judge)
    by = str(row.get("execute_by", ""))
    if by and by < today.isoformat():
        found.append(Said(_("第{n}项诉求的执行期限已经过了"), {"n": number}))
    return found


def _sources(where: Said, law: str, judge: Judge | None) -> list[Said]:
    """What is wrong with the sources named: none at all, or one the library does not have in force."""
    found = []
    if law.strip() and not SOURCE.search(law):
        found.append(Said(_("{where}的依据没有写明出处：写出《名称》或者文号，再写条款"), {"where": where}))
    for title, articles in citations(law) if judge else ():
        if judge and (said := STRANGE.get(judge(title, articles))):
            found.append(Said(said, {"where": where, "title": title, "articles": "、".join(articles)}))
    return found
