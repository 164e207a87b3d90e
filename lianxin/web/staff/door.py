"""The door of every staff page: a posting today, nothing kept by caches on the way."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from lianxin.queries.access import READERS, SEALED_DESK, NotAllowed
from lianxin.queries.agendas import MEETS
from lianxin.queries.calls import CALLERS
from lianxin.queries.fund import SEES as FUND_SEES
from lianxin.queries.oversight import may_count
from lianxin.queries.post import CLERKS
from lianxin.queries.routing import WRITERS
from lianxin.queries.screening import SCREENS
from lianxin.queries.sittings import RECEPTION
from lianxin.queries.tasks import SEES
from lianxin.queries.trace import LOOKS_BACK
from lianxin.rules.acts.archiving import KEEPERS
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.paper_wordings import may_word
from lianxin.rules.permissions import Verdict
from lianxin.rules.sittings import KINDS
from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.auth import View, actor_for, staff_required


def staff_page(view: View) -> View:
    """For people with a current posting."""

    @never_cache
    @staff_required
    @wraps(view)
    def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.may = doors(actor_for(request))
        return view(request, *args, **kwargs)

    return posted


def require(request: HttpRequest, door: str) -> None:
    """Raises NotAllowed, with the reason, for a part of the workbench that this person's posts do not open."""
    if not request.may[door]:
        raise NotAllowed(Verdict(False, Said(REASONS[door]), GROUNDS["SEPARATION"].article))


REASONS = {
    "register": gettext_noop("只有登记、分办和承办岗位可以登记来件"),
    "read": gettext_noop("您的岗位不查看信访事项，也不导出"),
    "know": gettext_noop("资料库给在岗的工作人员看"),
    "card": gettext_noop("分类建议的说明给办理、监督和管理岗位看"),
    "count": gettext_noop("总览给负责人、督办和统计岗位看"),
    "tasks": gettext_noop("督办、交办由办理、督办和负责人岗位办"),
    "screen": gettext_noop("排查由信息员、登记、分办和督办岗位办"),
    "trace": gettext_noop("责任倒查由督办、分办和负责人岗位办"),
    "audit": gettext_noop("查看记录只给审计岗位看"),
    "route": gettext_noop("分办规则由信访部门的分办、负责人和系统管理岗位维护"),
    "post": gettext_noop("寄信由登记、分办、承办和复查岗位负责"),
    "sit": gettext_noop("接待日由登记、分办、承办岗位和接待的领导安排、记录"),
    "keep": gettext_noop("档案由档案员、分办员、负责人和纪检监察受理员保管"),
    "meet": gettext_noop("会议由登记、分办、承办、督办、听证和负责人岗位安排、记录"),
    "fund": gettext_noop("专项资金由办件、负责人和审计岗位看"),
    "word": gettext_noop("文书文本由本机关的负责人和系统管理岗位维护"),
    "call": gettext_noop("征集建议由分办、承办和负责人岗位发起"),
}


def doors(actor: Actor) -> dict[str, bool]:
    """Which parts of the workbench are there for this person's posts."""
    keeps_rules = any(post.at_office and post.role in WRITERS for post in actor.posts)
    return {
        "card": keeps_rules or actor.has(*READERS, *SEALED_DESK),
        "register": actor.has(*STEPS["REGISTER"].roles),
        "read": actor.has(*READERS, *SEALED_DESK),
        "count": may_count(actor),
        "tasks": actor.has(*SEES),
        "screen": actor.has(*SCREENS),
        "trace": actor.has(*LOOKS_BACK),
        "audit": actor.has(Role.AUDITOR),
        "route": keeps_rules,
        "post": actor.has(*CLERKS),
        "sit": actor.has(*KINDS[RECEPTION].plans, *KINDS[RECEPTION].records),
        "meet": actor.has(*MEETS),
        "fund": actor.has(*FUND_SEES),
        "word": any(may_word(actor, organ) for organ in actor.organs),
        "call": actor.has(*CALLERS),
        "know": bool(actor.posts),
        "keep": actor.has(*KEEPERS),
    }
