"""Files at the window and in the matter file: taken with the entry, opened through the wall, every opening noted."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.actions.attachments import add
from lianxin.models import Reading, Submission
from tests import files, make
from tests.cast import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_clerk_encloses_a_scan_and_a_handler_opens_it(enter, cast):
    clerk = enter("dengji")
    page = clerk.get("/staff/register/").content.decode()
    mark = re.search(r'name="external_id" value="([0-9a-f]+)"', page)[1]
    typed = {
        "office": "37142601", "channel": "LETTER", "purpose": "REQUEST", "received_on": "2026-08-03",
        "persons_concerned": "1", "external_id": mark, "content": "来信：路灯坏了", "requests-0": "修好路灯",
        "people-0-role": "PETITIONER", "people-0-name": "李守田",
    }  # fmt: skip
    scan = SimpleUploadedFile("来信扫描.pdf", files.PDF)
    shown = clerk.post("/staff/register/", {**typed, "upload": "1", "files": scan}).content.decode()
    assert "来信扫描.pdf" in shown and "路灯坏了" in shown
    bad = clerk.post("/staff/register/", {**typed, "files": SimpleUploadedFile("x.exe", b"MZ")})
    assert bad.status_code == 422 and "电脑程序" in bad.content.decode()
    assert clerk.post("/staff/register/", typed).status_code == 302
    row = Submission.objects.get()
    url = f"/staff/matters/{row.number}/files/{row.attachments.get().pk}/"
    assert url in clerk.get(f"/staff/matters/{row.number}/").content.decode()
    for _twice in range(2):
        answer = enter("fenban").get(url)
        assert answer.content == files.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Reading.objects.filter(what="ATTACHMENT").count() == 2
    late = add("late", "补充.pdf", files.PDF + b"\n", at=moment("2026-08-03")).token
    plain = make.file().submission
    make.act(cast, plain.matter, "SUPPLEMENT", "dengji", "2026-08-03", content="补上", files=[late])
    assert "补充.pdf" in clerk.get(f"/staff/matters/{plain.number}/").content.decode()
    assert enter("ziran").get(url).status_code == 404
    assert "打开附件" in enter("shenji").get("/staff/readings/").content.decode()


def test_a_matter_joined_to_another_names_it_on_top_to_whoever_may_see_it_and_the_lead_names_those(
    enter, cast
):
    """Red once: the lead stood at the foot of the page among other ties."""
    lead, other = make.routed(cast), make.routed(cast, to="37142603")
    make.act(cast, other, "OBJECT", "renshe", "2026-08-03", reason="不是本局职权", basis="三定方案")
    make.act(cast, other, "AGREE_OBJECTION", "fenban", "2026-08-03", reason="同意")
    facts = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一征地项目"}
    make.act(cast, other, "JOIN", "fenban", "2026-08-03", **facts)
    top = lambda who, number: (  # noqa: E731
        enter(who)
        .get(f"/staff/matters/{number}/")
        .content.decode()
        .partition('<dl class="four">')[0]
        .partition("<h1")[2]
    )
    assert f"/staff/matters/{lead.number}/" in top("fenban", other.number)
    assert f"/staff/matters/{other.number}/" in top("fenban", lead.number)
    stranger = top("renshe", other.number)
    assert lead.number not in stranger and "那一件不在您的查看范围内" in stranger
