"""Figures: what each counts, and all in one statement. That each equals its list: test_figures_and_lists.py."""

import datetime as dt
import json
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from baiyi.figures import Flow, Median, Period, Ratio, Sum, all_figures, get, register
from baiyi.figures.cards import cards
from baiyi.figures.declarations import FromRows
from baiyi.figures.evaluation import Ask, evaluate, percentage, values
from baiyi.figures.links import list_link
from baiyi.records import clock
from campaigns.models import Campaign, Operation
from campaigns.services import plan as plan_services
from hotspots import services as hotspot_services
from inspections import services
from inspections.models import Hazard, RectificationNotice
from tests.factories import (
    make_category,
    make_hazard,
    make_hotspot,
    make_inspection,
    make_item,
    make_round,
    make_supervision,
    make_user,
    make_venue,
)
from tests.inspections.samples import make_group, make_sweep_report

KEYS = [figure.key for figure in all_figures()]
PLANTED = {"inspections", "hotspots", "campaigns"}  # rooms whose work is made below; others count their own in theirs
ROLES = ["leader", "alice", "bob"]
DAY_18 = dt.date(2022, 7, 21)


@pytest.fixture
def campaign(force, settings):
    settings.BAIYI_TODAY = "2022-07-21"
    return Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2022-07-04", ends_on="2022-10-11")


@pytest.fixture
def work(force, campaign, settings):
    """Before the campaign, inside it, twice at one venue, voided, at two stations, and of a hazardous firm."""
    hazmat = make_category("test-hazmat", group="hazmat")
    pair = [force.alice, force.amy]
    at = {
        "venue": make_venue(force.station, force.alice),
        "firm": make_venue(force.station, force.alice, category=hazmat),
    }
    settings.BAIYI_TODAY = "2022-07-01"
    make_inspection(at["venue"], pair, hazards=[make_hazard(), make_hazard("on_site")])
    for day in ("2022-07-05", "2022-07-12"):
        settings.BAIYI_TODAY = f"{day}T12:00:00+08:00"
        wanted = [
            make_hazard(),
            make_hazard(),
            make_hazard("on_site"),
            make_hazard("referral", referred_to=force.partner_body),
        ]
        make_inspection(at["venue"], pair, hazards=wanted)
    make_inspection(at["firm"], pair)
    other_pair = [
        force.bob,
        make_user("ben", force.other_station),
        make_user("aux", force.other_station, police_status="auxiliary"),
    ]
    make_inspection(make_venue(force.other_station, force.bob), other_pair, hazards=[make_hazard("on_site")])
    services.withdraw_inspection(
        make_inspection(make_venue(force.station, force.alice), pair, hazards=[make_hazard()]), by=force.alice
    )
    settings.BAIYI_TODAY = "2022-07-21"
    close_first_notice(pair)
    supervise(force)
    plan(force, campaign)
    sweep(force)


def sweep(force):
    """A report in the first and one in the last operation, of which the first is over before the campaign."""
    for operation in (Operation.objects.earliest("starts_at"), Operation.objects.latest("starts_at")):
        make_sweep_report(force, make_group(force, operation=operation))


def plan(force, campaign):
    """Operations before, inside and after the campaign's first days; items of two stations, one of them cancelled."""
    for day in ((2022, 7, 1), (2022, 7, 8), (2022, 7, 15)):
        add_operation(force, dt.datetime(*day, 20))  # noqa: DTZ001 - made aware there
    office = force.people["office"]
    items = [make_item(campaign, unit, office) for unit in (force.station, force.other_station, force.station)]
    plan_services.cancel_item(items[0], by=office, reason="并入")


def add_operation(force, starts_at):
    starts_at = timezone.make_aware(starts_at)
    facts = {"unit": force.branch, "created_by": force.people["office"], "created_at": starts_at}
    Operation.objects.create(name="集中清查", starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=6), **facts)


def supervise(force):
    """Two listed at two stations, one delisted, one voided; visits, one of them voided; one week missed, one made up
    for, which stays missed.
    """
    office, chief = force.people["office"], force.people["chief"]
    first = make_hotspot(force.station, office)
    make_hotspot(force.other_station, office)
    hotspot_services.delist(make_hotspot(force.station, office), by=office, reason="整治完成", on=DAY_18)
    hotspot_services.void_hotspot(make_hotspot(force.station, office), by=office, reason="重复")
    for starts_on, ends_on in (("2022-07-04", "2022-07-10"), ("2022-07-11", "2022-07-17")):
        week = {"starts_on": starts_on, "ends_on": ends_on, "opened_at": clock.now(), "missed_at": clock.now()}
        first.duties.create(unit=first.unit, **week)
    make_supervision(first, chief, on=dt.date(2022, 7, 13), problems=2)
    make_supervision(first, chief)
    make_supervision(first, office)
    hotspot_services.void_supervision(make_supervision(first, chief, problems=5), by=chief, reason="记错")


