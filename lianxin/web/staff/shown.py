"""What was read, as the shared parts of the pages take it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lianxin.queries.issued import ON_SERVICE
from lianxin.queries.matter_file import MatterFile, served_how
from lianxin.queries.options import category_tree
from lianxin.queries.people import PersonCard
from lianxin.queries.search import Excerpt
from lianxin.queries.searched import ENCLOSED
from lianxin.queries.standing_in import standing_in_for
from lianxin.queries.worklists import CAP, MANY, Page, Row, Tab
from lianxin.rules.codes import Channel, LegalClass, MatterLink, Role
from lianxin.rules.facts import Actor
from lianxin.rules.papers import PAPERS
from lianxin.rules.states import STATES, State
from lianxin.rules.steps import STEPS, Method
from lianxin.rules.wording import Said, gettext_noop
from lianxin.text.script import foreign
from lianxin.text.summary import LONG, summarise
from lianxin.web.staff import tasks_shown
from lianxin.web.staff.filters import FilterForm
from lianxin.web.staff.letters import files_of
from lianxin.web.words import say_code, say_short_day, tone_of, translate_said

AWAY = gettext_noop("{absent}（{day}以前由{who}代行）")
SEALED_TITLE = gettext_noop("检举控告件")
A_NUMBER, A_STEP = "0-0", "a-step"  # stand for a matter's and a step's in an address
TAB_TONE = {Tab.DECIDE: "soon", Tab.SOON: "soon", Tab.LATE: "late"}
EMPTY = {
    Tab.MINE: (gettext_noop("没有指定给您的事项"), gettext_noop("有事项指定您承办时，会出现在这里。")),
    Tab.ORGAN: (gettext_noop("本机关没有在办的事项"), gettext_noop("转来的、登记的和在办的都会出现在这里。")),
    Tab.DECIDE: (
        gettext_noop("没有等您审批的事项"),
        gettext_noop("同事申请延期、送审核、送签发的，和退回来请您修改的，会出现在这里。"),
    ),
    Tab.SOON: (gettext_noop("没有快到期的事项"), gettext_noop("五个工作日内到期的会出现在这里。")),
    Tab.LATE: (gettext_noop("没有超期的事项"), gettext_noop("过了法定期限还没有办的会出现在这里。")),
    Tab.RETURNED: (gettext_noop("没有被退回的事项"), gettext_noop("提出异议、申请退回的会出现在这里。")),
    Tab.ALL: (gettext_noop("还没有您可以查看的事项"), gettext_noop("登记之后会出现在这里。")),
}
NOTICE_RUNS = gettext_noop("公告期至{day}")
WAITS = {
    **dict.fromkeys(
        (State.OPINION_ISSUED, State.REVIEW_ISSUED, State.REREVIEW_ISSUED, State.ANSWERED), NOTICE_RUNS
    ),
    State.OPINION_SERVED: gettext_noop("等信访人（可申请复查至{day}）"),
    State.REVIEW_SERVED: gettext_noop("等信访人（可申请复核至{day}）"),
}


def no_content(actor: Actor) -> dict[str, object]:
    """What people are told whose posts read no content."""
    return {"roles": "、".join(sorted({say_code(post.role) for post in actor.posts}))}


def first_page(actor: Actor) -> str:
    """The route of the page that these posts work on instead of a list of matters; "" for those that have none."""
    pages = {
        Role.INFO_OFFICER: "staff:screening_entry",
        Role.AUDITOR: "staff:readings",
        Role.STATISTICIAN: "staff:overview",
    }
    return next((page for role, page in pages.items() if actor.has(role)), "")


def count(number: int | None, most: int = CAP) -> str | None:
    """A count as people read it: "5,000+" beyond what was counted."""
    if number is None:
        return None
    return number_format(min(number, most), force_grouping=True) + ("+" if number > most else "")


def worklist(page: Page, form: FilterForm, asked: QueryDict, today: date, carried: str) -> dict[str, object]:
    """Tabs with counts, the filters, the rows and the way on; `carried`: what the link of each row says of its list."""
    title, text = EMPTY[page.tab]
    narrowed = form.is_narrowed or bool(asked.get("q"))
    return {
        **found(page, form, today, carried),
        "tab": page.tab,
        "views": [_view(tab, page, asked) for tab in Tab],
        "narrowed": narrowed,
        "empty_title": _("没有符合条件的事项") if narrowed else say_code(title),
        "empty_text": _("放宽条件再试。") if narrowed else say_code(text),
    }


def found(page: Page, form: FilterForm, today: date, carried: str) -> dict[str, object]:
    """The rows of a list or a search."""
    return {
        "asked": True,
        "form": form,
        "rows": _rows(page, today, carried),
        "columns": ("next", "holder", "state"),
        "shown": len(page.rows),
        "total": count(page.total),
        "after": page.after,
        "before": page.before,
    }


def _view(tab: Tab, page: Page, asked: QueryDict) -> dict[str, object]:
    kept = asked.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept["tab"] = tab.value
    number = page.counts.get(tab, 0)
    return {
        "text": say_code(tab),
        "url": f"?{kept.urlencode()}",
        "count": count(number, MANY),
        "here": tab is page.tab,
        "tone": TAB_TONE.get(tab, "") if number else "",
    }


def _rows(page: Page, today: date, carried: str) -> list[dict[str, object]]:
    file = reverse("staff:matter", args=[A_NUMBER]) + carried  # looked up once for the whole list
    own = page.tab in (Tab.MINE, Tab.ORGAN)  # there the organ would be the same in every row
    return [_row(each, today, file.replace(A_NUMBER, each.matter.number), own) for each in page.rows]


def _excerpt(cut: Excerpt) -> tuple[str, str, str, str]:
    """The words and what stands around them, and in which paper, answer or file."""
    if cut.where == ENCLOSED:
        return *cut[:3], _("附件：")
    if cut.where in PAPERS:
        return *cut[:3], _("文书《{title}》：").format(title=say_code(PAPERS[cut.where].title))
    step = STEPS.get(cut.where)
    return *cut[:3], _("{step}：").format(step=say_code(step.label)) if step else ""


def _row(each: Row, today: date, url: str, own: bool) -> dict[str, object]:
    matter = each.matter
    waits = matter.waits_until and matter.waits_until >= today
    state = State(matter.state)
    handler = matter.handler.name or matter.handler.username if matter.handler else ""
    return {
        "pk": f"{matter.number}.{each.version}",
        "category": category_tree().full_name(matter.category) if matter.category in category_tree() else "—",
        "opened": matter.opened_on,
        "number": matter.number,
        "url": url,
        "title": title(matter.sealed, matter.title),
        "excerpt": _excerpt(each.excerpt) if each.excerpt else None,
        "who": "" if matter.sealed else each.who or _("未署名"),
        "holder": (handler or "—") if own and each.ours else matter.owner.name,
        "holder_note": "" if own and each.ours else handler,
        "state": STATES[state].label,
        "state_tone": "good" if state is State.CLOSED else "calm",
        "next": each.next.label if each.next else "",
        "waits": Said(WAITS[state], {"day": say_short_day(matter.waits_until, today)})
        if waits and state in WAITS
        else "",
        "clock": {"day": matter.due_on, "provisional": matter.provisional}
        if matter.due_on and not waits
        else None,
        "marks": [*marks(matter), *([_asked_back(each.asked_back, today)] if each.asked_back else [])],
    }


def _asked_back(day: date, today: date) -> dict[str, str]:
    """By when the office that sent it wants an answer."""
    said = _("来源要求{day}前答复").format(day=say_short_day(day, today))
    return {"label": said, "tone": tone_of(day, today), "icon": "clock"}


def title(sealed: bool, text: str) -> str:
    """A sealed matter's title says nothing of what it is about."""
    return _(SEALED_TITLE) if sealed else text


