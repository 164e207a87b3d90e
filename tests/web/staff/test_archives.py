"""The pages of archives: pack, take out with a purpose, see what waits, and a file after its disposal."""

import re

import pytest

from lianxin.models import ArchivePackage, Matter, Reading
from tests.actions.test_archiving import LATE, dispose, finished, on_file

pytestmark = pytest.mark.django_db


def body(answer):
    return answer.content.decode()


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARCHIVE = tmp_path / "attachments", tmp_path / "archive"


def test_a_file_is_packed_and_taken_out_with_a_purpose(cast, enter, clock):
    matter = finished(cast)
    clock("2026-11-20")
    client, page = enter("fenban"), f"/staff/matters/{matter.number}/archive/"
    assert page in body(client.get(f"/staff/matters/{matter.number}/"))
    assert matter.number in body(client.get("/staff/archives/"))
    assert "还没有打包" in body(client.get(page))
    assert client.post(page, {"take": "1", "reason": "移交"}).status_code == 404
    client.post(page, {"pack": "1"})
    refused = client.post(page, {"take": "1", "reason": " "})
    assert refused.status_code == 422 and re.search(
        r'class="error".*请写明.*id="why"', body(refused), re.DOTALL
    )
    assert "<h2>征地补偿款没有发放</h2>" not in body(refused)  # what the matter is called heads no warning
    answer = client.post(page, {"take": "1", "reason": "移交档案馆"})
    assert answer["Content-Type"] == "application/zip" and answer.content[:2] == b"PK"
    assert Reading.objects.filter(what="PACKAGE").count() == ArchivePackage.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("fenban", 200), ("zirantou", 200), ("ziran", 403), ("duban", 403), ("shenji", 403)]
)
def test_only_keepers_open_the_archive(cast, enter, clock, who, status):
    matter = finished(cast)
    clock("2026-11-20")
    assert enter(who).get("/staff/archives/").status_code == status
    assert enter(who).get(f"/staff/matters/{matter.number}/archive/").status_code == status


def test_what_is_behind_a_wall_is_in_no_list_of_the_archive(cast, enter, clock):
    matter = finished(cast)
    clock("2026-11-20")
    Matter.objects.filter(pk=matter.pk).update(sealed=True)
    for who in ("fenban", "zirantou"):
        assert matter.number not in body(enter(who).get("/staff/archives/"))
        assert enter(who).get(f"/staff/matters/{matter.number}/archive/").status_code == 404


def test_a_file_past_its_time_waits_for_two_people_and_is_shown_as_gone(cast, enter, clock):
    matter = on_file(cast)
    clock(LATE)
    client = enter("fenban")
    assert "可以鉴定" in body(client.get("/staff/archives/"))
    assert "/steps/propose_disposal/" in body(client.get(f"/staff/matters/{matter.number}/"))
    dispose(cast, matter)
    seen = body(client.get(f"/staff/matters/{matter.number}/"))
    assert "按保管期限销毁" in seen and "征地补偿款" not in seen and "王秀英" not in seen
    assert (
        "未署名" not in seen and '<p class="kept"></p>' not in seen
    )  # red once: named as anonymous, an empty box
    assert matter.number not in body(client.get("/staff/archives/"))
    assert "征地" not in body(client.get("/staff/?tab=ALL"))
    proof = matter.papers.get(kind="D59")
    certificate = body(client.get(f"/staff/matters/{matter.number}/papers/{proof.pk}/"))
    assert "档案销毁证明" in certificate and "有办理结果的，30年" in certificate
    first, second = cast("fenban").name, cast("fenban2").name
    assert f"{first}（提出）、{second}（执行）" in certificate
    assert "已销毁" in body(client.get(f"/staff/matters/{matter.number}/archive/"))


@pytest.mark.parametrize("kind", ["D04", "D17", "D50"])
def test_a_paper_of_a_file_that_is_gone_is_not_made_anew(cast, enter, clock, kind):
    matter = on_file(cast)
    clock(LATE)
    paper = matter.papers.get(kind=kind)
    dispose(cast, matter)
    address = f"/staff/matters/{matter.number}/papers/{paper.pk}/"
    client = enter("fenban")
    seen = body(client.get(address))
    assert "内容已按保管期限销毁" in seen and "信访事项摘要" not in seen and "处理结果" not in seen
    assert paper.number in seen and paper.digest[:16] in seen
    assert client.get(f"{address}paper.pdf").content.startswith(b"%PDF")
