"""Alerts are judged once; dissuasions are one source, counted in 人次, the minors among them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.models import User
from baiyi.figures import Period, get
from baiyi.figures.evaluation import values
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from campaigns.models import ResponsibilityItem
from campaigns.services.plan import awaited_figures
from prevention.models import Dissuasion, WaterAlert
from prevention.services import waters as services
from prevention.services.waters.patrols import close_day
from prevention.views.waters.alerts import ALERTS, DISSUASIONS
from tests.prevention.samples_waters import (
    judged_alert,
    make_alert,
    make_defect,
    make_device,
    make_dissuasion,
    make_patrol,
    make_water,
)
from tests.samples import shown_in

ONE_DAY = dt.timedelta(days=1)
TENDERS = {"office", "chief", "clerk", "alice", "amy"}
KEEPERS = {"office", "chief", "clerk"}
TODAY = dt.date(2026, 6, 10)
KEYS = [
    "waters_kept",
    "drowning_devices",
    "water_patrols",
    "water_patrols_missed",
    "facility_defects_open",
    "water_alerts",
    "false_alerts",
    "dissuaded_persons",
    "dissuaded_minors",
]


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def confirm(alert: WaterAlert, by, **facts) -> WaterAlert:
    facts = {"way": "shout", "dissuaded": 2, "minors": 1} | facts
    return services.confirm_alert(alert, by=by, version=fresh(alert).version, **facts)


def dismiss(alert: WaterAlert, by) -> WaterAlert:
    return services.dismiss_alert(alert, by=by, version=fresh(alert).version, note="树影")


# Judging


def test_alert_is_to_be_judged_until_it_is(force):
    alert = make_alert(force)
    waits = {name for name, user in force.people.items() if is_asked(user, alert)}
    assert waits == TENDERS
    confirm(alert, force.alice)
    judged = fresh(alert)
    assert (judged.state, judged.way, judged.handled_by) == ("valid", "shout", force.alice)
    assert not [name for name, user in force.people.items() if is_asked(user, alert)]
    assert Dissuasion.objects.get().alert == alert
    with pytest.raises(MoveRefused, match="当前状态为“有效预警”，不能“判为误报”"):
        dismiss(alert, force.amy)


def is_asked(user, alert) -> bool:
    return alert.get_absolute_url() in {
        each.url for each in todo_sources.of(User.objects.get(pk=user.pk), clock.today())
    }


def test_alert_is_of_now_on_first_page_and_among_todos(force, sign_in):
    alert, client = make_alert(force), sign_in(force.alice)
    assert "水域预警" in client.get("/").content.decode()
    assert [each.due_on for each in todo_sources.of(force.alice, TODAY) if each.label == "水域预警"] == [TODAY]
    dismiss(alert, force.alice)
    assert "水域预警" not in sign_in(force.alice).get("/").content.decode()


def test_nobody_dissuaded_is_no_row(force):
    confirm(make_alert(force), force.alice, dissuaded=0, minors=0)
    assert not Dissuasion.objects.exists()


def test_judged_anew_its_dissuasion_counts_no_more(force):
    alert = judged_alert(force)
    facts = {"by": force.people["chief"], "reason": "判错"}
    services.reopen_alert(alert, version=fresh(alert).version, **facts)
    assert not Dissuasion.objects.current().exists()
    dismiss(alert, force.alice)
    services.reopen_alert(alert, version=fresh(alert).version, **facts)
    confirm(alert, force.alice, dissuaded=5)
    assert [each.persons for each in Dissuasion.objects.current()] == [5]
    services.void_alert(alert, version=fresh(alert).version, **facts)
    assert not Dissuasion.objects.current().exists()


@pytest.mark.parametrize("state", ["pending", "valid", "false"])
def test_each_role_makes_its_moves_and_no_other(force, state):
    alert = make_alert(force) if state != "valid" else judged_alert(force)
    if state == "false":
        dismiss(alert, force.alice)
    acts = {
        "confirm": (lambda by: confirm(alert, by), TENDERS, {"pending"}),
        "dismiss": (lambda by: dismiss(alert, by), TENDERS, {"pending"}),
        "reopen": (lambda by: move(alert, "reopen", by=by, reason="判错"), KEEPERS, {"valid", "false"}),
        "void": (lambda by: move(alert, "void", by=by, reason="录错"), KEEPERS, {"pending", "valid", "false"}),
    }
    for name, (act, roles, states) in acts.items():
        assert {who for who, user in force.people.items() if is_made(act, user)} == (
            roles if state in states else set()
        ), name


def is_made(act, by) -> bool:
    with transaction.atomic():
        try:
            with transaction.atomic():
                act(by)
        except (MoveRefused, PermissionDenied):
            return False
        transaction.set_rollback(True)
    return True


def test_alert_across_the_beginning_of_the_day_is_reported_before(force, settings):
    settings.BAIYI_TODAY = "2026-06-10T07:59:00+08:00"
    assert make_alert(force).reported_on == TODAY - ONE_DAY
    settings.BAIYI_TODAY = "2026-06-10T08:00:00+08:00"
    assert make_alert(force).reported_on == TODAY


def test_device_of_another_water_is_refused_at_its_field(force, sign_in):
    device, water = make_device(force), make_water(force)
    client = sign_in(force.alice)
    form = shown_in(client.get(ALERTS.url("add")).context["form"])
    answer = client.post(ALERTS.url("add"), form | {"water": str(water.pk), "device": str(device.pk)})
    assert answer.context["form"].errors == {"device": [f"设备 {device.number} 不在{water}"]}


# Dissuasions


def test_form_is_filled_with_the_last_water_and_one_person(force, sign_in):
    make_water(force)
    last = make_dissuasion(force, by=force.alice)
    client = sign_in(force.alice)
    form = shown_in(client.get(DISSUASIONS.url("add")).context["form"])
    assert (form["water"], form["persons"], form["way"]) == (str(last.water_id), "1", "scene")
    assert client.post(DISSUASIONS.url("add"), form).status_code == 302
    assert Dissuasion.objects.latest("pk").persons == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"persons": "0"}, "persons"),
        ({"persons": "501"}, "persons"),
        ({"persons": "99999999999999999999999"}, "persons"),
        ({"persons": "2", "minors": "3"}, "minors"),
        ({"minors": "-1"}, "minors"),
        ({"happened_at": "2026-06-10T10:01"}, "happened_at"),
        ({"happened_at": "2026-05-01T10:00"}, "happened_at"),
        ({"happened_at": "9999-12-31T23:59"}, "happened_at"),
        ({"way": "drag"}, "way"),
    ],
)
def test_absurd_dissuasion_is_refused_at_its_field(force, sign_in, typed, field):
    make_water(force)
    client = sign_in(force.alice)
    form = shown_in(client.get(DISSUASIONS.url("add")).context["form"])
    answer = client.post(DISSUASIONS.url("add"), form | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Dissuasion.objects.exists()


def test_what_came_of_a_patrol_is_changed_there(force, sign_in):
    row = make_patrol(force, dissuaded=2).dissuasions.get()
    facts = {"by": force.people["chief"], "version": row.version}
    with pytest.raises(MoveRefused, match="请到那里更正"):
        services.change_dissuasion(row, persons=9, minors=0, **facts)
    with pytest.raises(MoveRefused, match="请到那里更正"):
        services.void_dissuasion(row, reason="重复", **facts)
    page = sign_in(force.people["chief"]).get(row.get_absolute_url()).content.decode()
    assert DISSUASIONS.url("change", row.pk) not in page
    assert row.patrol.get_absolute_url() in page


def test_database_refuses_more_minors_than_persons_and_a_second_row(force):
    row = make_patrol(force, dissuaded=2).dissuasions.get()
    for change in ({"minors": 3}, {"persons": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dissuasion.objects.filter(pk=row.pk).update(**change)
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# Figures


def happen(force) -> None:
    """Nine people dissuaded, four of them minors, in three ways; and what must not count."""
    water, office = make_water(force), force.people["office"]
    make_water(force, in_use_until=TODAY - ONE_DAY)
    make_patrol(force, water, dissuaded=4, minors=2)
    make_patrol(force, water, is_extra=True)
    judged = judged_alert(force)  # 3, 1
    dismiss(make_alert(force, judged.water), force.alice)
    make_alert(force, judged.water)
    make_dissuasion(force, water, persons=2, minors=1)
    voided = make_dissuasion(force, water, persons=50)
    services.void_dissuasion(voided, by=office, reason="录错", version=1)
    make_device(force, water)
    make_device(force, water, in_use_until=TODAY - ONE_DAY)
    make_device(force, water, starts_on=TODAY + ONE_DAY)
    defect = make_defect(force, water, found_on=TODAY - ONE_DAY)
    services.mend_defect(defect, by=force.alice, version=1, on=TODAY, repair="换新")
    close_day([water], TODAY - ONE_DAY)


def test_figures_of_a_day(force):
    happen(force)
    assert values(KEYS, period=Period(TODAY - ONE_DAY, TODAY)) == {
        "waters_kept": 2,
        "drowning_devices": 1,
        "water_patrols": 2,
        "water_patrols_missed": 2,
        "facility_defects_open": 1,
        "water_alerts": 3,
        "false_alerts": 1,
        "dissuaded_persons": 9,
        "dissuaded_minors": 4,
    }


def test_past_day_is_told_as_it_was(force):
    happen(force)
    yesterday = values(KEYS, period=Period(TODAY - ONE_DAY, TODAY - ONE_DAY))
    assert (yesterday["drowning_devices"], yesterday["waters_kept"]) == (2, 3)
    assert (yesterday["dissuaded_persons"], yesterday["facility_defects_open"]) == (0, 1)


def test_people_are_never_counted_as_events():
    for key in ("dissuaded_persons", "dissuaded_minors"):
        assert get(key).measure == "人次"
    assert "其中" in get("dissuaded_minors").label
    assert "其中" in get("false_alerts").label


@pytest.mark.parametrize(("measure", "key"), [("套", "drowning_devices"), ("人次", "dissuaded_persons")])
def test_items_that_wait_for_it_are_offered_the_figure(force, measure, key):
    item = ResponsibilityItem(comes_with="巡防", measure=measure)
    assert key in [figure.key for figure in awaited_figures(item)]
