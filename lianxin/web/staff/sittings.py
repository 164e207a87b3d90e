"""Sittings of every kind: the calendar, planning one, one with its people, agenda, ballots and record, its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import agendas, councils, duty
from lianxin.actions.given import Invalid
from lianxin.actions.sittings import end_early, publish
from lianxin.documents.calendar_file import Entry, calendar_file
from lianxin.queries import agendas as found
from lianxin.queries.knowledge import post_to_write
from lianxin.queries.marked import DUTY, Lack, Mark, MarkedDay, marked
from lianxin.queries.options import NoMatter
from lianxin.queries.paper_files import PaperFile
from lianxin.queries.sittings import told_late
from lianxin.reports import minutes
from lianxin.rules import ballots
from lianxin.rules.facts import Actor
from lianxin.rules.knowledge import KINDS as KEPT_KINDS
from lianxin.rules.sittings import CALLED_OFF, ELECTION, EXCUSE, ITEM, KINDS, RECORD, Part, Turns, fields_of
from lianxin.rules.step import Field
from lianxin.rules.tasks import TASKS
from lianxin.web.auth import actor_for
from lianxin.web.pages import as_download
from lianxin.web.staff.door import require, staff_page
from lianxin.web.steps_form import StepForm, fields_form, with_errors
from lianxin.web.words import CHINA, china_today, say_code, translate_said


@staff_page
def calendar(request: HttpRequest) -> HttpResponse:
    """The sittings of one month, narrowed to a kind if asked."""
    require(request, "meet")
    actor, today = actor_for(request), china_today()
    kind = request.GET.get("kind", "")
    shown = found.month(actor, _month(request.GET.get("month", ""), today), kind, on=today)
    context = {
        "month": shown,
        "kind": kind if kind in KINDS else "",
        "kinds": [KINDS[code] for code in found.KEPT],
        "mine": found.kinds_to_plan(actor),
        "today": today,
        "days": [(day, [(row, KINDS[row.kind], address(row)) for row in rows]) for day, rows in shown.days],
    }
    context["marks"] = [_marked(mark) for mark in marked(actor, shown.first, shown.last, on=today)]
    context["may_mark"] = post_to_write(actor, KEPT_KINDS["MARKED_DATES"]) is not None
    context["before"] = f"{date.fromordinal(shown.first.toordinal() - 1):%Y-%m}"
    context["after"] = f"{date.fromordinal(shown.last.toordinal() + 1):%Y-%m}"
    return render(request, "staff/sittings.html", context)


def _marked(mark: Mark) -> dict[str, Any]:
    """A mark with what each of its days wants, in words, and where that is planned."""
    return {
        "mark": mark,
        "days": [(day.on, [_lack(mark, day, lack) for lack in day.lacks]) for day in mark.wanting],
    }


def _lack(mark: Mark, day: MarkedDay, lack: Lack) -> tuple[str, str]:
    plan = f"{reverse('staff:sitting_new')}?kind={DUTY}&day={day.on.isoformat()}"
    if lack is Lack.SHIFT:
        return _("没有排值班"), plan
    if lack is Lack.PEOPLE:
        missing = mark.least - (day.fewest or 0)
        return _("最少的一班 %(n)d 人，还差 %(missing)d 人") % {"n": day.fewest or 0, "missing": missing}, ""
    return _("没有排接待"), reverse("staff:calendar")


def _month(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return day if 2000 <= day.year <= today.year + 2 else today


def address(row: Any) -> str:
    """Where this sitting is kept: days with turns to book have a page of their own."""
    name = "reception_day" if KINDS[row.kind].turns is Turns.VISITORS else "sitting"
    return reverse(f"staff:{name}", args=[row.pk])


@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """Plan a sitting: choose its kind, then state what the kind asks."""
    require(request, "meet")
    actor, today = actor_for(request), china_today()
    kind = KINDS.get(request.GET.get("kind", ""))
    mine = found.kinds_to_plan(actor)
    if kind is None:
        return render(request, "staff/sitting_kinds.html", {"kinds": mine})
    if kind not in mine:
        raise agendas.refused(kind)
    first = {
        "held_from": request.GET.get("day") or today.isoformat(),
        "number": request.GET.get("number", ""),
    }
    form = fields_form(fields_of(kind), NoMatter(today), actor, request.POST or None, initial=first)
    status = 200
    if request.method == "POST":
        try:
            row = agendas.plan(actor, kind, form.facts(), at=timezone.now())
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
        else:
            messages.success(request, _("排好了：%(kind)s。") % {"kind": say_code(kind.label)})
            return redirect("staff:sitting", pk=row.pk)
    return render(request, "staff/sitting_new.html", {"kind": kind, "form": form}, status=status)


# ---- one sitting ------------------------------------------------------------------------------------------
Act = Callable[[Actor, int, int, HttpRequest, StepForm | None, datetime], object]
ACTS: dict[str, Act] = {
    "seat": lambda a, pk, n, r, form, at: agendas.seat(a, pk, _facts(form), at=at),
    "item": lambda a, pk, n, r, form, at: agendas.add_item(a, pk, _facts(form), at=at),
    "excuse": lambda a, pk, n, r, form, at: agendas.excuse(a, pk, n, _plain(r, EXCUSE), at=at),
    "settle": lambda a, pk, n, r, form, at: agendas.settle(a, pk, n, _facts(form), at=at),
    "assign": lambda a, pk, n, r, form, at: agendas.assign(a, pk, n, _facts(form), at=at),
    "call": lambda a, pk, n, r, form, at: councils.call(a, pk, n, _facts(form), at=at),
    "count": lambda a, pk, n, r, form, at: _count(a, pk, n, r, at),
    "decide": lambda a, pk, n, r, form, at: councils.decide(a, pk, n, _facts(form), at=at),
    "conclude": lambda a, pk, n, r, form, at: agendas.conclude(a, pk, _facts(form), at=at),
    "publish": lambda a, pk, n, r, form, at: publish(a, [pk], at=at),
    "take-over": lambda a, pk, n, r, form, at: duty.take_over(a, pk, at=at),
    "call-off": lambda a, pk, n, r, form, at: end_early(
        agendas.kept(a, pk, on=at.astimezone(CHINA).date()), str(_facts(form).get("reason", "")), at=at
    ),
}


def _facts(form: StepForm | None) -> dict[str, object]:
    return form.facts() if form else {}


def _plain(request: HttpRequest, fields: Sequence[Field]) -> dict[str, object]:
    return {spec.name: request.POST.get(spec.name, "") for spec in fields}


def _count(actor: Actor, pk: int, ballot: int, request: HttpRequest, at: datetime) -> object:
    typed = request.POST
    votes = {key.removeprefix("vote-"): typed.getlist(key) for key in typed if key.startswith("vote-")}
    return councils.count(
        actor, pk, ballot, tally=typed.getlist("tally"), blank=typed.get("blank", ""), cast=typed.get("cast", ""),
        votes=votes, at=at,
    )  # fmt: skip


@staff_page
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """One sitting; every act on it is sent here as `act`, with the item or ballot it is about as `of`."""
    actor, today = actor_for(request), china_today()
    shown = found.page(actor, pk, on=today)
    if request.method != "POST":
        return _shown(request, actor, shown)
    act, of = request.POST.get("act", ""), request.POST.get("of", "")
    if act not in ACTS or not (of == "" or (of.isdecimal() and len(of) < 19)):
        raise Http404
    fields = _fields(shown, act)
    prefix = f"{act}{of}"
    form = fields_form(fields, NoMatter(today), actor, request.POST, prefix=prefix) if fields else None
    try:
        ACTS[act](actor, pk, int(of or 0), request, form, timezone.now())
    except Invalid as fault:
        if form:
            with_errors(form, fault)
        said = [translate_said(each) for each in fault.errors.values()]
        return _shown(request, actor, shown, {prefix: form} if form else {}, (prefix, said), status=422)
    messages.success(request, _("已记下"))
    return redirect("staff:sitting", pk=pk)


def _fields(shown: found.Page, act: str) -> tuple[Field, ...]:
    """What each act asks; () where its form is written out in the page."""
    kind = shown.kind
    task = TASKS.get(kind.task)
    asked: dict[str, tuple[Field, ...]] = {
        "seat": agendas.person_fields(kind),
        "item": ITEM,
        "settle": agendas.result_fields(kind) if kind.results else (),
        "assign": task.fields if task else (),
        "call": ballots.CALL,
        "decide": ballots.DECISION,
        "conclude": (RECORD,),
        "call-off": (CALLED_OFF,),
    }
    return asked.get(act, ())


def _shown(
    request: HttpRequest, actor: Actor, shown: found.Page, faulty: Mapping[str, StepForm] | None = None,
    fault: tuple[str, list[str]] = ("", []), *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today, row, forms = shown.today, shown.sitting, dict(faulty or {})

    def form(act: str, of: object = "", initial: Mapping[str, object] | None = None) -> StepForm:
        prefix = f"{act}{of}"
        known = forms.get(prefix)
        return known or fields_form(
            _fields(shown, act), NoMatter(today), actor, prefix=prefix, initial=initial
        )

    open_ = shown.records and not shown.over
    begun = open_ and shown.begun
    takes = shown.kind.turns is Turns.MATTERS and not shown.kind.needs_matter
    lines = [_line(shown, item, form, begun) for item in shown.items]
    context: dict[str, Any] = {
        "page": shown, "kind": shown.kind, "row": row, "lines": lines, "fault_at": fault[0], "faults": fault[1],
        "typed": request.POST if fault[1] else {},
        "seat": form("seat") if open_ else None,
        "item": form("item") if open_ and takes else None,
        "conclude": form("conclude") if begun and not shown.kind.hands_over and not shown.kind.step else None,
        "call_off": form("call-off") if open_ and not shown.begun else None,
        "hearing": _hearing_step(row) if open_ and shown.begun and shown.kind.step and row.matter else "",
        "may_publish": open_ and shown.kind.public and not row.published_at and not row.closed_reason,
        "told_late": shown.kind.public and not row.closed_reason and told_late(row, today),
        "at_hand": found.at_hand(actor, shown, on=today),
        "asked": [(say_code(spec.label), _said(spec, row.facts[spec.name])) for spec in shown.kind.asks if spec.name in row.facts],
        "marks": marked(actor, row.held_from, row.held_to, on=today) if shown.kind.hands_over else [],
        "works": sum(who.part != Part.GUEST for who in shown.people),
        "urgent": found.urgent(actor, on=today) if shown.kind.hands_over else [],
        "earlier": found.before(row) if open_ and shown.kind.hands_over else None,
        "parts": [(part, [each for each in shown.people if each.part == part]) for part in shown.kind.parts],
        "media": list(minutes.MEDIA),
        "today": today,
    }  # fmt: skip
    context["minutes"] = translate_said(minutes.title(shown))
    return render(request, "staff/sitting.html", context, status=status)


def _line(shown: found.Page, item: found.Item, form: Callable[..., StepForm], begun: bool) -> dict[str, Any]:
    """One item of the agenda with the forms that are open on it."""
    kind, pk = shown.kind, item.turn.pk
    votes = kind.council and begun and item.waits
    ballot = item.open_ballot
    aside = set(item.turn.excused)
    return {
        "item": item,
        "settle": form("settle", pk) if begun and item.waits and kind.results else None,
        "assign": form("assign", pk) if shown.records and item.turn.result and kind.task else None,
        "call": form("call", pk) if votes and ballot is None and shown.voters and not any(b.chosen for b in item.ballots) else None,
        "excuse": begun or (shown.records and not shown.over),
        "counting": ballot if begun else None,
        "voters": [each for each in shown.voters if str(each.pk) not in aside],
        "ballots": [
            (ballot, list(zip(ballot.named, ballot.tally, strict=False)),
             form("decide", ballot.pk) if shown.decides and ballot.closed_at and not ballot.decided_at else None)
            for ballot in item.ballots if ballot.closed_at
        ],
        "label": say_code(item.said.label) if item.said else "",
    }  # fmt: skip


def _said(spec: Field, value: object) -> str:
    return say_code(spec.choices(value)) if spec.choices else str(value)  # type: ignore[call-arg]


def _hearing_step(row: Any) -> str:
    """The step that records the hearing on its matter, with what is known filled in."""
    number = row.matter.number if row.matter else ""
    known = {
        "held_from": row.held_from,
        "held_to": row.held_to,
        "place": row.place,
        "open_reason": row.closed_reason,
    }
    return reverse("staff:step", args=[number, "hold_hearing"]) + f"?{urlencode(known)}"


# ---- files ------------------------------------------------------------------------------------------------
@staff_page
def minutes_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The minutes as PDF or DOCX, with what this reader may see."""
    if form not in minutes.MEDIA:
        raise Http404
    shown = found.page(actor_for(request), pk, on=china_today())
    content = minutes.written(shown, form, translate_said)
    name = f"{translate_said(minutes.title(shown))}-{shown.sitting.held_from}"
    return as_download(PaperFile(content, f"{name}.{form}", minutes.MEDIA[form]))


