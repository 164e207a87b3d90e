"""Earlier letters about the same matter: found by phrase, person or place, behind nobody's wall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.actions import repeats_index
from lianxin.actions.filing import Person
from lianxin.models import Event, Involvement, LetterCounts, Matter, Organ, RarePhrase, TopicMember
from lianxin.queries import repeats
from lianxin.queries.repeats import ALWAYS, KEPT, Draft, added_words, alike, alike_filed, looked_for
from lianxin.queries.topics import hot_topics
from lianxin.rules.codes import Purpose
from lianxin.text.letters import rare_pieces
from lianxin.text.rarity import counted, grams
from tests import make
from tests.actions.lives import petitioner
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
TITLE = "柳溪苑小区楼下酒吧噪音扰民"
CONTENT = "柳溪苑小区3栋楼下的金樽酒吧每天营业到凌晨两点，音响低频噪音让人无法入睡，老人小孩都受不了。"
OTHER_WORDS = "我住柳溪苑3栋，金樽酒吧晚上太吵，放音响到半夜，震动从地板传上来睡不着，多次反映没人管。"


def _person(n: int) -> Person:
    return Person(name="赵钱孙李周吴"[n] + "某", phone=f"1380000000{n}", address="")


def _noise(n: int = 1, *, on: str = "2026-08-03", **more: object) -> Matter:
    given = {"title": TITLE, "content": CONTENT, "requests": ("请管一管",), "people": (_person(n),), **more}
    return make.file(on=on, **given).submission.matter


def _asked(cast: Cast, content: str = OTHER_WORDS, who: str = "fenban") -> list[str]:
    draft = Draft("酒吧太吵，晚上睡不着", content, cast.today)
    return [match.matter for match in alike(cast(who), draft, on=cast.today)]


def test_found_in_other_words_and_not_for_another_grievance(cast: Cast) -> None:
    matter = _noise()
    _noise(
        2,
        title="柳溪苑小区车位捆绑销售",
        content="柳溪苑开发商要求必须购买车位，强买强卖，一个车位十二万元。",
    )
    assert _asked(cast) == [matter.number]
    match = alike(cast("fenban"), Draft("酒吧太吵", OTHER_WORDS, cast.today), on=cast.today)[0]
    assert any("噪声扰民" in str(reason) for reason in match.reasons)
    assert any("柳溪苑" in str(reason) or "金樽" in str(reason) for reason in match.reasons)


def test_common_phrases_are_not_looked_for_but_a_letter_copied_by_hundreds_is() -> None:
    own = "桃源村自来水浑浊发黄，水厂值班人员魏某推说管网老旧，月底仍无回音。"
    copied, stock = (
        "柳溪苑楼下金樽酒吧每天营业到凌晨两点，低音炮震得窗户发抖。",
        "请求有关部门尽快调查处理并书面答复",
    )
    rarity = counted([f"{copied}{stock}"] * 200 + [f"来信{stock}"] * 200)
    asked = looked_for(f"{own}{stock}", rarity)
    assert "桃源村" in asked and "无回音" in asked and not set(grams(stock, 3)) & set(asked)
    assert len(set(looked_for(copied, rarity)) & set(rare_pieces(copied, rarity, KEPT))) == ALWAYS


def test_a_copy_comes_first_and_says_so(cast: Cast) -> None:
    _noise(1, content=OTHER_WORDS)
    copied = _noise(2)
    found = alike(cast("fenban"), Draft("再次反映", CONTENT, cast.today), on=cast.today)
    assert found[0].matter == copied.number and str(found[0].kind) == "文字基本相同"


def test_filed_matter_finds_the_same_person_by_blind_index_not_itself(cast: Cast) -> None:
    first, second = _noise(1), _noise(1, content=OTHER_WORDS, title="酒吧太吵")
    found = alike_filed(cast("fenban"), second, on=cast.today)
    assert [match.matter for match in found] == [first.number]
    assert any("同一人" in str(reason) for reason in found[0].reasons)


def test_the_same_person_with_another_request_is_not_called_the_same_matter(cast: Cast) -> None:
    earlier = _noise(1)
    other = _noise(1, title="路灯坏了", content="村东头的路灯坏了两个月，夜里看不见路，请派人来修。")
    found = {match.matter: str(match.kind) for match in alike_filed(cast("fenban"), other, on=cast.today)}
    assert found.get(earlier.number) == "同一人的另一件"


def test_letters_that_only_point_to_what_is_enclosed_are_no_repeats_and_no_topic(cast: Cast) -> None:
    """What a channel writes where a mail has no words, or more than are filed, stands in hundreds of letters."""
    empty, cut = "（邮件没有正文，见附件）", "（正文太长，这里是开头18000字，全文见邮件原件）"
    for n in range(4):
        _noise(n, title=empty, content=empty, requests=())
    _noise(4, title="路灯坏了", content=f"村东头的路灯坏了两个月。\n{cut}", requests=())
    _noise(5, title="公交太少", content=f"去县城的公交一天只有一班。\n{cut}", requests=())
    assert [alike_filed(cast("fenban"), matter, on=cast.today) for matter in Matter.objects.all()] == [[]] * 6
    repeats_index.count_letters(at=moment("2026-08-03"))
    repeats_index.group_topics(at=moment("2026-08-03"))
    assert hot_topics(cast("fenban"), on=cast.today) == []


@pytest.mark.parametrize("who", ["renshe", "zhenfu", "tongji", "shenji", "guanli"])
def test_nobody_finds_what_they_may_not_see(cast: Cast, who: str) -> None:
    _noise()
    assert _asked(cast, who=who) == []


def test_an_accusation_is_found_by_its_desk_only(cast: Cast) -> None:
    matter = _noise(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    assert (
        not RarePhrase.objects.filter(mark__in=_marks(_noise(2))).filter(submission__matter=matter).exists()
    )
    assert matter.number in _asked(cast, CONTENT)
    assert _asked(cast, CONTENT, "ziran") == [] == _asked(cast, CONTENT, "zirantou")


def test_sealed_letters_do_not_crowd_out_what_a_clerk_may_see(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "MOST_BY_PHRASE", 1)
    monkeypatch.setattr(repeats, "MOST_BY_PLACE", 0)
    open_one = _noise(1, content=OTHER_WORDS)
    _noise(2, content=CONTENT, purpose=Purpose.ACCUSATION, complained_organ="37142602")
    assert _asked(cast, CONTENT, "dengji") == [open_one.number]


def _marks(matter: Matter) -> list[int]:
    return list(RarePhrase.objects.filter(submission__matter=matter).values_list("mark", flat=True))


def test_sealing_moves_the_phrases_to_the_other_key_and_erasing_leaves_none(cast: Cast) -> None:
    matter = _noise()
    before = set(_marks(matter))
    assert 0 < len(before) <= KEPT
    requests = [{"legal_class": "ACCUSATION"}]
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", complained_organ="37142602",
             **{**make.CLASSIFY, "requests": requests})  # fmt: skip
    assert before and not before & set(_marks(matter)) and _marks(matter)
    repeats_index.erase(matter)
    assert not _marks(matter)


def test_too_little_to_say_anything_of_its_own(cast: Cast) -> None:
    _noise()
    assert alike(cast("fenban"), Draft("", "噪音", cast.today), on=cast.today) == []


def test_counting_keeps_the_index_whole_and_no_accusation_is_counted(cast: Cast) -> None:
    matter = _noise()
    _noise(2, purpose=Purpose.ACCUSATION, complained_organ="37142602")
    RarePhrase.objects.all().delete()
    assert repeats_index.count_letters(at=moment("2026-08-04")) == 1
    assert repeats_index.count_letters(at=moment("2026-08-05")) == 1
    assert LetterCounts.objects.count() == 1 and _marks(matter)
    assert matter.number in _asked(cast)


def _busy(cast: Cast, **more: object) -> None:
    for n, words in enumerate((CONTENT, OTHER_WORDS, CONTENT + "请尽快。", OTHER_WORDS + "求解决。"), 1):
        _noise(n, content=words, on=f"2026-08-0{n}", **more)
    repeats_index.group_topics(at=moment("2026-08-05"))


def _broken_road(on: str) -> None:
    for n in range(3):
        _noise(n, title="青枫路路面破损", content="青枫路坑洼不平，路面破损多年，雨天积水。", on=on)


def test_a_topic_is_what_several_people_write_of(cast: Cast) -> None:
    _busy(cast)
    (topic,) = hot_topics(cast("fenban"), on=cast.today + timedelta(days=2))
    assert (topic.writers, len(topic.matters)) == (4, 4)
    assert "柳溪苑" in topic.label and "噪声扰民" in topic.label
    assert hot_topics(cast("fenban"), on=cast.today + timedelta(days=90)) == []


def test_topics_stand_by_writers_as_far_as_these_surely_write_of_one_matter(cast: Cast) -> None:
    _busy(cast)
    _broken_road("2026-08-04")
    repeats_index.group_topics(at=moment("2026-08-05"))
    day = cast.today + timedelta(days=2)
    assert [topic.writers for topic in hot_topics(cast("fenban"), on=day)] == [4, 3]
    noise = TopicMember.objects.get(submission=Matter.objects.earliest("pk").submissions.get()).topic
    TopicMember.objects.filter(topic=noise).update(closeness=0.5)
    assert [topic.writers for topic in hot_topics(cast("fenban"), on=day)] == [3, 4]


def test_what_rises_this_week_may_stand_first_and_is_marked(cast: Cast) -> None:
    _busy(cast)
    _broken_road("2026-08-14")
    repeats_index.group_topics(at=moment("2026-08-15"))
    day = cast.today + timedelta(days=12)
    assert [(topic.writers, topic.rising) for topic in hot_topics(cast("fenban"), on=day)] == [
        (4, False),
        (3, True),
    ]
    first, _second = hot_topics(cast("fenban"), on=day, by_rise=True)
    assert (first.week, first.before, first.example) == (3, 0, "青枫路路面破损")


def test_one_person_writing_often_is_no_topic(cast: Cast) -> None:
    for n in range(1, 5):
        _noise(1, on=f"2026-08-0{n}")
    repeats_index.group_topics(at=moment("2026-08-05"))
    assert TopicMember.objects.count() == 4
    assert hot_topics(cast("fenban"), on=cast.today + timedelta(days=2)) == []


def test_one_person_by_name_telephone_or_id_number_is_one_writer(cast: Cast) -> None:
    for one in (
        Person(name="孟获", phone="13800000001", address=""),
        Person(name="孟获", phone="", address="", id_number="11010519491231002X"),
        Person(name="孟获", phone="", address=""),
    ):
        _noise(people=(one,))
    repeats_index.group_topics(at=moment("2026-08-03"))
    assert hot_topics(cast("fenban"), on=cast.today) == []
    for n in (4, 5):
        _noise(n)
    repeats_index.group_topics(at=moment("2026-08-03"))
    assert [topic.writers for topic in hot_topics(cast("fenban"), on=cast.today)] == [3]


def test_who_handles_does_not_find_a_topic_that_names_their_organ_though_no_letter_says_whom_it_blames(
    cast: Cast,
) -> None:
    text = "自然资源局窗口故意拖着不办红星大厦房产证，跑了八趟。"
    for n in range(3):
        matter = _noise(n, title="自然资源局拖着不办红星大厦房产证", content=text)
        Matter.objects.filter(pk=matter.pk).update(owner=Organ.objects.get(code="37142602"))
        Involvement.objects.create(matter=matter, organ=Organ.objects.get(code="37142602"), role="OWNER")
    repeats_index.group_topics(at=moment("2026-08-03"))
    assert hot_topics(cast("fenban"), on=cast.today) != []
    assert hot_topics(cast("ziran"), on=cast.today) == []


def test_letters_of_others_do_not_crowd_out_the_one_a_clerk_may_see(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "MOST_BY_PHRASE", 2)
    monkeypatch.setattr(repeats, "MOST_BY_PERSON", 2)
    monkeypatch.setattr(repeats, "MOST_BY_PLACE", 2)
    own = _noise()
    (organ,) = cast("renshe").organs
    Involvement.objects.create(matter=own, organ_id=organ, role="CO_HANDLER")
    for _n in range(4):
        _noise()
    assert _asked(cast, CONTENT, "renshe") == [own.number]


def test_the_organ_complained_of_does_not_find_its_own_topic_but_its_superior_does(cast: Cast) -> None:
    for n in range(1, 5):
        make.routed(cast, title=TITLE, content=CONTENT, people=(_person(n),), complained_organ="37142602")
    repeats_index.group_topics(at=moment("2026-08-05"))
    day = cast.today + timedelta(days=2)
    assert Matter.objects.filter(complained_of__organ=cast.organ("37142602")).count() == 4
    assert hot_topics(cast("duban"), on=day) and hot_topics(cast("xianzhang"), on=day)
    assert hot_topics(cast("zirantou"), on=day) == [] == hot_topics(cast("ziran"), on=day)


@pytest.mark.parametrize("who", ["renshe", "zhenfu", "tongji", "shenji"])
def test_no_topic_from_letters_one_may_not_see(cast: Cast, who: str) -> None:
    _busy(cast)
    assert hot_topics(cast(who), on=cast.today + timedelta(days=2)) == []


ADDED = "补充说明：隔壁碧水湾工地的混凝土搅拌机彻夜轰鸣，居委会主任韩某可以作证。"


def test_what_a_petitioner_adds_is_found_as_well_and_stays_so_when_all_is_counted_anew(cast: Cast) -> None:
    matter = _noise()
    draft = Draft("碧水湾工地", ADDED, cast.today)
    assert alike(cast("fenban"), draft, on=cast.today) == []
    speaker = petitioner(matter.submissions.get())
    make.act(cast, matter, "SUPPLEMENT", speaker, "2026-08-03", content=ADDED)
    assert [match.matter for match in alike(cast("fenban"), draft, on=cast.today)] == [matter.number]
    found = set(_marks(matter))
    RarePhrase.objects.all().delete()
    repeats_index.count_letters(at=moment("2026-08-04"))
    assert len(set(_marks(matter))) >= KEPT < len(found)
    assert [match.matter for match in alike(cast("fenban"), draft, on=cast.today)] == [matter.number]


def test_what_was_added_before_a_split_is_compared_with_nothing(cast: Cast) -> None:
    matter = _noise()
    make.act(cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), "2026-08-03", content=ADDED)
    assert added_words([matter.pk]) == {matter.submissions.get().pk: [ADDED]}
    Event.objects.filter(matter=matter, action="SUPPLEMENT").update(seq=1_000)
    Event.objects.filter(matter=matter, action="REGISTER").update(action="SPLIT", seq=1_001)
    assert added_words([matter.pk]) == {}
