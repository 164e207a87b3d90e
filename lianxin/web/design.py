"""The gallery: every shared part with invented contents, at /design/ while DEBUG is on.

Add ?side=staff for the other side, &state=empty for lists without rows.
"""

from __future__ import annotations

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianxin.rules.steps import STEPS
from lianxin.rules.wording import Said
from lianxin.web.fields import DayField
from lianxin.web.words import CHINA

TODAY = dt.date(2026, 10, 5)
LAW = STEPS["EXTEND"].article


class SampleForm(forms.Form):
    what = forms.CharField(
        label="发生了什么事？",
        help_text="按时间顺序写：什么时候、在哪里、谁、做了什么。不用写得像公文。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写一写发生了什么事。"},
    )
    kind = forms.ChoiceField(
        label="您想要什么？",
        choices=[("R", "请帮我解决问题"), ("S", "提一个建议"), ("A", "检举、控告某个单位或个人")],
        widget=forms.RadioSelect,
    )
    day = DayField(label="哪一天发生的？", help_text="例如 2026-10-08 或 2026年10月8日")
    phone = forms.CharField(label="手机号码", required=False)
    place = forms.ChoiceField(
        label="在哪个乡镇？", choices=[("", "请选择"), ("1", "城关镇"), ("2", "柳河乡")]
    )
    photo = forms.FileField(label="照片或材料", required=False, help_text="每个不超过 10 MB")
    agree = forms.BooleanField(label="以电子方式收取文书，我会到网上查看")


class SearchForm(forms.Form):
    q = forms.CharField(label="编号、姓名或内容", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("A", "办理中")])
    organ = forms.ChoiceField(label="承办单位", required=False, choices=[("", "全部"), ("1", "县人社局")])


def _clock(day: dt.date | None, **more: object) -> dict[str, object]:
    steps = [
        Said("自{start}受理起算，当日不计", {"start": dt.date(2026, 8, 9)}),
        Said("加 {days} 日", {"days": 60}),
        Said("{day}是休息日，顺延到下一个工作日", {"day": dt.date(2026, 10, 7)}),
    ]
    return {"title": "书面答复信访人", "day": day, "steps": steps, "article": LAW} | more


def _row(number: int, title: str, clock: dict[str, object] | None, **more: object) -> dict[str, object]:
    return {
        "pk": number,
        "number": f"XF-370126-2026-{number:06d}",
        "url": "#",
        "title": title,
        "who": "王＊＊",
        "holder": "县人力资源和社会保障局",
        "state": "办理中",
        "next": "出具处理意见",
        "clock": clock,
    } | more


ROWS = [
    _row(
        412,
        "反映河东工业园包装厂拖欠 23 名工人 2026 年 3 月至 7 月工资",
        _clock(dt.date(2026, 10, 2)),
        marks=[{"label": "联名 23 人", "icon": "people"}, {"label": "逾期", "tone": "late", "icon": "late"}],
        state="已超期",
        state_tone="late",
    ),
    _row(398, "柳河乡大桥村宅基地确权面积与实际不符", _clock(dt.date(2026, 10, 5)), holder_note="李敏"),
    _row(
        377,
        "要求公开城关镇旧城改造补偿标准并复核评估价格，对评估机构的选定程序有异议，此前两次向镇政府反映均未得到书面答复",
        _clock(dt.date(2026, 10, 8), provisional=True),
        who="阿卜杜拉·买买提依明＊＊",
        holder="河东县自然资源和规划局城关分局不动产登记中心",
        marks=[{"label": "退回", "tone": "soon", "icon": "return"}],
        next=Said("在{day}前重新转送", {"day": dt.date(2026, 10, 8)}),
    ),
    _row(
        365,
        "举报件",
        _clock(dt.date(2026, 10, 30)),
        who="不署名",
        marks=[{"label": "密", "tone": "seal", "icon": "lock"}],
    ),
    _row(301, "低保申请未批，要求说明理由", _clock(None, paused="等听证"), state="暂停", next="听证"),
    _row(
        288,
        "咨询养老保险转移手续",
        _clock(dt.date(2026, 9, 20), ended=dt.date(2026, 9, 18)),
        state="已答复",
        state_tone="good",
    ),
]


def _at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 12, tzinfo=CHINA)