@staff_page
def feed(request: HttpRequest) -> HttpResponse:
    """The sittings of a month as a calendar file; it names kind and place, never a matter."""
    require(request, "meet")
    today = china_today()
    shown = found.month(actor_for(request), _month(request.GET.get("month", ""), today), on=today)
    entries = [
        Entry(
            key=f"sitting-{row.pk}@{request.get_host()}",
            title=say_code(KINDS[row.kind].label),
            begins=datetime.combine(row.held_from, row.opens, CHINA),
            ends=datetime.combine(row.held_to, row.closes, CHINA),
            place=row.place,
            called_off=row.called_off_at is not None,
        )
        for _day, rows in shown.days
        for row in rows
        if row.opens and row.closes
    ]
    content = calendar_file(entries, name=_("会议"), made_at=timezone.now())
    return as_download(PaperFile(content, f"{shown.first:%Y-%m}.ics", "text/calendar; charset=utf-8"))


# ---- councils ---------------------------------------------------------------------------------------------
@staff_page
def council(request: HttpRequest) -> HttpResponse:
    """The councils with their members, posts and terms; an election is entered here."""
    require(request, "meet")
    actor, today = actor_for(request), china_today()
    mine = [kind for kind in found.kinds_to_plan(actor) if kind.council]
    kind = next((each for each in mine if each.code == request.GET.get("kind")), mine[0] if mine else None)
    form = fields_form(ELECTION, NoMatter(today), actor, request.POST or None) if kind else None
    status = 200
    if request.method == "POST":
        if kind is None or form is None:
            raise agendas.refused(KINDS["TOWN_COUNCIL"])
        try:
            _elect_or_leave(request, actor, kind, form)
        except Invalid as fault:
            form, status = with_errors(form, fault), 422
        else:
            messages.success(request, _("已记下"))
            return redirect(f"{reverse('staff:council')}?kind={kind.code}")
    context = {
        "councils": found.councils(actor, on=today),
        "kind": kind,
        "kinds": mine,
        "form": form,
        "today": today,
    }
    return render(request, "staff/council.html", context, status=status)


def _elect_or_leave(request: HttpRequest, actor: Actor, kind: Any, form: StepForm) -> None:
    leaves = request.POST.get("leaves", "")
    if leaves.isdecimal() and len(leaves) < 19:
        councils.leave(actor, int(leaves), at=timezone.now())
        return
    councils.elect(actor, kind, form.facts(), at=timezone.now())
