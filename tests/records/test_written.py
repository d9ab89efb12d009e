"""A statement that is written once gives the rows that Django's own would, for whatever condition."""

import pytest
from auditlog.models import LogEntry
from django.db.models import F, Q

from baiyi.records import written
from baiyi.records.querysets import About
from baiyi.records.shown import whole_with
from baiyi.records.written import Key, Such, among, known, leads_to
from baiyi.records.written import written as once
from inspections.models import Hazard, RectificationNotice, Venue
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_venue

pytestmark = pytest.mark.one_day("compares statements, the same on every day")


@once
def with_history(venues):
    return venues.select_related("category", "unit").with_history().order_by("-name")


@once
def with_hazards(notices):
    return notices.prefetch_related("hazards", "deadlines", "inspection__inspectors").order_by("pk")


@once
def names_of(venues, others):
    return venues.values_list("name").union(others.values_list("description"), all=True)


@once
def named(key, rows, name):
    return rows.filter(Q(pk=key) | Q(name=name)).order_by("pk")


@once
def of_unit(venues):
    return venues.order_by("-pk")


@once
def either(mine, theirs):
    return Venue.objects.filter(among(mine) | among(theirs)).order_by("pk")


@pytest.fixture
def venues(force):
    made = [make_venue(force.station, force.alice, name=f"店{n}") for n in range(3)]
    make_inspection(made[1], [force.alice, force.amy], hazards=[make_hazard()])
    return [*made, make_venue(force.other_station, force.bob, name="别处")]


@pytest.fixture
def notices(force, venues):
    pair = [force.alice, force.amy]
    return [make_issued_notice(each, pair) for each in venues[:2]]


CONDITIONS = {
    "all": lambda force: Venue.objects.all(),
    "none": lambda force: Venue.objects.none(),
    "own": lambda force: Venue.objects.visible_to(force.bob),
    "either": lambda force: Venue.objects.filter(Q(name="店0") | Q(hazards__in=Hazard.objects.values("pk"))),
    "joined": lambda force: Venue.objects.filter(unit__name=force.station.name),
    "percent": lambda force: Venue.objects.filter(name__contains="%"),
}


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_rows_are_those_of_django(force, venues, condition):
    for _ in range(2):
        rows = condition(force)
        expected = rows.select_related("category", "unit").with_history().order_by("-name")
        read = with_history(rows)
        assert read == list(expected)
        assert [(each.last_inspected_on, each.open_hazards) for each in read] == [
            (each.last_inspected_on, each.open_hazards) for each in expected
        ]


def test_one_condition_leaves_nothing_to_the_next(force, venues):
    assert {each.unit for each in with_history(Venue.objects.visible_to(force.alice))} == {force.station}
    assert {each.unit for each in with_history(Venue.objects.visible_to(force.bob))} == {force.other_station}


