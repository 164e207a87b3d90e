"""Every sentence stands in English and in Traditional Chinese, and an English page is English."""

from __future__ import annotations

import importlib.util
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.reloader import translation_file_changed

from lianxin.models import Account, Document, Organ
from lianxin.queries.dossier import Dossier
from lianxin.queries.variant import office_name
from lianxin.rules.permissions import may
from lianxin.rules.wording import Said
from lianxin.web.words import translate_said
from tests import make, walk
from tests.cast import Cast, moment

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LAW = re.compile(r"《[^》]*》|〔[^〕]*〕")
SAID_ALOUD = {"alt", "aria-label", "placeholder", "title"}
TYPED = (
    "王**",
    "哪一年的事",
    "农村农业/土地承包经营",
    "柳河镇",
    "属地和职能",
)  # a name, a question, a category, a place, a reason
PUBLIC = ("/", "/accounts/login/", "/accounts/signup/", "/petition/kind/", "/follow/", "/law/", "/nowhere/")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The keeper of the catalogues, with the binary ones freshly made."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_all()
    translation_file_changed(sender=None, file_path=Path("django.mo"))  # forget what was read before
    return module


@pytest.fixture(autouse=True)
def _on_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are opened two days after the cast's Monday, while query codes are fresh."""
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-08-05"))


def catalogue(messages: ModuleType, locale: str) -> dict[str, list[str]]:
    """Message id -> its texts (more than one where the language has plurals)."""
    found = messages._catalogue(messages._po(locale), locale)
    return {
        entry.id if isinstance(entry.id, str) else entry.id[0]: messages._texts(entry)
        for entry in found
        if entry.id
    }


def test_the_catalogues_are_complete(messages: ModuleType) -> None:
    assert messages.faults() == []


@pytest.mark.parametrize("locale", ["en", "zh_Hant"])
def test_every_gap_of_a_sentence_is_filled_in_its_translation(messages: ModuleType, locale: str) -> None:
    other = {
        one: texts
        for one, texts in catalogue(messages, locale).items()
        for text in texts
        if text and _gaps(text) != _gaps(one)
    }
    assert other == {}


def _gaps(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*(?::[^{}]*)?\}", text))


def test_english_ends_a_sentence_as_english_does(messages: ModuleType) -> None:
    odd = re.compile(r"[，。；：？！（）]|  | ,| \.(?!\.)")
    found = {
        text
        for texts in catalogue(messages, "en").values()
        for text in texts
        if odd.search(LAW.sub("x", text).strip())
    }
    assert found == set()


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("程序性告知书", "程序性告知書"),
        ("审核处理意见书", "審核處理意見書"),
        ("签发处理意见书", "簽發處理意見書"),
        ("统一社会信用代码", "統一社會信用代碼"),
        ("政府信息公开申请", "政府信息公開申請"),
        ("村、社区", "村、社區"),
        ("申请回避", "申請迴避"),
        ("部分支持", "部分支持"),
    ],
)
def test_traditional_chinese_changes_the_characters_and_keeps_the_words_of_the_law(
    messages: ModuleType, simplified: str, traditional: str
) -> None:
    with override("zh-hant"):
        assert gettext(simplified) == traditional


@pytest.mark.parametrize(
    ("language", "one", "five"),
    [("en", "1 day left", "5 days left"), ("zh-hant", "還剩 1 日", "還剩 5 日")],
)
def test_days_left_are_said_in_each_language(
    messages: ModuleType, language: str, one: str, five: str
) -> None:
    with override(language):
        said = [ngettext("还剩 %(days)d 日", "还剩 %(days)d 日", days) % {"days": days} for days in (1, 5)]
    assert said == [one, five]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Civil Code (《民法典》), art. 203, by analogy"),
        ("zh-hant", "參照《民法典》第二百零三條"),
        ("zh-hans", "参照《民法典》第二百零三条"),
    ],
)
def test_a_citation_is_said_in_the_readers_language(messages: ModuleType, language: str, said: str) -> None:
    with override(language):
        assert translate_said("参照《民法典》第二百零三条") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("《信访工作条例》第二十二条第一款第三项、第三十六条", "art. 22, para. 1, item 3, art. 36"),
        ("《民事诉讼法》第八十七条至第九十五条", "art. 87 to art. 95"),
        ("《劳动争议调解仲裁法》第一百一十条", "art. 110"),
        ("《某省信访条例》第十五条", "《某省信访条例》, art. 15"),
    ],
)
def test_the_places_of_a_law_are_counted_in_figures(messages: ModuleType, text: str, said: str) -> None:
    with override("en"):
        assert translate_said(text).endswith(said)