def close_first_notice(pair):
    notice = RectificationNotice.objects.current().get(issued_on="2022-07-12")
    services.serve_notice(notice, by=pair[0], on=clock.today(), delivery="in_person", receiver_name="王签收")
    make_round(notice, pair)


def test_figures_count_what_they_say(work, force):
    own = [figure.key for figure in all_figures() if figure.right.partition(".")[0] in PLANTED]
    found = values(own, period=Period(dt.date(2022, 7, 4), DAY_18))
    assert found == {
        "venues_inspected": 2,
        "hazmat_firms_inspected": 1,
        "inspections_made": 4,
        "inspectors_sent": 9,
        "hazards_found": 9,
        "hazards_on_site": 3,
        "hazards_by_date": 4,
        "hazards_referred": 2,
        "hazards_rectified": 5,
        "hazards_open": 3,
        "hazards_found_rectified": 5,
        "hazard_rectification_rate": Decimal("55.6"),
        "rectification_days": 9.0,
        "notices_issued": 2,
        "notices_open": 2,
        "notices_closed": 1,
        "hotspots_listed": 2,
        "hotspots_tackled": 3,
        "supervisions_held": 3,
        "supervision_problems": 2,
        "supervisions_missed": 2,
        "supervisions_made_up": 1,
        "operations_held": 2,
        "responsibility_items": 2,
        "venues_kept": 4,
        "hazmat_hazards_rectified": 0,
        "hazards_overdue": 3,
        "sweep_force": 3,
        "sweep_partners": 2,
        "sweep_public": 4,
        "sweep_cars": 2,
        "sweep_people_checked": 30,
        "sweep_vehicles_checked": 12,
        "sweep_captured": 3,
        "sweep_closed": 1,
        "sweep_leaflets": 50,
        "sweep_served": 8,
        "notices_reinspected": 1,
        "notices_expired": 2,
        "notices_closed_in_time": 0,
        "notice_on_time_rate": Decimal("0.0"),
    }


def test_notice_closed_on_its_last_day_is_in_time_and_the_day_after_is_not(force, campaign, settings):
    """Issued on 5 July, due on 14 July."""
    pair, period = [force.alice, force.amy], Period(dt.date(2022, 7, 4), dt.date(2022, 7, 20))
    for day in ("2022-07-14", "2022-07-15"):
        settings.BAIYI_TODAY = "2022-07-05T12:00:00+08:00"
        notice = make_inspection(make_venue(force.station, force.alice), pair, hazards=[make_hazard()]).notices.get()
        services.serve_notice(notice, by=pair[0], on=clock.today(), delivery="in_person", receiver_name="王签收")
        settings.BAIYI_TODAY = f"{day}T12:00:00+08:00"
        make_round(notice, pair)
    found = values(["notices_expired", "notices_closed_in_time", "notice_on_time_rate"], period=period)
    assert found == {"notices_expired": 2, "notices_closed_in_time": 1, "notice_on_time_rate": Decimal("50.0")}
    last_day = values(["notices_expired"], period=Period(dt.date(2022, 7, 4), dt.date(2022, 7, 14)))
    assert last_day == {"notices_expired": 0}


def test_hazard_is_overdue_from_the_day_after_its_last_day(force, campaign, settings):
    """Issued on 5 July, due on 14 July."""
    settings.BAIYI_TODAY = "2022-07-05T12:00:00+08:00"
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()])
    days = [dt.date(2022, 7, day) for day in (5, 14, 15)]
    found = [values(["hazards_overdue"], period=Period(dt.date(2022, 7, 4), day))["hazards_overdue"] for day in days]
    assert found == [0, 0, 1]


def test_hazards_of_hazardous_firms_are_counted_apart(force, campaign):
    firm = make_venue(force.station, force.alice, category=make_category("test-hazmat", group="hazmat"))
    for venue in (firm, make_venue(force.station, force.alice)):
        make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard("on_site")])
    assert values(["hazmat_hazards_rectified"], period=Period(DAY_18, DAY_18)) == {"hazmat_hazards_rectified": 1}


def test_operation_counts_from_its_first_local_day(force, campaign):
    """Past midnight in Shanghai is the next day, whatever the day in UTC."""
    found = {}
    add_operation(force, dt.datetime(2022, 7, 15, 0, 30))  # noqa: DTZ001 - made aware there
    for day in (14, 15):
        found[day] = values(["operations_held"], period=Period(dt.date(2022, 7, day), dt.date(2022, 7, day)))[
            "operations_held"
        ]
    assert found == {14: 0, 15: 1}


def test_past_day_is_recomputed_from_event_days(work):
    found = values(
        ["venues_inspected", "hazards_open", "notices_issued"], period=Period(dt.date(2022, 7, 4), dt.date(2022, 7, 8))
    )
    assert found == {"venues_inspected": 1, "hazards_open": 3, "notices_issued": 1}


def come_to(figure: FromRows, rows):
    """What the rows come to, counted one by one."""
    if isinstance(figure, Median):
        lengths = [(getattr(row, figure.end) - getattr(row, figure.start)).days for row in rows]
        return median(lengths) if lengths else None
    if isinstance(figure, Sum):
        return sum(rows.annotate(_counted=figure.column).values_list("_counted", flat=True))
    return len(rows)