def _handler(matter: Any, today: date) -> str:
    """Who handles it, and who does while they are away."""
    if matter.handler is None:
        return _("还没有指定承办人")
    stands_in = standing_in_for(matter.handler_id, matter.owner_id, on=today)
    if not stands_in:
        return str(matter.handler)
    row = stands_in[0]
    said = Said(AWAY, {"absent": str(matter.handler), "who": str(row.account), "day": row.valid_to})
    return translate_said(said)


MARKS = (
    ("sealed", gettext_noop("密件"), "seal", "lock"),
    ("urgent", gettext_noop("重大紧急"), "late", "flag"),
    ("spanning", gettext_noop("三跨三分离"), "soon", "link"),
    ("joint", gettext_noop("联名"), "calm", "people"),
    ("returns", gettext_noop("退回过"), "soon", "return"),
)


def marks(matter: object) -> list[dict[str, str]]:
    """What a person should notice at once, each in words."""
    return [
        {"label": _(label), "tone": tone, "icon": icon}
        for name, label, tone, icon in MARKS
        if getattr(matter, name)
    ]


# ---- the file of a matter ---------------------------------------------------------------------------------
def file_page(file: MatterFile, today: date, carried: str = "") -> dict[str, object]:
    """Everything `staff/matter.html` needs; `carried`: what the link of each step says of the list one came from."""
    matter, dossier = file.matter, file.dossier
    row_ = STATES[dossier.state]
    step, steps = file.next, actions(file, carried)
    if not file.waits and steps and steps[0]["main"]:
        step = file.buttons[0][0]  # the page names the step that its main button takes
    return {
        "file": file,
        "matter": matter,
        "title": title(matter.sealed, matter.title),
        "state": row_.label,
        "state_tone": "good" if not row_.is_open else "seal" if matter.sealed else "calm",
        "marks": marks(matter),
        "clock": file.clock,
        "done": "" if row_.is_open else say_code(row_.label),
        "who": matter.owner.name,
        "who_note": " · ".join(filter(None, (_handler(matter, today), matter.owner.phone, _stay(file)))),
        "next": Said(WAITS[dossier.state], {"day": file.clock.day})
        if file.waits and file.clock and dossier.state in WAITS
        else (step.label if step else _("没有了")),
        "next_note": step.article if step and not file.waits else "",
        "actions": [each for each in steps if each["allowed"] and not each["group"]],
        "grouped": _groups(steps),
        "refused": [each for each in steps if not each["allowed"]],
        "filed": [_filed(each, file) for each in file.filed],
        "requests": [_request(line) for line in dossier.requests],
        "items": _items(file, carried),
        **_periods(file),
        "papers": [_paper(paper, file) for paper in file.papers],
        "tasks": [tasks_shown.row(each, today) for each in dossier.tasks],
        "category": category_tree().full_name(matter.category) if matter.category else "",
        **_linked(file),
        "today": today,
    }


