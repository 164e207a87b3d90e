"""Papers no step makes: drafted from the file, edited, checked by another, issued by whoever may sign that kind."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Document, Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.queries.step_help import starting_with
from lianxin.rules.papers import PAPERS
from lianxin.rules.steps import STEPS
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-08-10"


def dossier(cast: Cast, matter: Matter) -> Dossier:
    return Dossier(Matter.objects.get(pk=matter.pk), cast.today)


def draft(cast: Cast, matter: Matter, kind: str, text: str = "", who: str = "ziran") -> Document:
    make.act(cast, matter, "DRAFT_PAPER", who, DAY, kind=kind, text=text)
    return matter.papers.get(kind=kind)


def test_the_first_draft_says_what_the_file_knows(cast: Cast) -> None:
    matter = make.accepted(cast)
    paper = draft(cast, matter, "D24")
    assert (paper.state, paper.number) == (Document.DRAFT, "")
    assert paper.body == {"received_on": "2026年8月3日", "in_time": "", "decision": ""}
    begun = starting_with(STEPS["DRAFT_PAPER"], dossier(cast, matter), cast("ziran"))
    assert begun["kind"] == "D24" and "【收到日期】\n2026年8月3日" in str(begun["text"])


def test_drafted_edited_checked_signed_and_numbered(cast: Cast) -> None:
    matter = make.accepted(cast)
    draft(cast, matter, "D24")
    edited = "【收到日期】\n2026年8月3日\n【是否在期限内】\n在期限内\n【决定】\n予以受理"
    paper = draft(cast, matter, "D24", edited)
    facts = {"paper": str(paper.pk)}
    with pytest.raises(Invalid, match="请从列出的选项中选择"):  # nobody checks what they wrote
        make.act(cast, matter, "CHECK_PAPER", "ziran", DAY, **facts)
    with pytest.raises(Invalid, match="由本机关负责人签发"):
        make.act(cast, matter, "ISSUE_PAPER", "ziran2", DAY, **facts)
    with pytest.raises(Invalid, match="要先由起草人以外的人审核"):
        make.act(cast, matter, "ISSUE_PAPER", "zirantou", DAY, **facts)
    make.act(cast, matter, "CHECK_PAPER", "ziran2", DAY, **facts)
    make.act(cast, matter, "ISSUE_PAPER", "zirantou", DAY, **facts)
    paper.refresh_from_db()
    assert paper.state == Document.ISSUED and len(paper.digest) == 64
    assert paper.number.endswith(f"信{PAPERS['D24'].type_char}〔2026〕1号")
    assert paper.body["as_issued"]["facts"]["decision"] == "予以受理"


def test_gaps_are_told_and_the_reason_to_go_on_is_kept_in_the_event(cast: Cast) -> None:
    matter = make.accepted(cast)
    paper = draft(cast, matter, "D24", "【决定】\n予以受理")
    with pytest.raises(Invalid, match="缺少：收到日期；缺少：是否在期限内"):
        make.act(cast, matter, "CHECK_PAPER", "ziran2", DAY, paper=str(paper.pk))
    event = make.act(cast, matter, "CHECK_PAPER", "ziran2", DAY, paper=str(paper.pk), override="另纸已告知")
    assert event.facts["override"] == "另纸已告知" and "收到日期" in event.facts["shown"]["gaps"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("随便写", "写在【】标题下面"),
        ("【没有的项】\n甲", "没有【没有的项】这一项"),
        ("开头\n【决定】\n甲", "【】标题"),
    ],
)
def test_what_cannot_be_read_is_told(cast: Cast, text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        draft(cast, make.accepted(cast), "D24", text)


def test_every_kind_without_a_step_can_be_drafted(cast: Cast) -> None:
    matter = make.accepted(cast)
    kinds = [o.value for o in options("papers_to_draft", dossier(cast, matter), cast("ziran"))]
    assert {"D01", "D46", "D57"} <= set(kinds) and not {"D17", "D25", "D27", "D50"} & set(kinds)
    for kind in kinds:
        assert set(draft(cast, matter, kind).body) == {part.key for part in PAPERS[kind].required}


def test_nobody_touches_another_organs_draft(cast: Cast) -> None:
    matter = make.accepted(cast)
    paper = draft(cast, matter, "D46")
    assert paper.organ.code == "37142602"
    assert options("papers_to_check", dossier(cast, matter), cast("fenban")) == []
    with pytest.raises(Invalid, match="列出的选项"):
        make.act(cast, matter, "ISSUE_PAPER", "fenban", DAY, paper=str(paper.pk))
