"""Check a receipt: on the server for every browser; `frontend/verify.js` does the same without sending it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.ledger.checkpoint import NotACheckpoint, read_checkpoint
from lianxin.ledger.note import NotANote
from lianxin.ledger.receipt import NotAReceipt, is_spoken_code
from lianxin.ledger.receipt_file import hash_of_copy, loads
from lianxin.ledger.verify import NOTED, OK, OPEN, WRONG, Asked, Check, exit_code, verify
from lianxin.queries import log

MOST_BYTES = 2_000_000
TONES = {OK: "good", WRONG: "bad", OPEN: "warn", NOTED: "info"}
STATES = {OK: _("通过"), WRONG: _("不符"), OPEN: _("未定"), NOTED: _("说明")}
ENDS = (_("核对通过"), _("核对不通过"), _("还不能下结论"))
# What verify.js says: the same words as the program, keyed by its own short names.
WORDS = {
    "signature": _("单位签名"),
    "signed": _("回执确由 {origin} 签发"),
    "unsigned": _("回执上的签名不是本机关公钥签的，或回执被改动过"),
    "history": _("办理经过"),
    "follows": _("共 {count} 步，前后相接"),
    "broken": _("第 {place} 步与前一步接不上，或写的内容与当时记下的不一样"),
    "included": _("收入公开记录"),
    "proven": _("每一步都在公开记录的前 {size} 条之内"),
    "unproven": _("收录证明不成立：公开记录里没有这样的一步，或者回执被改动过"),
    "waiting": _("公开记录里还没有；单位承诺最迟 {by} 收录"),
    "late": _("承诺的 {by} 已经过了，公开记录里没有这一件。请保存好回执，向上级机关反映"),
    "today": _("与今天的公开记录"),
    "continues": _("今天的公开记录（{size} 条）完整包含回执里的那一份"),
    "forked": _("今天的公开记录与回执里的对不上：记录被改过。请保存好回执，向上级机关反映"),
    "offline": _("没有连上公开记录，这一项没有核对"),
    "given": _("与所给校验点"),
    "same": _("证明连到所给校验点（{size} 条）"),
    "differs": _("回执里的证明与所给校验点对不上：记录被改过，或校验点不是这份记录的"),
    "apart": _("回执里的证明还到不了所给校验点"),
    "content": _("信访内容"),
    "exact": _("与当时提交的一字不差"),
    "other": _("这份内容不是当时提交的内容"),
    "none": _("这份回执没有记下内容，无从核对"),
    "unreadable": _("这不是回执文件，或没有复制完整"),
    "ok": STATES[OK], "wrong": STATES[WRONG], "open": STATES[OPEN], "noted": STATES[NOTED],
    "end0": ENDS[0], "end1": ENDS[1], "end2": ENDS[2],
    "local": _("以上都在您自己的浏览器里核对，回执没有发送给任何人。"),
}  # fmt: skip


class VerifyForm(forms.Form):
    """A receipt as a file or as text; optionally a checkpoint from elsewhere and the own copy."""

    file = forms.FileField(label=_("回执文件"), required=False, help_text=_("下载的 receipt-….json"))
    text = forms.CharField(
        label=_("或者粘贴回执内容"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("扫描纸质回执上的二维码得到的文字，也可以粘贴在这里"),
    )
    checkpoint = forms.CharField(
        label=_("别处得到的校验点"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("报纸、公告栏或见证单位保存的那一份；不填则对照本机关今天的"),
    )
    content = forms.FileField(
        label=_("自己保存的信访内容"), required=False, help_text=_("下载的 content-….json")
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        text = _text_of(given.get("file")) or given.get("text", "")
        if not text.strip():
            self.add_error("file", _("请选择回执文件，或者把回执内容粘贴在下面"))
            return given
        try:
            given["receipt"] = loads(text.strip())
        except NotAReceipt as error:
            self.add_error("file" if given.get("file") else "text", str(error))
        return given

    def clean_checkpoint(self) -> str:
        text: str = self.cleaned_data["checkpoint"].replace("\r\n", "\n").strip()
        if not text:
            return ""
        try:
            read_checkpoint(text + "\n")
        except (NotANote, NotACheckpoint):
            raise forms.ValidationError(
                _("这不是校验点，或没有复制完整：应有名称、条数、根、空行和签名")
            ) from None
        return text + "\n"

    def clean_content(self) -> str:
        text = _text_of(self.cleaned_data["content"])
        try:
            if text:
                hash_of_copy(text)
        except NotAReceipt as error:
            raise forms.ValidationError(str(error)) from None
        return text


class CodeForm(forms.Form):
    """The sixteen digits that are read out by telephone."""

    code = forms.CharField(
        label=_("回执口述码"), max_length=40, help_text=_("十六位数字，如 1234-5678-9012-3456")
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_spoken_code(code):
            raise forms.ValidationError(_("这十六位数字校验不对，可能看错或听错了一位"))
        return code


def verify_page(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found."""
    asks_code, sent = "code" in request.POST, request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if sent and not asks_code else VerifyForm()
    code = CodeForm(request.POST if asks_code else None)
    context: dict[str, object] = {
        "form": form,
        "code_form": code,
        "keys": [key.vkey for key in log.verifiers()],
        "origin": log.origin(),
        "words": {name: str(word) for name, word in WORDS.items()},
    }
    if asks_code and code.is_valid():
        context["known"] = _known(code.cleaned_data["code"])
    elif not asks_code and form.is_bound and form.is_valid():
        context |= _checked(form.cleaned_data)
    bad = (form.is_bound and not form.is_valid()) or (code.is_bound and not code.is_valid())
    return render(request, "log/verify.html", context, status=422 if bad else 200)


def _checked(given: dict[str, Any]) -> dict[str, object]:
    head = log.newest()
    asked = Asked(
        keys=[*log.verifiers(), *log.witnesses()],
        checkpoint=given["checkpoint"] or (head.note if head else None),
        content=given["content"] or None,
        tiles=log.store(),
        at=timezone.now(),
    )
    receipt = given["receipt"]
    checks = verify(receipt, asked)
    return {
        "receipt": receipt,
        "code": receipt.code,
        "checks": [_row(check) for check in checks],
        "end": ENDS[exit_code(checks)],
        "end_tone": ("good", "bad", "warn")[exit_code(checks)],
    }


def _row(check: Check) -> dict[str, object]:
    return {
        "name": gettext(check.name), "message": check.message,
        "tone": TONES[check.state], "state": STATES[check.state],
    }  # fmt: skip


def _known(code: str) -> dict[str, object]:
    """Whether such a receipt was given and is in the log; nothing about what it is for."""
    found, head = log.promises_with(code), log.newest()
    size = head.size if head else 0
    inside = [row for row in found if row.leaf.index is not None and row.leaf.index < size]
    by = max((row.include_by for row in found), default=None)
    return {"found": bool(found), "inside": bool(found) and len(inside) == len(found), "by": by, "size": size}


def _text_of(upload: Any) -> str:
    if upload is None:
        return ""
    return str(upload.read(MOST_BYTES).decode("utf-8", errors="replace"))
