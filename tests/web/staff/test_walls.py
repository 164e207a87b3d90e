"""What the staff pages say in passing, and to whom."""

import pytest

from tests import make
from tests.actions.lives import fresh

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


def test_a_stale_page_does_not_tell_the_accused_of_the_split(cast, enter):
    matter = make.file(requests=("请发放补偿款", "请查处局长")).submission.matter
    given = {"lines": ["2"], "redacted": "补偿款没有发。", "complained_organ": "37142602"}
    make.act(cast, matter, "SPLIT", "fenban", DAY, **given)
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")
    told = {}
    for who in ("ziran", "fenban"):
        url = f"/staff/matters/{matter.number}/steps/ACCEPT/"
        answer = enter(who).post(url, {"version": "1"})
        assert (answer.status_code, fresh(matter).state) == (409, "ROUTED")
        told[who] = answer.content.decode()
    assert "分出检举控告部分" in told["fenban"]
    assert "检举控告" not in told["ziran"] and "转送、交办" in told["ziran"]


def test_whoever_classifies_what_was_held_reads_the_words_and_splits_them_off_on_the_page(cast, enter):
    asked = {"requests-0": "请发放补偿款", "requests-1": "请查处"}
    matter = make.file(
        content=f"补偿款没有发。{make.ACCUSING}", requests=tuple(asked.values())
    ).submission.matter
    desk, steps = enter("fenban"), f"/staff/matters/{matter.number}/steps/"
    for step in ("CLASSIFY", "SPLIT", "PROPOSE_UNSEAL"):
        assert "“支书侵吞征地补偿款”" in desk.get(f"{steps}{step}/").content.decode(), step
    given = {"version": str(matter.version), "lines": ["2"], "redacted": "补偿款没有发。"}
    assert desk.post(f"{steps}SPLIT/", given).status_code == 302
    rest = fresh(matter)
    assert (rest.sealed, rest.title) == (False, "补偿款没有发")
    assert "侵吞" not in enter("duban").get(f"/staff/matters/{matter.number}/").content.decode()