def _periods(file: MatterFile) -> dict[str, object]:
    return {
        "running": [clock for clock in file.clocks if not clock.ended],
        "ended": [clock for clock in file.clocks if clock.ended],
    }


def _stay(file: MatterFile) -> str:
    desk = file.desks[-1]
    if desk.until is not None:
        return ""
    return _("第 {n} 站，已在此 {days} 日").format(n=len(file.desks), days=desk.days)


def actions(file: MatterFile, carried: str) -> list[dict[str, object]]:
    """The permitted steps as buttons, the refused ones with their reason."""
    url = reverse("staff:step", args=[file.matter.number, A_STEP]) + carried  # looked up once for all of them
    asked = file.matter.asked.split()
    return [
        {
            "text": step.label,
            "url": url.replace(A_STEP, step.action.lower()),
            "allowed": verdict.allowed,
            "main": (step.primary or step.action in asked) and verdict.allowed and not place,
            "group": step.group,
            "because": verdict.because,
            "article": verdict.article,
        }
        for place, (step, verdict) in enumerate(file.buttons)
    ]


def _groups(steps: list[dict[str, object]]) -> list[tuple[str, list[dict[str, object]]]]:
    """What may be done beside the handling itself, folded under the heading of its row."""
    found: dict[str, list[dict[str, object]]] = {}
    for each in steps:
        if each["allowed"] and each["group"]:
            found.setdefault(str(each["group"]), []).append(each)
    return list(found.items())


