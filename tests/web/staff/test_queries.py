"""Pages take a fixed number of queries, however much is on file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

pytestmark = pytest.mark.django_db


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in found]


def full(cast):
    """A matter with everything on file: joined letters, co-handling, reminder, extension, opinion, review."""
    matter = make.accepted(cast)
    for _ in range(3):
        other = make.file().submission.matter
        make.act(
            cast,
            other,
            "JOIN",
            "fenban",
            "2026-08-03",
            lead=matter.number,
            relation="REPEAT",
            reason="同一事项",
        )
    make.act(
        cast,
        matter,
        "ASK_CO_HANDLER",
        "ziran",
        "2026-08-04",
        to="37142603",
        ask="请核对名册",
        due_on="2026-08-20",
    )
    make.act(cast, matter, "REMIND", "duban", "2026-08-05", requirement="抓紧", due_on="2026-08-20")
    make.act(cast, matter, "EXTEND", "zirantou", "2026-08-06", days=10, reason="情况复杂")
    make.act(cast, matter, "DRAFT_OPINION", "ziran", "2026-08-10", **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", "2026-08-10")
    make.act(cast, matter, "SIGN_OPINION", "zirantou", "2026-08-10")
    return matter


@pytest.mark.parametrize("who", ["ziran", "zirantou", "fenban", "duban"])
def test_a_file_opens_in_fifteen_queries_at_most_the_first_time_too(cast, enter, clock, who):
    small, large = make.routed(cast), full(cast)
    clock("2026-08-11")
    client = enter(who)
    client.get("/staff/")  # the day's tree of organs is read once for everybody
    for matter in (small, large):
        for again in ("", "", "?readers=1"):
            asked = queries(client, f"/staff/matters/{matter.number}/{again}")
            assert len(asked) <= 15, "\n".join(sql[:150] for sql in asked)


@pytest.mark.parametrize(
    "url", ["/staff/?tab=ALL", "/staff/?tab=ALL&q=征地", "/staff/search/?q=征地", "/staff/overview/"]
)
def test_lists_take_fourteen_queries_at_most(cast, enter, url):
    client = enter("fenban")
    for _ in range(3):
        make.routed(cast)
    few = queries(client, url)
    for _ in range(12):
        make.routed(cast)
    many = queries(client, url)
    # A word: whether there are older hits; a list: who asks for leave, which letters of no matter wait, and by when
    # who sent a matter wants an answer.
    most = {"/staff/?tab=ALL": 14, "/staff/?tab=ALL&q=征地": 13}.get(url, 11)
    assert len(few) == len(many) <= most, "\n".join(sql[:150] for sql in many)


def test_registering_and_steps_stay_within_fifteen(cast, enter):
    matter = make.accepted(cast)
    for url in ("/staff/register/", f"/staff/matters/{matter.number}/steps/draft_opinion/",
                f"/staff/matters/{matter.number}/papers/{matter.papers.first().pk}/"):  # fmt: skip
        asked = queries(enter("ziran"), url)
        assert len(asked) <= 15, url + "\n" + "\n".join(sql[:150] for sql in asked)


ACCEPT = {"procedure": "ORDINARY", "method": "MAIL"}
VISIT = {
    "office": "37142601", "channel": "VISIT", "purpose": "REQUEST", "received_on": "", "persons_concerned": "1",
    "persons_present": "1", "title": "村口路灯不亮", "content": "路灯坏了两个月。", "read_back": "on",
    "requests-0": "请修好路灯", "people-0-role": "PETITIONER", "people-0-name": "王秀英",
    "people-0-phone": "13812341234", "people-0-address": "前柳村12号",
}  # fmt: skip
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")


def writes(client, url, form):
    """The statements of a request that writes, without those that open and close its transaction."""
    with CaptureQueriesContext(connection) as found:
        assert client.post(url, form).status_code == 302
    return [query["sql"] for query in found if not query["sql"].startswith(CONTROL)]


def test_taking_a_step_takes_as_many_queries_in_a_full_store(cast, enter):
    client, counts = enter("ziran"), []
    for more in (0, 0, 8):  # the first one reads the day's tree for everybody
        for _ in range(more):
            make.routed(cast)
        matter = make.routed(cast)
        url = f"/staff/matters/{matter.number}/steps/accept/"
        counts.append(writes(client, url, {"version": matter.version, **ACCEPT}))
    few, many = counts[1:]
    # Two make what the paper says findable, one tells what of what was done since is theirs to know, one looks for drafts
    # that may be signed no longer.
    assert len(few) == len(many) <= 24, "\n".join(sql[:150] for sql in many)


def test_registering_takes_as_many_queries_in_a_full_store(cast, enter):
    client, counts = enter("dengji"), []
    for more in (0, 0, 8):
        for _ in range(more):
            make.routed(cast)
        counts.append(writes(client, "/staff/register/", {**VISIT, "external_id": f"d{len(counts)}"}))
    few, many = counts[1:]
    assert len(few) == len(many) <= 24, "\n".join(sql[:150] for sql in many)
