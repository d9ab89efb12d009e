"""The units of a person are those at and below his postings, in the order of the tree, read in one statement."""

import pytest

from baiyi.accounts import services
from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from tests.factories import make_unit, make_user
from tests.factories.people import LONG_AGO


@pytest.fixture
def tree(db) -> dict[str, Unit]:
    """A branch with two stations, out of order, and posts below them; and another branch."""
    made = {"branch": make_unit("甲分局", kind="branch", position=1)}
    for name, above, position in [("late", "branch", 9), ("early", "branch", 2), ("post", "late", 1)]:
        made[name] = make_unit(name, kind="station", parent=made[above], position=position)
    return made | {"other": make_unit("乙分局", kind="branch", position=0)}


@pytest.mark.parametrize("posted", [["branch"], ["late"], ["early", "late"], ["other", "branch"]])
def test_units_are_those_of_the_tree(tree, posted, django_assert_num_queries):
    person = make_user("p", tree[posted[0]], Role.CHIEF)
    for each in posted[1:]:
        services.post(user=person, unit=tree[each], role=Role.CHIEF, starts_on=LONG_AGO)
    expected = [unit for each in posted for unit in Unit.objects.descendants(tree[each], include_self=True)]
    person = User.objects.get(pk=person.pk)
    with django_assert_num_queries(2):  # postings, units
        assert person.units() == expected
        assert person.unit_ids() == sorted(each.pk for each in expected)
        assert [each.name for each in person.units()] == [each.name for each in expected]


def test_a_unit_made_meanwhile_is_there_at_once(tree):
    person = make_user("p", tree["late"], Role.CHIEF)
    User.objects.get(pk=person.pk).units()
    new = make_unit("new", kind="post", parent=tree["late"], position=5)
    assert new in User.objects.get(pk=person.pk).units()