def _filed(each: object, file: MatterFile) -> dict[str, object]:
    row_ = each.row
    return {
        "row": row_,
        "own": row_.matter_id == file.matter.pk,
        "channel": Channel[row_.channel].label,
        "people": [person(card, file.matter.number) for card in each.people],
        "more": each.in_all - len(each.people),
        "in_all": each.in_all,
        "text": row_.text,
        "summary": _summary(row_, sealed=file.matter.sealed),
        "foreign": "、".join(map(_, foreign(row_.text))),
        "files": files_of(file.matter.number, each.files),
    }


def _summary(row_: Any, *, sealed: bool) -> list[str]:
    """Key sentences of a long letter, as its writer put them; a sealed one is left alone."""
    if sealed or len(row_.text) < LONG:
        return []
    return summarise(row_.text, title=row_.title)


def person(card: PersonCard, number: str) -> dict[str, object]:
    """One person for `_person.html`."""
    notes = [_("{day}退出").format(day=card.left_on)] if card.left_on else []
    notes += [_("同意电子送达")] if card.electronic else []
    notes += [translate_said(card.rare)] if card.rare else []
    return {
        "name": _(card.name),  # a name, or that names are sealed
        "role": card.role,
        "facts": [(say_code(question), answer, masked) for question, answer, masked in card.facts],
        "note": "；".join(notes),
        "reveal_url": reverse("staff:reveal", args=[number, card.pk]) if card.may_reveal else "",
        "refused": "",
    }


def _request(line: object) -> dict[str, object]:
    legal = LegalClass[line.legal_class] if line.legal_class else None
    return {"position": line.position, "text": line.text, "legal": legal, "outcome": line.outcome}


def _items(file: MatterFile, carried: str) -> list[dict[str, object]]:
    titles = {paper.pk: say_code(PAPERS[paper.kind].title) for paper in file.papers}
    number = file.matter.number
    items: list[dict[str, object]] = [
        {
            "at": told.at,
            "title": told.title,
            "text": "" if str(told.text or "") in translate_said(told.title) else told.text,
            "who": told.who,
            "article": told.article,
            "paper": {
                "url": reverse("staff:paper", args=[number, told.paper]) + carried,
                "title": titles[told.paper],
            }
            if told.paper
            else None,
        }
        for told in file.told
    ]
    if STATES[file.dossier.state].is_open and items:
        items[-1]["tone"] = "now"
        if file.clock:
            items.append({"at": file.clock.day, "title": file.clock.title, "tone": "next",
                          "article": file.clock.article})  # fmt: skip
    return items


def _paper(paper: object, file: MatterFile) -> dict[str, object]:
    how = served_how(paper)
    issued = "issued" if paper.kind in ON_SERVICE else "sent"
    notices = file.dossier.notices if paper == file.dossier.governing else {}
    if how or notices:
        issued = "served" if how else "announced"
        how = how or {"served_on": max(notices.values()), "served_how": Method.PUBLIC_NOTICE}
    stage = {"DRAFT": "draft", "CHECKED": "checked", "RETURNED": "returned"}.get(paper.state, issued)
    return {
        "title": say_code(PAPERS[paper.kind].title),
        "number": paper.number,
        "stage": stage,
        "at": paper.issued_on,
        "served_on": how.get("served_on"),
        "served_how": Method[str(how["served_how"])] if how else None,
        "links": [{
            "url": reverse("staff:paper", args=[file.matter.number, paper.pk]), "text": _("打开"), "icon": "paper",
        }],
    }  # fmt: skip


def _linked(file: MatterFile) -> dict[str, object]:
    """The matter that this one is handled with, those handled with it, and the other ties."""
    same = [each for each in file.linked if each.kind is MatterLink.SAME_MATTER]
    return {
        "joined_away": file.dossier.state is State.JOINED,
        "leads": [_link(each) for each in same if not each.is_later],
        "joined": [_link(each) for each in same if each.is_later],
        "linked": [_link(each) for each in file.linked if each not in same],
    }


def _link(each: object) -> dict[str, str]:
    return {
        "kind": translate_said(each.kind.label),
        "number": each.number,
        "url": reverse("staff:matter", args=[each.number]),
        "title": each.title or _(SEALED_TITLE),
        "way": _("在后") if each.is_later else _("在前"),
    }