def test_words_around_a_citation_are_left_as_they_were_typed(messages: ModuleType) -> None:
    typed = "依据《信访工作条例》第三十四条，情况复杂"
    with override("en"):
        assert translate_said(Said("{reason}", {"reason": typed})) == typed


def test_a_refusal_names_the_roles_in_the_readers_language(messages: ModuleType, cast: Cast) -> None:
    matter = make.accepted(cast)
    verdict = may(cast("ziran"), "EXTEND", Dossier(matter, cast.today))
    with override("en"):
        said = translate_said(verdict.because)
    assert said == "“Approve an extension” is open only to: Head of the organ (the organ now responsible)"


class _Heard(HTMLParser):
    """What a reader sees or hears of a page: its text and the labels of its parts, but not what is marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style") or (tag != "html" and (dict(attrs).get("lang") or "").startswith("zh")):
            self.silent = tag
            return
        self.words += [value for name, value in attrs if value and name in SAID_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def _chinese_of(page: HttpResponse, *typed: object) -> list[str]:
    """The Chinese that an English page says beyond the names of laws and organs and what people typed."""
    assert page.headers["Content-Language"] == "en"
    heard = _Heard()
    heard.feed(page.content.decode())
    text = unescape(" ".join(heard.words))
    for name in (*typed, office_name(), *Organ.objects.values_list("name", flat=True)):
        text = text.replace(str(name), "")
    assert len(text.split()) > 10
    return CHINESE.findall(LAW.sub("", text))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_english_page_holds_no_chinese_but_names(
    messages: ModuleType, cast: Cast, client: Client, address: str
) -> None:
    assert _chinese_of(client.get(address, headers={"accept-language": "en"})) == []


def test_a_petitioner_follows_a_matter_in_english(messages: ModuleType, cast: Cast, client: Client) -> None:
    made = make.file()
    number, matter = made.submission.number, made.submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, matter, "ACCEPT", "ziran", "2026-08-04", procedure="ORDINARY", method="MAIL")
    client.post("/follow/", {"number": number, "code": made.query_code})
    typed = [made.submission.content, *made.submission.asked]
    typed += Document.objects.values_list("number", flat=True)
    page = client.get(f"/follow/{number}/", headers={"accept-language": "en"})
    assert "has accepted the matter and will reply to you in writing by" in page.content.decode()
    assert _chinese_of(page, *typed) == []


def test_no_page_that_a_citizen_comes_to_speaks_chinese_in_english(
    messages: ModuleType, cast: Cast, client: Client, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    walk.prove(client, walk.settle(cast))
    typed = [*walk.typed(), *TYPED]
    said = {}
    for kind, (address, _page) in walk.walk(client).items():
        page = client.get(address, headers={"accept-language": "en"})
        if left := _chinese_of(page, *typed):
            said[kind] = left
    assert not said, str(said)


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("fenban", ""),
        ("fenban", "register/"),
        ("zirantou", "overview/"),
        ("zirantou", "matters/{number}/"),
        ("zirantou", "matters/{number}/steps/accept/"),
    ],
)
def test_an_organ_works_in_english(
    messages: ModuleType, cast: Cast, client: Client, username: str, address: str
) -> None:
    matter = make.routed(cast)
    filed = matter.submissions.get()
    client.force_login(cast.account(username))
    page = client.get(f"/staff/{address}".format(number=matter.number), headers={"accept-language": "en"})
    typed = [filed.title, filed.content, *Document.objects.values_list("number", flat=True)]
    typed += [asked.text for asked in matter.requests.all()]
    typed += [*Account.objects.values_list("name", flat=True), *TYPED]
    assert page.status_code == 200
    assert _chinese_of(page, *typed) == []
