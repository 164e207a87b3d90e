"""A list taken out without names says no name in any column: of those on file, or of others its letters name."""

import pytest

from lianxin.actions.filing import Person
from lianxin.models import ComplainedOf, Matter
from lianxin.queries.exports import lines
from lianxin.rules.facts import Actor
from tests import make

pytestmark = pytest.mark.django_db
JOINT = Person(name="和尚未", phone="13812341235", address="前柳村13号", role="JOINT")


@pytest.mark.parametrize(
    ("title", "content", "goes"),
    [
        ("王秀英家征地补偿款没有发放", "补偿款没有发。", "王秀英"),
        (
            "请把补偿款发给和尚未",
            "补偿款没有发。",
            "和尚未",
        ),  # nothing tells that this is a name, but the file
        ("钱多多多占的地谁来管", "补偿款没有发。", "钱多多"),  # whom it complains of
        ("反映于洋霸占集体土地", "补偿款没有发。", "于洋"),
        ("王 秀 英家征地补偿款没有发放", "补偿款没有发。", "王 秀 英"),
        ("低保名额给了查无此", "邻居查无此，男，并不贫困。", "查无此"),  # the letter tells that it is a name
        ("打电话13905341234没人接", "补偿款没有发。", "13905341234"),
    ],
)
def test_no_column_of_a_masked_list_names_anybody(cast, title, content, goes):
    matter = make.file(title=title, content=content, people=(make.WANG, JOINT)).submission.matter
    ComplainedOf.objects.create(matter=matter, name="钱多多")
    [masked] = lines(Actor(), Matter.objects.all(), named=False)
    assert goes not in " ".join(masked) and "〔" in masked[1]
    [named] = lines(Actor(), Matter.objects.all(), named=True)
    assert named[1] == title


def test_a_name_that_only_a_request_tells_is_one_goes_too(cast):
    make.file(title="低保名额给了查无此", content="不公平。", requests=("请查邻居查无此，男，并不贫困。",))
    [masked] = lines(Actor(), Matter.objects.all(), named=False)
    assert "查无此" not in masked[1] and "〔" in masked[1]


def test_a_title_without_persons_goes_out_as_it_is(cast):
    make.file(title="征地补偿款没有发放")
    [line] = lines(Actor(), Matter.objects.all(), named=False)
    assert line[1] == "征地补偿款没有发放" and line[2] == "王**"