ITEMS = [
    {
        "at": _at(7, 24),
        "title": "收到您的信访件",
        "text": "编号 XF-370126-2026-000412，已发查询码。",
        "who": "县信访局",
    },
    {
        "at": _at(7, 30),
        "title": Said("转送{organ}", {"organ": "县人力资源和社会保障局"}),
        "text": "这个单位有权处理拖欠工资的问题。",
        "who": "县信访局",
        "article": STEPS["FORWARD"].article,
    },
    {
        "at": _at(8, 9, 15),
        "title": "决定受理，并书面告知您",
        "tone": "good",
        "who": "县人力资源和社会保障局",
        "paper": {"url": "#", "title": "信访事项受理告知书"},
        "article": STEPS["ACCEPT"].article,
    },
    {
        "at": _at(9, 12),
        "title": "听取您和企业的陈述",
        "tone": "now",
        "text": "双方已提交工资表和考勤记录。",
        "who": "县人力资源和社会保障局",
    },
    {
        "at": dt.date(2026, 10, 8),
        "title": "书面答复您",
        "tone": "next",
        "clock": _clock(dt.date(2026, 10, 8)),
        "text": "答复里会写明查清的事实、依据，以及不同意时怎样申请复查。",
    },
    {
        "at": None,
        "title": "不同意的话，您可以在收到答复后 30 日内申请复查",
        "tone": "next",
        "article": STEPS["APPLY_REVIEW"].article,
    },
]

PERSON = {
    "name": "王＊＊",
    "role": "信访人",
    "facts": [
        ("手机", "138＊＊＊＊0000", True),
        ("证件号码", "3701＊＊＊＊＊＊＊＊＊＊0012", True),
        ("住址", "河东县柳河乡", False),
    ],
    "reveal_url": "#",
    "reasons": [("CALL", "联系本人"), ("SERVE", "填写送达文书")],
}

PAPERS = [
    {
        "title": "信访事项处理意见书",
        "stage": "draft",
        "at": _at(10, 3),
        "links": [{"url": "#", "text": "接着写", "icon": "pencil"}],
    },
    {
        "title": "延长办理期限告知书",
        "number": "河信延〔2026〕3号",
        "stage": "issued",
        "at": dt.date(2026, 9, 28),
        "links": [{"url": "#", "text": "送达", "icon": "served"}],
    },
    {
        "title": "信访事项受理告知书",
        "number": "河信受〔2026〕12号",
        "stage": "served",
        "served_on": dt.date(2026, 8, 11),
        "served_how": "直接送达",
        "links": [
            {"url": "#", "text": "打开", "icon": "paper"},
            {"url": "#", "text": "凭证", "icon": "shield"},
        ],
    },
]

ACTIONS = [
    {
        "text": "起草处理意见",
        "url": "#",
        "allowed": True,
        "main": True,
        "icon": "draft",
        "hint": "三项诉求都已查清",
    },
    {"text": "请信访人补充材料", "url": "#", "allowed": True, "icon": "chat"},
    {
        "text": "退回转送单位",
        "url": "#",
        "allowed": True,
        "icon": "return",
    },
    {
        "text": "批准延期",
        "allowed": False,
        "because": "只有本机关负责人可以批准延期",
        "article": LAW,
    },
]

VIEWS = [
    {"text": "我的", "url": "#", "count": 18, "here": True},
    {"text": "本单位", "url": "#", "count": 143},
    {"text": "即将到期", "url": "#", "count": 5, "tone": "soon"},
    {"text": "已超期", "url": "#", "count": 2, "tone": "late"},
    {"text": "被退回", "url": "#", "count": 1},
    {"text": "已办结", "url": "#", "count": None},
]

RECEIPT = {
    "number": "XF-370126-2026-000412",
    "query_code": "7K4M-92QP",
    "at": _at(7, 24, 16),
    "facts": [("收件机关", "河东县信访局"), ("反映的事", "3 项诉求，2 个附件")],
    "digest": "9f2c 41ab 7d03 e5b8 …",
    "promise": Said("{day}前，这件事的凭证会进入公开日志，任何人都改不掉。", {"day": dt.date(2026, 7, 25)}),
}

STEPS = [
    {"text": "什么事", "state": "done", "url": "#"},
    {"text": "要求", "state": "done", "url": "#"},
    {"text": "在哪里", "state": "now"},
    {"text": "怎样联系您", "state": "next"},
    {"text": "核对", "state": "next"},
]


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part on one page, for the eye."""
    side = "staff" if request.GET.get("side") == "staff" else "citizen"
    wrong = SampleForm({"day": "2026年2月30日", "phone": "138", "kind": "R"})
    context = {
        "base": f"{side}/base.html",
        "staff": side == "staff",
        "today": TODAY,
        "rows": [] if request.GET.get("state") == "empty" else ROWS,
        "items": ITEMS,
        "clock": _clock(dt.date(2026, 10, 8)),
        "late": _clock(dt.date(2026, 10, 2)),
        "person": PERSON,
        "papers": PAPERS,
        "actions": ACTIONS,
        "views": VIEWS,
        "receipt": RECEIPT,
        "steps": STEPS,
        "marks": [{"label": "联名 23 人", "icon": "people"}],
        "form": wrong if request.GET.get("state") == "wrong" else SampleForm(),
        "search": SearchForm(),
    }
    return render(request, "shared/gallery.html", context)