def test_values_are_what_the_selected_rows_come_to_for_any_days_and_units_asked_together(work, force):
    """Days before, inside and after each other, of all units, of one, of two, of none: in one reading."""
    days = [("2022-06-20", "2022-07-03"), ("2022-07-04", "2022-07-21"), ("2022-07-05", "2022-07-12")]
    days += [("2022-07-21", "2022-07-21"), ("2022-07-01", "2022-07-31"), ("2022-08-01", "2022-08-02")]
    periods = [Period(dt.date.fromisoformat(since), dt.date.fromisoformat(until)) for since, until in days]
    units = [None, (force.station.pk,), (force.other_station.pk, force.branch.pk), (force.partner_body.pk,), ()]
    figures = [figure for figure in all_figures() if isinstance(figure, FromRows)]
    asks = [Ask(figure.key, period, ids) for figure in figures for period in periods for ids in units]
    found = evaluate(asks)
    counted = {ask: come_to(get(ask.key), get(ask.key).selected(ask.period, ask.unit_ids)) for ask in asks}
    assert found == counted
    own = {figure.key for figure in figures if figure.right.partition(".")[0] in PLANTED}
    silent = own - {ask.key for ask, value in found.items() if value}
    assert silent <= {"hazmat_hazards_rectified"}  # whose rows a test of its own makes


def test_all_figures_are_one_statement(work, django_assert_num_queries):
    with django_assert_num_queries(1):
        values(KEYS, period=Period(dt.date(2022, 7, 4), DAY_18))


def test_station_sees_its_own_figures_only(work, force):
    by_role = {role: cards(force.people[role], on=clock.today()) for role in ROLES}
    made = {
        role: next(card.value for card in board.cards if card.figure.key == "inspections_made")
        for role, board in by_role.items()
    }
    assert made == {"leader": 4, "alice": 3, "bob": 1}


@pytest.mark.parametrize(
    "query",
    [
        {"figure": "nonsense", "since": "2022-07-04", "until": "2022-07-21"},
        {"figure": "venues_inspected", "since": "2022-07-04", "until": "2022-07-21"},
        {"figure": "notices_issued", "since": "x", "until": "2022-07-21"},
        {"figure": "notices_issued"},
        {"figure": "hazard_rectification_rate", "since": "2022-07-04", "until": "2022-07-21"},
    ],
)
def test_made_up_figure_is_404(query, work, force, sign_in):
    assert sign_in(force.alice).get(f"{reverse('inspections:notice-list')}?{urlencode(query)}").status_code == 404


def test_record_behind_the_figure_is_in_its_list(work, force, sign_in):
    period = Campaign.objects.get().period(DAY_18)
    page = sign_in(force.alice).get(list_link(get("notices_issued"), period)).content.decode()
    for notice in RectificationNotice.objects.current().filter(issued_on__gte="2022-07-04"):
        assert str(notice.number) in page


def test_parts_of_the_hazards_add_up(work, force):
    hazards = Hazard.objects.current()
    assert hazards.count() == sum(hazards.filter(disposal=each).count() for each in Hazard.Disposal.values)


def test_percentage_is_rounded_half_up_and_has_no_value_on_base_zero():
    assert [percentage(1, 8), percentage(36, 74), percentage(5, 0)] == [Decimal("12.5"), Decimal("48.6"), None]
    assert percentage(125, 1000 * 10) == Decimal("1.3")


def test_median_is_the_middle_and_of_an_even_number_the_mean_of_two(force, campaign):
    """Lengths 1, 2, 4, 9 → 3; with 20 → 4."""
    venue = make_venue(force.station, force.alice)
    inspection = make_inspection(venue, [force.alice, force.amy])
    common = {
        "unit": force.station,
        "created_by": force.alice,
        "created_at": clock.now(),
        "inspection": inspection,
        "venue": venue,
    }
    for days, expected in ((1, 1), (2, 1.5), (4, 2), (9, 3), (20, 4)):
        found_on = DAY_18 - dt.timedelta(days=days)
        Hazard.objects.create(
            description="x", disposal="by_date", state="closed", found_on=found_on, rectified_on=DAY_18, **common
        )
        assert values(["rectification_days"], period=Period(DAY_18, DAY_18)) == {"rectification_days": expected}


def test_key_is_registered_once():
    with pytest.raises(ValueError, match="registered twice"):
        register(get("notices_issued"))


def test_kinds_are_declared():
    assert {type(figure) for figure in all_figures()} >= {Flow, Sum, Ratio, Median}
    assert all(figure.definition.text for figure in all_figures())


def test_command_prints_every_figure(work, capsys):
    call_command("figures", "--json", "--on", "2022-07-21")
    assert set(json.loads(capsys.readouterr().out)) == set(KEYS)


def test_command_without_a_campaign_says_so(db):
    with pytest.raises(CommandError, match="还没有专项行动"):
        call_command("figures")
