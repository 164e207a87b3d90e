"""The parts of the workbench as rows: under which heading each stands, whom it opens to, which are used most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.functional import cached_property
from django.utils.translation import gettext

from lianxin.rules.wording import gettext_noop as _
from lianxin.web.tags import url_if

register = template.Library()


@dataclass(frozen=True)
class Row:
    """A page and the door that a person's posts must open; "" for everybody with a posting."""

    route: str
    text: str
    door: str = ""


@dataclass(frozen=True)
class Heading:
    """Pages that belong together."""

    text: str
    rows: tuple[Row, ...]


HOME = Row("worklist", _("待办"), "read")
ROWS = (
    Heading(_("办件"), (
        HOME,
        Row("search", _("查询"), "read"),
        Row("tasks", _("督办交办"), "tasks"),
        Row("screening", _("排查"), "screen"),
        Row("topics", _("热点"), "read"),
        Row("exports", _("导出记录"), "read"),
    )),
    Heading(_("窗口"), (
        Row("register", _("登记"), "register"),
        Row("hall", _("叫号"), "register"),
        Row("phone", _("接电话"), "register"),
        Row("scans", _("扫描来信"), "register"),
        Row("imports", _("导入表格"), "register"),
        Row("paper_receipts", _("停电备用凭证"), "register"),
        Row("post", _("寄信"), "post"),
    )),
    Heading(_("接待和会议"), (
        Row("calendar", _("接待日"), "sit"),
        Row("sittings", _("会议"), "meet"),
        Row("calls", _("征集"), "call"),
    )),
    Heading(_("统计和监督"), (
        Row("overview", _("总览"), "count"),
        Row("dashboard", _("看板"), "count"),
        Row("report", _("报告"), "count"),
        Row("fund", _("专项资金"), "fund"),
        Row("readings", _("查看记录"), "audit"),
    )),
    Heading(_("资料和设置"), (
        Row("knowledge", _("知识库"), "know"),
        Row("archives", _("档案"), "keep"),
        Row("routing", _("分办规则"), "route"),
        Row("wordings", _("文书文本"), "word"),
        Row("standing_in", _("请假代行")),
    )),
)  # fmt: skip
# Those in daily use, the busiest first; what is not named here follows as it stands above.
IN_LINE = (
    "worklist", "register", "search", "tasks", "hall", "phone", "overview", "dashboard", "readings", "screening",
    "sittings", "topics", "post",
)  # fmt: skip
LINE, PHONE_LINE = 7, 4  # how many stand side by side on a desk and on a phone


@dataclass(frozen=True)
class Entry:
    """A page that this person may open; `here` where it is the one that is open."""

    route: str
    text: str
    url: str
    here: bool


@dataclass(frozen=True)
class Group:
    """The entries under one heading."""

    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Menu:
    """Everything by heading, and the busiest in a line."""

    groups: tuple[Group, ...]

    @cached_property
    def line(self) -> list[Entry]:
        """The entries in daily use, as many as fit side by side."""
        place = {route: at for at, route in enumerate(IN_LINE)}
        return sorted(self._entries(), key=lambda each: place.get(each.route, len(place)))[:LINE]

    @property
    def folded(self) -> bool:
        """Whether a phone cannot show all of it in one line."""
        return sum(1 for _each in self._entries()) > PHONE_LINE

    @property
    def whole(self) -> bool:
        """Whether a desk shows all of it in the line."""
        return sum(1 for _each in self._entries()) <= LINE

    @property
    def elsewhere(self) -> bool:
        """Whether the page that is open stands in the menu only."""
        return any(each.here for each in self._entries()) and not any(each.here for each in self.line)

    def _entries(self) -> Iterator[Entry]:
        return (each for group in self.groups for each in group.entries)


def menu_for(request: HttpRequest) -> Menu:
    """What the posts of this person open; before they are known, the way home only."""
    may = getattr(request, "may", {})
    groups = []
    for heading in ROWS:
        rows = [
            row
            for row in heading.rows
            if (may.get(row.door) if row.door else may) or (row is HOME and not may)
        ]
        urls = {row: url for row in rows if (url := url_if(f"staff:{row.route}"))}
        groups.append((heading, urls))
    here = _here(request.path, [url for _heading, urls in groups for url in urls.values()])
    return Menu(
        tuple(
            Group(gettext(heading.text), tuple(
                Entry(row.route, gettext(row.text), url, url == here) for row, url in urls.items()
            ))
            for heading, urls in groups if urls
        )
    )  # fmt: skip


def _here(path: str, urls: list[str]) -> str:
    """The nearest entry above the page that is open; every page lies under the work list, which is itself alone."""
    home = url_if("staff:worklist")
    return max((u for u in urls if (path == u if u == home else path.startswith(u))), key=len, default="")


@register.simple_tag(takes_context=True)
def staff_menu(context: Context) -> Menu:
    """`{% staff_menu as menu %}`: the menu of whoever reads the page."""
    return menu_for(context["request"])
