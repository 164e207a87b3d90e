"""Listing, reading and acting with a key."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.actions.directory import revoke_token
from lianxin.models import ApiToken, Event, Matter, Organ, Reading
from lianxin.queries.access import visible
from lianxin.rules.codes import Purpose
from tests import make
from tests.api.conftest import refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "dengji", "fenban", "duban", "shenji", "tongji", "guanli", "ziran", "zirantou", "renshe", "xianzhang",
    "shifu", "shifenban", "xianji", "shiji", "baoguan", "zhenban", "zhentou", "cunwei",
]  # fmt: skip
MOST_QUERIES = 15


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer lx_nothing", "Basic abc", "lx_x", "Bearer \u00e9"])
def test_no_key_no_entry(cast: Cast, keyed, header: str) -> None:
    caller = keyed("fenban")
    caller.headers = {"Authorization": header} if header else {}
    answer = caller.get("matters")
    refused(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_an_expired_or_revoked_key_or_a_closed_account_opens_nothing(cast: Cast, keyed) -> None:
    refused(keyed("fenban", until=date(2001, 1, 1)).get("matters"), 401, "unauthenticated")
    revoked, closed = keyed("ziran"), keyed("renshe")
    assert revoked.get("matters").status_code == closed.get("matters").status_code == 200
    revoke_token(ApiToken.objects.get(account__username="ziran"), at=datetime(2026, 8, 3, tzinfo=UTC))
    account = cast.account("renshe")
    account.is_active = False
    account.save()
    refused(revoked.get("matters"), 401, "unauthenticated")
    refused(closed.get("matters"), 401, "unauthenticated")


@pytest.mark.parametrize("who", EVERYBODY)
def test_list_and_file_show_exactly_what_the_person_may_see(cast: Cast, keyed, who: str) -> None:
    make.routed(cast)
    make.file(office="37142611")
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    make.file(content=make.ACCUSING)
    caller, mine = keyed(who), set(visible(cast(who), on=cast.today).values_list("number", flat=True))
    assert {line["number"] for line in caller.get("matters").json()["matters"]} == mine
    for number in Matter.objects.values_list("number", flat=True):
        for path in (f"matters/{number}", f"matters/{number}/acts"):
            answer = caller.get(path)
            if number in mine:
                assert answer.status_code == 200
            else:
                refused(answer, 404, "not_found")
        if number not in mine:
            refused(caller.post(f"matters/{number}/acts/CLASSIFY", {"version": 1}), 404, "not_found")


@pytest.mark.parametrize("after", ["zzz", "1.2", "2026-08-03", "2026-13-01.5", "-1", "٣"])
def test_a_place_nobody_gave_is_refused_and_does_not_begin_anew(cast: Cast, keyed, after: str) -> None:
    """Else whoever walks the list with a spoilt `after` goes round for ever."""
    make.routed(cast)
    error = refused(keyed("fenban").get(f"matters?after={after}"), 422, "invalid")
    assert "after" in error["fields"]


def test_the_list_is_narrowed_by_state_organ_words_and_lateness(cast: Cast, keyed) -> None:
    gone, here = (
        make.routed(cast),
        make.file(title="学校门口没有斑马线", content="请画斑马线").submission.matter,
    )
    caller = keyed("fenban")

    def numbers(query: str) -> set[str]:
        return {line["number"] for line in caller.get(f"matters?{query}").json()["matters"]}

    assert numbers("state=ROUTED") == {gone.number}
    assert numbers("owner=37142602") == {gone.number}
    assert numbers("q=斑马线") == {here.number}
    assert numbers("q=%00") == {gone.number, here.number}
    assert numbers("owner=99999999") == set()
    Matter.objects.filter(pk=here.pk).update(due_on=date(2001, 1, 1), safe_on=date(2001, 1, 1))
    Matter.objects.filter(pk=gone.pk).update(due_on=date(2999, 1, 1))
    assert numbers("overdue=true") == {here.number}
    error = refused(caller.get("matters?state=LOST&overdue=maybe"), 422, "invalid")
    assert set(error["fields"]) == {"state", "overdue"}
    assert "REGISTERED" in error["fields"]["state"]


def test_every_matter_comes_up_once_across_pages(cast: Cast, keyed) -> None:
    first = make.file().submission.matter
    copies = [
        Matter(
            number=f"x{n}", title="", state="REGISTERED", owner=first.owner, office=first.office,
            opened_on=first.opened_on, purpose="REQUEST", changed_at=first.changed_at,
        )
        for n in range(250)
    ]  # fmt: skip
    made = Matter.objects.bulk_create(copies)
    first.involvements.model.objects.bulk_create(
        first.involvements.model(matter=matter, organ=Organ.objects.get(code="37142601"), role="OFFICE")
        for matter in made
    )
    caller, seen, after, totals = keyed("fenban"), [], "", []
    while True:
        body = caller.get(f"matters?after={after}").json()
        seen += [line["number"] for line in body["matters"]]
        totals.append(body["total"])
        after = body["after"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == totals[0] == 251


def test_the_file_masks_people_and_notes_the_reading(cast: Cast, keyed) -> None:
    matter = make.signed(cast)
    body = keyed("ziran").get(f"matters/{matter.number}").json()
    assert body["submissions"][0]["people"] == [
        {"role": "PETITIONER", "name": "王**", "phone": "138****1234", "address": "****"}
    ]
    assert body["submissions"][0]["content"].startswith("2019年征了我家")
    assert (body["version"], body["owner_code"]) == (matter.version, "37142602")
    assert [paper["kind"] for paper in body["papers"]][-1] == "D17"
    assert {clock["period"] for clock in body["clocks"]} >= {"ROUTE", "HANDLE"}
    note = Reading.objects.get(matter=matter)
    assert (note.account.username, note.what) == ("ziran", "FILE")


def test_a_sealed_file_names_nobody(cast: Cast, keyed) -> None:
    filed = make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602", complained_person="某某")
    answer = keyed("shifenban" if filed.submission.matter.owner.code == "37140001" else "fenban").get(
        f"matters/{filed.submission.matter.number}"
    )
    assert answer.status_code == 200
    assert answer.json()["submissions"][0]["people"] == []
    assert "王" not in answer.content.decode()


def test_lists_files_and_acts_ask_few_queries(cast: Cast, keyed) -> None:
    matter = make.signed(cast)
    for _ in range(5):
        make.routed(cast)
    caller = keyed("ziran")
    for path in ("matters", "matters?q=补偿", f"matters/{matter.number}", f"matters/{matter.number}/acts"):
        caller.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            caller.get(path)

        assert len(asked) <= MOST_QUERIES, (path, len(asked))


def test_buttons_say_what_each_step_wants(cast: Cast, keyed) -> None:
    matter = make.file().submission.matter
    acts = {act["action"]: act for act in keyed("fenban").get(f"matters/{matter.number}/acts").json()}
    assert acts["FORWARD"]["allowed"] is False
    assert "分类" in acts["FORWARD"]["because"]
    assert acts["FORWARD"]["fields"] == []
    fields = {field["name"]: field for field in acts["CLASSIFY"]["fields"]}
    assert fields["region"]["kind"] == "PICK"
    assert {"value": "371426101", "label": "柳河镇"} in fields["region"]["choices"]
    classes = fields["requests"]["each"][0]["choices"]
    assert "APPEAL_6" in {choice["value"] for choice in classes}


def test_a_matter_is_classified_and_forwarded_over_the_api(cast: Cast, keyed) -> None:
    matter = make.file().submission.matter
    caller, path = keyed("fenban"), f"matters/{matter.number}/acts"
    done = caller.post(f"{path}/CLASSIFY", {"version": 1, "facts": make.CLASSIFY}).json()
    assert (done["event"]["action"], done["version"]) == ("CLASSIFY", 2)
    facts = {"to": "37142602", "mode": "FORWARD", "reason": "属地和职能"}
    sent = caller.post(f"{path}/FORWARD", {"version": 2, "facts": facts}).json()
    assert (sent["state"], sent["version"]) == ("ROUTED", 3)
    event = Event.objects.get(matter=matter, action="FORWARD")
    assert event.actor.username == "fenban"


def test_a_stale_version_writes_nothing(cast: Cast, keyed) -> None:
    matter = make.file().submission.matter
    caller, path = keyed("fenban"), f"matters/{matter.number}/acts/CLASSIFY"
    body = {"version": 1, "facts": make.CLASSIFY}
    assert caller.post(path, body).status_code == 200
    again = caller.post(path, body)
    refused(again, 409, "stale")
    assert "您前一次送的已经办好" in again.json()["error"]["message"]
    other = keyed("fenban2").post(path, body)
    refused(other, 409, "stale")
    assert "别人已经先办了一步" in other.json()["error"]["message"]
    refused(caller.post(path, {**body, "version": 10**30}), 409, "stale")
    assert Event.objects.filter(matter=matter).count() == 2


def test_what_is_missing_is_said_in_chinese_beside_the_field(cast: Cast, keyed) -> None:
    matter = make.file().submission.matter
    path = f"matters/{matter.number}/acts/CLASSIFY"
    error = refused(keyed("fenban").post(path, {"version": 1, "facts": {"region": "x"}}), 422, "invalid")
    assert error["fields"]["category"].startswith("请填写“")
    assert "请从列出的选项中选择" in error["fields"]["region"]
    assert Matter.objects.get(pk=matter.pk).version == 1


def test_wrong_office_sees_nothing_and_wrong_role_is_told_why(cast: Cast, keyed) -> None:
    matter = make.routed(cast)
    path = f"matters/{matter.number}/acts/ACCEPT"
    refused(keyed("renshe").post(path, {"version": 3}), 404, "not_found")
    error = refused(keyed("dengji").post(path, {"version": matter.version}), 403, "not_allowed")
    assert error["article"]
    error = refused(
        keyed("ziran").post(f"matters/{matter.number}/acts/accept", {"version": 3}), 404, "not_found"
    )
    assert "没有这一步" in error["message"]


def test_what_no_step_asks_is_told_and_nothing_is_written(cast: Cast, keyed) -> None:
    matter = make.file(requests=("发放补偿款", "公开补偿标准")).submission.matter
    path, caller = f"matters/{matter.number}/acts/CLASSIFY", keyed("fenban")
    two = [{"position": 2, "legal_class": "SUGGESTION"}, {"position": 1, "legal_class": "APPEAL_6"}]
    sent = {**make.CLASSIFY, "requests": two}
    wrong = {
        "due": {**sent, "due": "2027-01-01"},
        "requests": {**sent, "requests": [*two, two[0]]},
    }
    for field, facts in wrong.items():
        error = refused(caller.post(path, {"version": 1, "facts": facts}), 422, "invalid")
        assert list(error["fields"]) == [field]
    for groups in ([two[0], two[0]], [{"position": 3}], [{"legal": "APPEAL_6"}], ["APPEAL_6"], "APPEAL_6"):
        facts = {**sent, "requests": groups}
        refused(caller.post(path, {"version": 1, "facts": facts}), 422, "invalid")
    assert caller.post(path, {"version": 1, "facts": sent}).status_code == 200
    assert [line.legal_class for line in matter.requests.order_by("position")] == ["APPEAL_6", "SUGGESTION"]


def test_a_refusal_lists_roles_in_words(cast: Cast, keyed) -> None:
    matter = make.routed(cast)
    path = f"matters/{matter.number}/acts/ACCEPT"
    error = refused(keyed("dengji").post(path, {"version": matter.version}), 403, "not_allowed")
    assert "的承办人、" in error["message"] or error["message"].endswith("的承办人可以受理并告知")
    assert "('" not in error["message"]
