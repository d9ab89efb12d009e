"""Figures of checkpoints and nights: by the reporting day, and for one joint operation."""

import datetime as dt

import pytest

from baiyi.figures import Period, all_figures
from baiyi.figures.evaluation import values
from campaigns.models import ResponsibilityItem
from campaigns.services.plan import awaited_figures
from cases import services as cases
from cases.models import Case, CaseCategory
from cases.views.cases import CASES
from prevention import services
from tests.campaigns.samples import make_operation
from tests.prevention.samples import HOUR, hours, make_checkpoint, make_sheet, open_shift
from tests.samples import shown_in

EIGHT = dt.datetime.fromisoformat("2026-06-09T20:00:00+08:00")
TUESDAY, WEDNESDAY = dt.date(2026, 6, 9), dt.date(2026, 6, 10)
KEYS = [each.key for each in all_figures() if each.key.startswith(("checkpoint", "night_", "drink_", "drunk_"))]


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


@pytest.fixture
def operation(force):
    return make_operation(force, unit=force.branch, starts_at=EIGHT, ends_at=EIGHT + 6 * HOUR)


@pytest.fixture
def duty(force, operation) -> None:
    """In the operation one checkpoint with two shifts, after midnight too, and a night; outside another of each."""
    counts = {"vehicles_checked": 30, "people_checked": 40, "captured": 2, "findings": "盗窃"}
    post = make_checkpoint(force)
    first = open_shift(force, post, operation=operation, **hours(EIGHT, 5 * HOUR), **counts)
    first.hand_over(ends_at=first.ends_at)
    first.save()
    open_shift(force, post, operation=operation, **hours(EIGHT + 5 * HOUR, HOUR), **counts)
    open_shift(force, make_checkpoint(force), **hours(EIGHT + 13 * HOUR, HOUR), **counts)
    make_sheet(force, operation=operation, **hours(EIGHT, HOUR))
    make_sheet(force, scope="excluding", **hours(EIGHT + 5 * HOUR, HOUR))


def read(**facts) -> dict:
    return values(KEYS, period=Period(**({"since": TUESDAY, "until": WEDNESDAY} | facts)))


def test_figures_of_the_days(duty):
    assert read() == {
        "checkpoints_opened": 2,
        "checkpoint_shifts": 3,
        "checkpoint_force": 21,
        "checkpoint_cars": 3,
        "checkpoint_vehicles": 90,
        "checkpoint_people": 120,
        "checkpoint_captured": 6,
        "night_sheets": 2,
        "night_force": 10,
        "night_cars": 2,
        "night_vehicles": 240,
        "drink_driving_persons": 10,  # whatever the scope the units speak in
        "drunk_driving_persons": 2,
    }


def test_figures_of_one_joint_operation(duty, operation):
    found = read(operation=operation.pk)
    assert (found["checkpoints_opened"], found["checkpoint_shifts"], found["checkpoint_force"]) == (1, 2, 14)
    assert (found["night_sheets"], found["drink_driving_persons"], found["drunk_driving_persons"]) == (1, 5, 1)
    assert set(read(operation=operation.pk + 1).values()) == {0}


def test_what_begins_after_midnight_is_the_evening_before(duty):
    tuesday, wednesday = (read(since=day, until=day) for day in (TUESDAY, WEDNESDAY))
    assert (tuesday["checkpoint_shifts"], wednesday["checkpoint_shifts"]) == (2, 1)
    assert (tuesday["night_sheets"], wednesday["night_sheets"]) == (2, 0)


def test_page_of_the_operation_says_what_stood_and_was_found(duty, operation, force, sign_in):
    page = sign_in(force.people["leader"]).get(operation.get_absolute_url()).content.decode()
    assert "卡点 1 处、设卡勤务 2 班次" in page
    assert "酒驾夜查 1 次，查处酒驾（含醉驾）5 人" in page
    for views in ("shifts", "nights"):
        listed = sign_in(force.people["leader"]).get(f"/prevention/{views}/?operation={operation.pk}")
        assert listed.context["table"].data.data.count() == (2 if views == "shifts" else 1)


def test_case_of_a_night_comes_from_its_sheet_and_is_counted_by_the_sheet_alone(force, sign_in):
    sheet = make_sheet(force)
    client = sign_in(force.alice)
    page = client.get(sheet.get_absolute_url()).content.decode()
    url = f"{CASES.url('add')}?origin=prevention.nightsheet&of={sheet.pk}"
    assert url.replace("&", "&amp;") in page
    for _ in range(2):
        form = shown_in(client.get(url).context["form"])
        assert form["category"] == str(CaseCategory.objects.get(code="drink_driving").pk)
        assert (form["place"], form["unit"]) == (sheet.place, str(force.station.pk))
        assert client.post(url, form).status_code == 302
    assert [case.origin for case in Case.objects.all()] == [sheet, sheet]
    assert Case.objects.first().get_absolute_url() in client.get(sheet.get_absolute_url()).content.decode()
    found = values(["violations_handled", "drink_driving_persons"], period=Period(TUESDAY, WEDNESDAY))
    assert found == {"violations_handled": 0, "drink_driving_persons": 5}
    services.void_sheet(sheet, by=force.people["chief"], reason="录错", version=1)
    assert "登记违法行为" not in client.get(sheet.get_absolute_url()).content.decode()


def test_sheet_that_found_drunk_drivers_alone_gives_a_criminal_case(force, sign_in):
    sheet = make_sheet(force, drinking=0, drinking_again=0, drunk=1)
    form = sign_in(force.alice).get(f"{CASES.url('add')}?origin=prevention.nightsheet&of={sheet.pk}").context["form"]
    assert shown_in(form)["category"] == str(CaseCategory.objects.get(code="drunk_driving").pk)
    assert cases.rule_for("criminal", sheet.reported_on)


@pytest.mark.parametrize(
    ("waits_for", "measure", "keys"),
    [
        (
            "巡防",
            "次",
            ["night_sheets", "armed_night_patrols", "campus_patrols", "publicity_held"],
        ),  # the office chooses
        ("夜查", "人", ["drink_driving_persons"]),
        ("巡防", "处", ["checkpoints_opened"]),
        ("巡防", "人次", ["volunteers_on_patrol", "dissuaded_persons"]),
        ("巡防", "套", ["drowning_devices"]),
        ("巡防", "%", ["response_on_time_rate", "street_theft_fall"]),
    ],
)
def test_items_that_wait_for_it_are_offered_the_figures(force, waits_for, measure, keys):
    item = ResponsibilityItem(comes_with=waits_for, measure=measure)
    assert [figure.key for figure in awaited_figures(item)] == keys
