"""Figures: each equals the rows of the list it opens, or the total at its foot, for three roles; all in one statement."""

import datetime as dt
import json
import re
import uuid
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from baiyi.records import clock
from campaigns.cards import cards, list_link
from campaigns.figures import Flow, Median, Period, Ratio, Sum, all_figures, campaign_period, get, register, values
from campaigns.figures.evaluation import percentage
from campaigns.models import Campaign
from inspections import services
from inspections.models import Hazard, RectificationNotice
from tests.factories import make_category, make_hazard, make_inspection, make_user, make_venue

KEYS = [figure.key for figure in all_figures()]
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
    at = {"venue": make_venue(force.station, force.alice), "firm": make_venue(force.station, force.alice, category=hazmat)}
    settings.BAIYI_TODAY = "2022-07-01"
    make_inspection(at["venue"], pair, hazards=[make_hazard(), make_hazard("on_site")])
    for day in ("2022-07-05", "2022-07-12"):
        settings.BAIYI_TODAY = f"{day}T12:00:00+08:00"
        wanted = [make_hazard(), make_hazard(), make_hazard("on_site"), make_hazard("referral", referred_to=force.partner_body)]
        make_inspection(at["venue"], pair, hazards=wanted)
    make_inspection(at["firm"], pair)
    other_pair = [force.bob, make_user("ben", force.other_station), make_user("aux", force.other_station, police_status="auxiliary")]
    make_inspection(make_venue(force.other_station, force.bob), other_pair, hazards=[make_hazard("on_site")])
    services.withdraw_inspection(make_inspection(make_venue(force.station, force.alice), pair, hazards=[make_hazard()]), by=force.alice)
    settings.BAIYI_TODAY = "2022-07-21"
    close_first_notice(pair)


def close_first_notice(pair):
    notice = RectificationNotice.objects.current().get(issued_on="2022-07-12")
    services.serve_notice(notice, by=pair[0], on=clock.today(), delivery="in_person")
    results = dict.fromkeys(notice.hazards.open(), True)
    services.record_reinspection(notice, results=results, inspectors=pair, by=pair[0], client_uuid=uuid.uuid4(), on=clock.today())


def shown_total(page: str) -> int:
    found = re.search(r"合计 (\d+)", page) or re.search(r"共 (\d+) 条", page)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", KEYS)
def test_figure_equals_the_list_it_opens(role, key, work, force, sign_in):
    user, client = force.people[role], sign_in(force.people[role])
    card = next(each for each in cards(user, on=clock.today()).cards if each.figure.key == key)
    page = client.get(card.url).content.decode()
    if isinstance(card.figure, Ratio):
        numerator, denominator = (int(part) for part in card.base.split("/"))
        assert shown_total(page) == numerator
        assert card.value == percentage(numerator, denominator)
    elif isinstance(card.figure, Median):
        assert (card.value is None) == (shown_total(page) == 0)
    else:
        assert shown_total(page) == card.value


def test_figures_count_what_they_say(work, force):
    found = values(KEYS, period=Period(dt.date(2022, 7, 4), DAY_18))
    assert found == {
        "venues_inspected": 2,
        "hazmat_firms_inspected": 1,
        "inspections_made": 4,
        "inspectors_sent": 9,
        "hazards_found": 9,
        "hazards_rectified": 5,
        "hazards_open": 3,
        "hazards_found_rectified": 5,
        "hazard_rectification_rate": Decimal("55.6"),
        "rectification_days": 9.0,
        "notices_issued": 2,
    }


def test_past_day_is_recomputed_from_event_days(work):
    found = values(["venues_inspected", "hazards_open", "notices_issued"], period=Period(dt.date(2022, 7, 4), dt.date(2022, 7, 8)))
    assert found == {"venues_inspected": 1, "hazards_open": 3, "notices_issued": 1}


def test_all_figures_are_one_statement(work, django_assert_num_queries):
    with django_assert_num_queries(1):
        values(KEYS, period=Period(dt.date(2022, 7, 4), DAY_18))


def test_station_sees_its_own_figures_only(work, force):
    by_role = {role: cards(force.people[role], on=clock.today()) for role in ROLES}
    made = {role: next(card.value for card in board.cards if card.figure.key == "inspections_made") for role, board in by_role.items()}
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
    period = campaign_period(Campaign.objects.get(), DAY_18)
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
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now(), "inspection": inspection, "venue": venue}
    for days, expected in ((1, 1), (2, 1.5), (4, 2), (9, 3), (20, 4)):
        found_on = DAY_18 - dt.timedelta(days=days)
        Hazard.objects.create(description="x", disposal="by_date", state="closed", found_on=found_on, rectified_on=DAY_18, **common)
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