def test_what_comes_along_costs_nothing_more(force, venues, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert {each.category.name and each.unit.name for each in with_history(Venue.objects.all())}


def test_part_of_the_rows_is_cut_out(venues):
    assert [each.name for each in with_history(Venue.objects.all(), cut=slice(1, 3))] == ["店1", "店0"]


def test_rows_of_two_querysets_are_united(force, venues):
    read = names_of(Venue.objects.visible_to(force.bob), Hazard.objects.all())
    assert sorted(read) == sorted([("别处",), *Hazard.objects.values_list("description")])
    assert names_of(Venue.objects.none(), Hazard.objects.none()) == []


@pytest.mark.parametrize("number", [1, 2])
def test_prefetched_rows_are_there_and_can_be_narrowed(notices, number, django_assert_num_queries):
    read = with_hazards(RectificationNotice.objects.filter(pk__in=[each.pk for each in notices[:number]]))
    with django_assert_num_queries(0):
        hazards = [list(each.hazards.all()) for each in read]
        assert all(each.deadlines.all() for each in read)
        assert all(each.inspection.inspectors.all() for each in read)
    assert hazards == [list(Hazard.objects.filter(notice=each)) for each in read]
    assert read[0].hazards.filter(state="closed").count() == 0
    assert read[0].hazards.open().count() == 1


def test_facts_tell_statements_apart(venues):
    @once
    def sorted_by(rows, name):
        return rows.order_by(name)

    assert sorted_by(Venue.objects.all(), "pk") == venues
    assert sorted_by(Venue.objects.all(), "-pk") == venues[::-1]
    assert sorted_by(Venue.objects.all(), "pk") == venues


def test_rows_must_stand_in_the_statement_once(venues):
    @once
    def others(rows):
        return Venue.objects.all()

    @once
    def twice(rows):
        return rows.filter(pk__in=rows.values("pk"))

    for wrong in (others, twice):
        with pytest.raises(ValueError, match="SELECT"):
            wrong(Venue.objects.filter(pk=1))


def test_condition_of_rows_is_that_of_their_own_table(venues):
    sql, params = written.condition_of(Venue.objects.filter(unit__name="别处"))
    assert sql.startswith('"inspections_venue"."id" IN (SELECT')
    assert params == ("别处",)
    assert written.condition_of(Venue.objects.all()) == written.ALL
    assert written.condition_of(Venue.objects.filter(pk__in=[])) == written.NONE
    assert written.condition_of(Venue.objects.filter(pk=F("pk"))) != written.ALL


def test_a_key_is_put_into_one_statement(venues):
    """With a key of every record the statement is the same, and each time the key is the one that was given."""
    written.forget()
    rows = Venue.objects.all()
    assert [named(Key(each.pk), rows, "别处") for each in venues[:3]] == [[each, venues[3]] for each in venues[:3]]
    assert named(Key(0), rows, "别处") == [venues[3]]
    assert written._statement.cache_info().currsize == 1


def test_a_key_is_a_number_where_the_statement_is_written_anew(force, venues):
    joined = Venue.objects.filter(unit__name=force.station.name)
    assert named(Key(venues[1].pk), joined, "") == [venues[1]]


def test_rows_whose_condition_is_known(force, venues, django_assert_num_queries):
    assert of_unit(Such.by(Venue, "unit", [force.other_station.pk])) == [venues[3]]
    assert of_unit(Such.by(Venue, "unit", [force.station.pk, force.other_station.pk])) == venues[::-1]
    with django_assert_num_queries(0):
        assert of_unit(Such.by(Venue, "unit", [])) == []


def test_rows_about_records_are_known_rows(force, venues):
    @once
    def lines(rows):
        return rows.order_by("pk")

    assert lines(About(venues[:2]).among(LogEntry)) == list(LogEntry.objects.filter(About(venues[:2])).order_by("pk"))
    assert lines(About(venues[:2]).among(LogEntry))
    assert lines(About([]).among(LogEntry)) == []


def test_scopes_stand_beside_other_conditions(force, venues):
    mine, theirs = Venue.objects.visible_to(force.alice), Venue.objects.visible_to(force.bob)
    assert either(mine, theirs) == venues
    assert either(Venue.objects.none(), theirs) == [venues[3]]
    assert either(mine, Venue.objects.none()) == venues[:3]


def test_of_joined_rows_only_the_words_are_read(venues, django_assert_num_queries):
    @once
    def shown(rows):
        return whole_with(rows.select_related("category", "unit"), "category__name", "unit__short_name").order_by("pk")

    with django_assert_num_queries(1):
        read = shown(Venue.objects.all())
        assert [(str(each.category), str(each.unit), each.address) for each in read] == [
            (each.category.name, each.unit.short_name, each.address) for each in venues
        ]
    assert "document_code" in read[0].unit.get_deferred_fields()


def test_condition_with_numbers_is_written_once(force, venues, django_assert_num_queries):
    """Whatever the numbers, and whatever the statement around it calls the table."""
    asked = []

    @known
    def at_unit_with_hazards(unit, status):
        asked.append(unit)
        hazards = Hazard.objects.filter(inspection__venue__unit=unit)
        return Venue.objects.filter(Q(unit=unit, pk__in=hazards.values("venue")) | Q(unit=status))

    def django(unit, status):
        hazards = Hazard.objects.filter(inspection__venue__unit=unit).values("venue")
        return Q(unit=unit, pk__in=hazards) | Q(unit=status)

    for keys in [(force.station.pk, 0), (force.other_station.pk, 0), (0, force.other_station.pk), (0, 0)]:
        for condition in (lambda said: said, lambda said: ~said, lambda said: said & Q(name="店1") | Q(name="店0")):
            mine, theirs = condition(at_unit_with_hazards(*keys)), condition(django(*keys))
            rows = Venue.objects.order_by("pk")
            assert list(rows.filter(mine)) == list(rows.filter(theirs))
            assert list(rows.exclude(mine)) == list(rows.exclude(theirs))
            inner, plain = (Venue.objects.filter(each).values("pk") for each in (mine, theirs))
            assert list(Hazard.objects.filter(venue__in=inner)) == list(Hazard.objects.filter(venue__in=plain))
            beside, same = (rows.filter(unit__in=each.values("unit")) for each in (inner, plain))
            with django_assert_num_queries(2):
                assert list(beside) == list(same)
            assert of_unit(rows.filter(mine)) == list(rows.filter(theirs).order_by("-pk"))
    assert len(asked) == 1


def test_condition_within_a_condition_has_its_own_numbers(force, venues):
    @known
    def with_hazards(model, unit, *others):
        hazards = Hazard.objects.filter(leads_to(Hazard, "unit", others))
        return model.objects.filter(unit=unit, pk__in=hazards.values("venue"))

    @known
    def either(name, *units):
        return Venue.objects.filter(Q(unit=units[-1]) | with_hazards(Venue, *units))

    here, there = force.station.pk, force.other_station.pk
    expected = {(here, there): [venues[3]], (here, here): venues[:3], (there, here): venues[:3]}
    for units, rows in expected.items():
        assert list(Venue.objects.filter(either("x", *units)).order_by("pk")) == rows
    assert list(Venue.objects.filter(either("x", here, here, there)).order_by("pk")) == [venues[1], venues[3]]


@pytest.mark.parametrize("among_them", ["none", "one", "both"])
def test_relation_is_written_as_django_writes_it(force, venues, among_them):
    keys = {"none": [], "one": [force.station.pk], "both": [force.station.pk, force.other_station.pk]}[among_them]
    mine, theirs = leads_to(Venue, "unit", keys), Q(unit__in=keys)
    for rows in (Venue.objects.filter, Venue.objects.exclude):
        assert set(rows(mine)) == set(rows(theirs))
    inner = Hazard.objects.filter(venue__in=Venue.objects.filter(mine).values("pk"))
    assert list(inner) == list(Hazard.objects.filter(venue__unit__in=keys))


def test_rows_lead_to_the_record_they_were_asked_of(notices, django_assert_num_queries):
    @once
    def newest_first(hazards):
        return hazards.order_by("-pk")

    notice = notices[0]
    with django_assert_num_queries(1):
        assert all(each.notice is notice for each in newest_first(notice.hazards.all()))


def test_condition_that_joins_is_refused(force, venues):
    @known
    def at_station(unit):
        return Venue.objects.filter(unit__parent=unit)

    with pytest.raises(ValueError, match="at_station"):
        at_station(force.branch.pk)
