"""What another organ has in the making neither makes anybody else's page stale nor tells them by a number that it is there."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.change import StaleMatter, refuse_stale
from lianxin.actions.together import perform_each
from lianxin.models import Matter, Posting
from lianxin.queries.dossier import Dossier
from lianxin.queries.progress import progress
from lianxin.queries.since import as_read, own_since, version_for, versions_for
from lianxin.queries.worklists import Narrow, Tab, page
from lianxin.rules.codes import Role
from tests import make
from tests.actions.lives import fresh, petitioner
from tests.actions.test_deciding import SUPERVISED
from tests.cast import Cast, moment

DAY, ON = "2026-08-03", date(2026, 8, 3)


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return make.accepted(cast)


def counted(cast: Cast, who: str, matter: Matter) -> int:
    row = fresh(matter)
    found = version_for(cast(who), Dossier(row, ON))
    assert versions_for(cast(who), [row]) == {row.pk: found}
    return found


def test_a_draft_from_above_does_not_count_for_the_owner(cast: Cast, matter: Matter) -> None:
    before = counted(cast, "ziran", matter)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "CHECK_SUPERVISE", "fenban", DAY)
    assert counted(cast, "ziran", matter) == before == fresh(matter).version - 2
    assert counted(cast, "duban", matter) == fresh(matter).version
    make.act(cast, matter, "SUPERVISE", "xinfangtou", DAY)
    assert counted(cast, "ziran", matter) == fresh(matter).version > before


def test_the_petitioner_and_the_list_do_not_count_it_either(cast: Cast, matter: Matter) -> None:
    own = matter.submissions.get()
    me = petitioner(own)
    shown = lambda: [  # noqa: E731
        progress(me, own.number, on=ON).version,
        *(row.version for row in page(cast("ziran"), Tab.ALL, Narrow(), on=ON).rows),
    ]
    before = shown()
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    assert shown() == before


def test_many_at_once_go_on_too(cast: Cast, matter: Matter) -> None:
    picked = [(matter.number, counted(cast, "ziran", matter))]
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    facts = {"handler": "ziran", "no_interest": "yes"}
    assert perform_each(cast("ziran"), "TAKE", picked, at=moment(DAY), facts=facts)[0].done
    again = perform_each(cast("ziran2"), "TAKE", picked, at=moment(DAY), facts=facts)[0]
    assert "有了变化" in str(again.refused[0])


def test_ones_own_press_is_known_though_another_drafted_in_between(cast: Cast, matter: Matter) -> None:
    read = counted(cast, "ziran", matter)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    make.act(cast, matter, "EVIDENCE", "ziran", DAY, title="台账", source="镇", content="已核对")
    found = as_read(fresh(matter), read)
    assert found.version == read and own_since(cast("ziran"), found)
    assert not own_since(cast("duban"), as_read(fresh(matter), read))


def test_no_page_fits_again_after_a_post_has_ended(cast: Cast, matter: Matter) -> None:
    post = {"account": cast.account("ziran"), "organ": cast.organ("37142601"), "role": Role.SUPERVISOR}
    second = Posting.objects.create(valid_from=date(2026, 1, 1), **post)
    make.act(cast, matter, "DRAFT_SUPERVISE", "duban", DAY, **SUPERVISED)
    pages = [counted(cast, "ziran", matter)]  # with what the second organ has in the making
    second.delete()
    for _again in "12":
        make.act(cast, matter, "EVIDENCE", "ziran2", DAY, title="台账", source="镇", content="已核对")
        assert counted(cast, "ziran", matter) not in pages
        with pytest.raises(StaleMatter):
            refuse_stale(cast("ziran"), fresh(matter), pages[-1])
        pages.append(counted(cast, "ziran", matter))
