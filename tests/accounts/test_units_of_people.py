"""The units of a person are those at and below his postings, in the order of the tree, by one statement at most."""

import pytest
from django.core.cache import cache

from baiyi.accounts import services
from baiyi.accounts.models import KEEP, UNITS, Unit, User
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


def units_of(person: User) -> set[str]:
    """As the next request sees them."""
    return {unit.name for unit in User.objects.get(pk=person.pk).units()}


def test_units_read_lately_cost_no_statement(tree, django_assert_num_queries):
    person = make_user("p", tree["late"], Role.CHIEF)
    assert units_of(person) == {"late", "post"}
    again = User.objects.get(pk=person.pk)
    with django_assert_num_queries(1):  # postings
        assert {unit.name for unit in again.units()} == {"late", "post"}


@pytest.mark.parametrize("change", ["save", "update", "bulk_create"])
def test_units_changed_by_this_process_are_known_at_once(tree, change):
    person = make_user("p", tree["late"], Role.CHIEF)
    assert units_of(person) == {"late", "post"}
    if change == "save":
        tree["early"].parent = tree["late"]
        tree["early"].save()
    elif change == "update":
        Unit.objects.filter(name="early").update(parent=tree["late"])
    else:
        Unit.objects.bulk_create([Unit(name="early2", short_name="early2", kind="post", parent=tree["late"])])
    assert units_of(person) == {"late", "post", "early2" if change == "bulk_create" else "early"}


def add_elsewhere(name: str, parent: Unit) -> int:
    """A row that another process wrote: this one was told nothing."""
    known = cache.get(UNITS)
    unit = make_unit(name, kind="station", parent=parent, position=3)
    cache.set(UNITS, known, KEEP)
    return unit.pk


def test_unit_of_another_process_is_known_as_soon_as_somebody_is_posted_there(tree):
    person = make_user("p", tree["branch"], Role.CHIEF)
    assert "new" not in units_of(person)
    new = add_elsewhere("new", tree["branch"])
    assert "new" not in units_of(person), "for KEEP seconds"
    posted = make_user("q", Unit.objects.get(pk=new), Role.CHIEF)
    assert units_of(posted) == {"new"}
    assert "new" in units_of(person)


def test_posting_that_ended_ends_at_once_whatever_is_remembered(tree):
    person = make_user("p", tree["late"], Role.CHIEF)
    assert units_of(person) == {"late", "post"}
    person.postings.all().delete()
    assert units_of(person) == set()
