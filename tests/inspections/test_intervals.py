"""How often a venue is inspected: its category's days, or fewer for what it is and what was found."""

import datetime as dt

import pytest

from baiyi.records import clock
from inspections import today_tasks
from inspections.models import ChecklistItem, Hazard, IntervalRule, VenueCategory, VenueGroup
from inspections.reading.intervals import EXAMPLE, interval_of, run_out
from tests.factories import make_category, make_hazard, make_inspection, make_venue

DAYS = {"hazmat": 6, "high_risk": 5, "major": 3, "overdue": 4, "repeat": 7}
USUAL = 14


@pytest.fixture
def rules(db):
    for ground, days in DAYS.items():
        IntervalRule.objects.filter(ground=ground).update(inspect_every=days, is_example=False)


@pytest.fixture
def venue(force, rules):
    return make_venue(force.station, force.alice)


def visit(venue, force, days_ago: int, **facts):
    at = clock.now() - dt.timedelta(days=days_ago)
    return make_inspection(venue, [force.alice, force.amy], inspected_at=at, backfill_reason="补录", **facts)


def is_due(venue, user) -> bool:
    return venue in [task.venue for task in today_tasks.tasks_of(user, on=clock.today()).waiting]


def said(venue) -> str:
    return str(interval_of(venue, clock.today()))


def test_seeded_rules_are_marked_as_examples(db):
    assert set(IntervalRule.objects.values_list("ground", flat=True)) == set(IntervalRule.Ground.values)
    assert all(rule.is_example and rule.note.startswith("示例") for rule in IntervalRule.objects.all())


def test_a_usual_venue_has_the_days_of_its_category(venue, force):
    visit(venue, force, USUAL - 1)
    assert said(venue) == f"每 {USUAL} 天一查：{venue.category.name}"
    assert not is_due(venue, force.alice)


def test_hazmat(venue, force):
    VenueCategory.objects.filter(pk=venue.category.pk).update(group=VenueGroup.HAZMAT)
    visit(venue, force, 6)
    assert said(venue) == "每 6 天一查：涉危"
    assert is_due(venue, force.alice)


def test_hazmat_whose_category_is_tighter_keeps_it(force, rules):
    toxic = make_venue(force.station, force.alice, category=VenueCategory.objects.get(code="toxic"))
    IntervalRule.objects.filter(ground="hazmat").update(inspect_every=15)
    assert said(toxic) == "每 10 天一查：剧毒企业"


def test_high_risk(venue, force):
    visit(venue, force, 5)
    assert not is_due(venue, force.alice)
    venue.is_high_risk = True
    venue.save()
    assert said(venue) == "每 5 天一查：高风险场所"
    assert is_due(venue, force.alice)


def test_open_major_hazard_of_a_hazmat_firm_gives_both_grounds(venue, force):
    VenueCategory.objects.filter(pk=venue.category.pk).update(group=VenueGroup.HAZMAT)
    found = visit(venue, force, 3, hazards=[make_hazard()])
    Hazard.objects.filter(inspection=found).update(grade=Hazard.Grade.MAJOR)
    assert said(venue) == "每 3 天一查：涉危；有重大隐患未销号"
    assert is_due(venue, force.alice)
    Hazard.objects.filter(inspection=found).update(state="closed", rectified_on=clock.today())
    assert said(venue) == "每 6 天一查：涉危"
    assert not is_due(venue, force.alice)


def test_hazard_past_its_term(venue, force, settings):
    visit(venue, force, 0, hazards=[make_hazard()])
    assert said(venue) == f"每 {USUAL} 天一查：{venue.category.name}"
    settings.BAIYI_TODAY = f"{clock.today() + dt.timedelta(days=60)}"
    assert said(venue) == "每 4 天一查：有隐患整改超期"
    assert is_due(venue, force.alice)


def test_hazard_of_the_same_item_within_twelve_months(venue, force):
    item = ChecklistItem.objects.filter(category=venue.category).first() or ChecklistItem.objects.create(
        category=venue.category, name="监控", position=1
    )
    for days in (300, 7):
        found = visit(venue, force, days, hazards=[make_hazard("on_site")])
        Hazard.objects.filter(inspection=found).update(item=item)
    assert said(venue) == "每 7 天一查：12个月内隐患重复出现"
    assert is_due(venue, force.alice)
    Hazard.objects.filter(venue=venue, found_on__lt=clock.today() - dt.timedelta(days=100)).update(
        found_on=clock.today() - dt.timedelta(days=366)
    )
    assert said(venue) == f"每 {USUAL} 天一查：{venue.category.name}"


def test_example_days_say_so_on_the_page(force, sign_in):
    venue = make_venue(force.station, force.alice, category=make_category(), is_high_risk=True)
    IntervalRule.objects.filter(ground="high_risk").update(inspect_every=9)
    text = sign_in(force.alice).get(venue.get_absolute_url()).content.decode()
    assert f"每 9 天一查：高风险场所（{EXAMPLE}）" in text


def test_intervals_are_read_in_one_statement(venue, force, django_assert_num_queries):
    with django_assert_num_queries(1):
        run_out(clock.today())
