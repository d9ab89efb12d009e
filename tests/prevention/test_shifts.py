"""Shifts at checkpoints: handed over without a gap or with a red one, reported under one day, moved by who may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, available_moves, move
from campaigns.models import Campaign
from prevention import services
from prevention.models import Checkpoint, CheckpointShift
from prevention.views.checkpoints import CHECKPOINTS
from prevention.views.shifts import SHIFTS
from tests.campaigns.samples import make_operation
from tests.prevention.samples import HOUR, hours, make_checkpoint, open_shift
from tests.samples import shown_in

MINUTE = dt.timedelta(minutes=1)
NIGHT = "2026-06-10T23:30:00+08:00"
EIGHT = dt.datetime.fromisoformat("2026-06-10T20:00:00+08:00")
RECORDERS = {"office", "chief", "clerk", "alice", "amy"}
DECIDERS = {"office", "chief"}
WHO = {"hand_over": RECORDERS, "stand_down": RECORDERS, "void": DECIDERS}


def at(instant: dt.datetime) -> str:
    return instant.isoformat()


def fresh(shift: CheckpointShift) -> CheckpointShift:
    return CheckpointShift.objects.with_follower().get(pk=shift.pk)


def hand_over(shift: CheckpointShift, by, **facts) -> CheckpointShift:
    return move(shift, "hand_over", by=by, **({"ends_at": shift.ends_at} | facts))


@pytest.fixture
def night(settings) -> dt.datetime:
    settings.BAIYI_TODAY = NIGHT
    return EIGHT


@pytest.fixture
def first(force, night) -> CheckpointShift:
    """From eight to eleven."""
    return open_shift(force, by=force.alice, **hours(night, 3 * HOUR))


# Hand-over and gaps


def test_next_shift_signs_for_the_one_before(first, force, night):
    handed = hand_over(first, force.alice, unfinished="一辆货车待核对", equipment="破胎器 1 套")
    assert not fresh(handed).is_signed
    second = open_shift(force, first.checkpoint, by=force.amy, leader=force.amy, **hours(first.ends_at, 3 * HOUR))
    assert second.previous == first
    before = fresh(first)
    assert (before.is_signed, before.followed_by, before.gap_lamp) == (True, force.amy.name, None)


def test_later_beginning_is_a_gap_for_good(first, force, settings):
    hand_over(first, force.alice)
    open_shift(force, first.checkpoint, by=force.amy, **hours(first.ends_at + 25 * MINUTE, HOUR))
    assert fresh(first).gap_lamp.text == "断档 25 分钟"
    settings.BAIYI_TODAY = at(EIGHT + dt.timedelta(days=2))
    assert fresh(first).gap_lamp.text == "断档 25 分钟"
    assert CheckpointShift.objects.with_gap(clock.now()).filter(pk=first.pk).exists()
    assert not CheckpointShift.objects.unmanned(clock.now()).filter(pk=first.pk).exists()


@pytest.mark.parametrize("is_handed", [True, False], ids=["handed over, not signed", "neither handed over"])
def test_nobody_coming_is_a_gap_on_every_page(first, force, sign_in, is_handed):
    """Half an hour after its end: on the page of the checkpoint, in both lists, and for whoever must see to it."""
    if is_handed:
        hand_over(first, force.alice, successor=force.amy)
    client = sign_in(force.people["chief"])
    assert "断档 30 分钟" in client.get(first.checkpoint.get_absolute_url()).content.decode()
    for views in (CHECKPOINTS, SHIFTS):
        page = client.get(f"{views.url('list')}?tab=gap")
        assert page.context["table"].data.data.count() == 1
        assert "断档" in page.content.decode()
    waits = {name: [each.title for each in todo_sources.of(force.people[name], clock.today())] for name in force.people}
    concerned = {"office", "chief", "clerk", "amy" if is_handed else "alice"}
    assert {name for name, titles in waits.items() if first.checkpoint.name in titles} == concerned


def test_standing_down_ends_the_chain_without_a_gap(first, force, settings):
    move(first, "stand_down", by=force.alice, ends_at=first.ends_at)
    settings.BAIYI_TODAY = at(EIGHT + dt.timedelta(hours=9))
    assert fresh(first).gap_lamp is None
    assert not CheckpointShift.objects.with_gap(clock.now()).exists()
    again = open_shift(force, first.checkpoint, **hours(clock.now(), HOUR))
    assert again.previous is None


def test_one_that_nobody_relieved_can_be_stood_down_until_somebody_signs(first, force):
    handed = hand_over(first, force.alice)
    with transaction.atomic():
        move(handed, "stand_down", by=force.alice, ends_at=handed.ends_at)
        transaction.set_rollback(True)
    open_shift(force, first.checkpoint, **hours(first.ends_at, HOUR))
    with pytest.raises(MoveRefused, match="下一班已经接班"):
        move(first, "stand_down", by=force.alice, ends_at=first.ends_at)
    assert {each.name for each in available_moves(fresh(first), force.alice)} == set()


def test_gap_opens_again_when_the_one_that_signed_is_voided(first, force):
    hand_over(first, force.alice)
    second = open_shift(force, first.checkpoint, **hours(first.ends_at, HOUR))
    move(second, "void", by=force.people["chief"], reason="录错")
    assert fresh(first).gap_lamp is not None
    third = open_shift(force, first.checkpoint, **hours(first.ends_at, HOUR))
    assert third.previous == first


def test_one_shift_at_a_time_stands_at_a_checkpoint(first, force):
    with pytest.raises(MoveRefused, match=r"还有在岗班次（6月10日 20:00—23:00，带班人员alice）"):
        open_shift(force, first.checkpoint, by=force.amy)
    assert CheckpointShift.objects.count() == 1


def test_end_that_lies_ahead_is_refused(first, force):
    with pytest.raises(MoveRefused, match="不能晚于现在"):
        hand_over(first, force.alice, ends_at=clock.now() + HOUR)


def test_checkpoint_out_of_use_or_voided_is_not_manned(force, night):
    ended = make_checkpoint(force, in_use_until=night.date() - dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="停用"):
        open_shift(force, ended, **hours(night, HOUR))
    voided = services.void_checkpoint(make_checkpoint(force), by=force.people["chief"], reason="重复", version=1)
    with pytest.raises(MoveRefused, match="作废"):
        open_shift(force, voided, **hours(night, HOUR))


def test_manned_checkpoint_is_not_voided(first, force):
    with pytest.raises(MoveRefused, match="请先撤岗"):
        services.void_checkpoint(first.checkpoint, by=force.people["office"], reason="重复", version=1)


# Reporting day


@pytest.mark.parametrize(
    ("begins", "reported"),
    [
        ("2026-06-10T20:00", "2026-06-10"),
        ("2026-06-11T00:30", "2026-06-10"),
        ("2026-06-11T07:59", "2026-06-10"),
        ("2026-06-11T08:00", "2026-06-11"),
        ("2026-12-31T22:00", "2026-12-31"),
        ("2027-01-01T01:00", "2026-12-31"),
    ],
)
def test_shift_across_midnight_and_new_year_belongs_to_one_day(force, settings, begins, reported):
    begin = dt.datetime.fromisoformat(f"{begins}:00+08:00")
    settings.BAIYI_TODAY = at(begin + 6 * HOUR)
    assert f"{open_shift(force, **hours(begin)).reported_on}" == reported


def test_day_stays_when_the_boundary_changes_and_moves_with_a_corrected_beginning(first, force):
    Campaign.objects.create(
        name="百日行动",
        unit=force.branch,
        starts_on=dt.date(2026, 6, 1),
        ends_on=dt.date(2026, 9, 1),
        day_begins_at=dt.time(21),
    )
    same = {"starts_at": first.starts_at, "vehicles_checked": 12}
    kept = services.change_shift(first, by=force.alice, version=first.version, **same)
    assert (f"{kept.reported_on}", kept.vehicles_checked) == ("2026-06-10", 12)
    corrected = services.change_shift(kept, by=force.alice, version=kept.version, starts_at=first.starts_at - HOUR)
    assert f"{corrected.reported_on}" == "2026-06-09"


# Who may


@pytest.mark.parametrize("state", ["on", "handed", "closed", "voided"])
def test_each_role_makes_its_moves_and_no_other(first, force, state):
    """State × move × role; each is tried and taken back."""
    shift = {
        "on": lambda: first,
        "handed": lambda: hand_over(first, force.alice),
        "closed": lambda: move(first, "stand_down", by=force.alice, ends_at=first.ends_at),
        "voided": lambda: move(first, "void", by=force.people["chief"], reason="录错"),
    }[state]()
    possible = {"on": {*WHO}, "handed": {"stand_down", "void"}, "closed": {"void"}, "voided": set()}[state]
    for name, person in force.people.items():
        made = {each for each in WHO if is_made(shift, each, person)}
        assert made == {each for each in possible if name in WHO[each]}, name
        if name != "bob" or made:
            assert {each.name for each in available_moves(fresh(shift), person)} == made, name


def is_made(shift: CheckpointShift, name: str, by) -> bool:
    facts = {} if name == "void" else {"ends_at": shift.ends_at}
    with transaction.atomic():
        try:
            with transaction.atomic():
                move(shift, name, by=by, reason="录错" if name == "void" else "", **facts)
        except (MoveRefused, PermissionDenied):
            return False
        transaction.set_rollback(True)
    return True


def test_another_station_and_a_partner_see_nothing(first, force, sign_in):
    for name in ("bob", "partner"):
        client = sign_in(force.people[name])
        for url in (first.get_absolute_url(), first.checkpoint.get_absolute_url()):
            assert client.get(url).status_code in {403, 404}
    assert sign_in(force.bob).get(f"{SHIFTS.url('add')}?checkpoint={first.checkpoint_id}").status_code == 404
    with pytest.raises(PermissionDenied):
        open_shift(force, make_checkpoint(force), by=force.bob)
    for name in ("leader", "supervisor", "office"):
        assert sign_in(force.people[name]).get(first.get_absolute_url()).status_code == 200


def test_stale_correction_is_refused(first, force):
    services.change_shift(first, by=force.alice, version=1, starts_at=first.starts_at, people_checked=3)
    with pytest.raises(StaleRecord):
        services.change_shift(first, by=force.amy, version=1, starts_at=first.starts_at, people_checked=4)


# The form


def test_form_is_filled_from_the_last_shift_and_the_running_operation(first, force, sign_in):
    running = make_operation(force, unit=force.branch, starts_at=EIGHT, ends_at=EIGHT + 6 * HOUR)
    hand_over(first, force.alice)
    client = sign_in(force.amy)
    page = client.get(SHIFTS.url("add"))
    sent = shown_in(page.context["form"])
    assert (sent["checkpoint"], sent["leader"]) == (str(first.checkpoint_id), str(force.amy.pk))
    assert (sent["police"], sent["auxiliaries"], sent["operation"]) == ("3", "4", str(running.pk))
    assert sent["starts_at"] == "2026-06-10T23:00"  # within half an hour: when the one before ended
    assert sent["ends_at"] == "2026-06-11T02:00"
    assert client.post(SHIFTS.url("add"), sent).status_code == 302
    assert CheckpointShift.objects.get(previous=first).operation == running


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"captured": "1", "people_checked": "5"}, "findings", "填了查获人员，请填写查获情况"),
        ({"captured": "3", "people_checked": "2", "findings": "盗窃"}, "captured", "查获人员不能大于盘查人员：3 > 2"),
        ({"ends_at": "2026-06-10T19:00"}, "ends_at", "勤务结束须在勤务开始之后"),
        ({"ends_at": "2026-06-12T19:00"}, "ends_at", "一班勤务不超过 24 小时，请核对勤务结束"),
    ],
)
def test_hand_over_is_refused_at_the_field(first, force, sign_in, typed, field, words):
    client, url = sign_in(force.alice), SHIFTS.url("hand-over", first.pk)
    answer = client.post(url, shown_in(client.get(url).context["form"]) | typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [words]}
    assert fresh(first).state == "on"


def test_number_of_a_checkpoint_is_given_once(force, sign_in):
    client = sign_in(force.people["chief"])
    known = make_checkpoint(force)
    form = shown_in(client.get(CHECKPOINTS.url("add")).context["form"])
    typed = form | {"number": known.number, "name": "另一处", "kind": "search", "place": "路口"}
    answer = client.post(CHECKPOINTS.url("add"), typed | {"unit": str(force.station.pk)})
    assert answer.status_code == 422
    assert f"卡点编号 {known.number} 已经有了" in answer.content.decode()
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("later", "handed", "expected"),
    [
        (2 * HOUR, False, "2026-06-10T22:00"),
        (3 * HOUR + 20 * MINUTE, False, "2026-06-10T23:00"),
        (5 * HOUR, False, "2026-06-11T01:00"),
        (40 * HOUR, False, "2026-06-10T23:00"),
        (5 * HOUR, True, "2026-06-10T23:00"),
    ],
)
def test_form_of_the_end_knows_when_it_was(first, force, sign_in, settings, later, handed, expected):
    if handed:
        hand_over(first, force.alice)
    settings.BAIYI_TODAY = at(EIGHT + later)
    form = sign_in(force.alice).get(SHIFTS.url("stand-down", first.pk)).context["form"]
    assert shown_in(form)["ends_at"] == expected


def test_what_nobody_relieved_a_month_ago_asks_nobody_and_stays_red(first, force, settings):
    hand_over(first, force.alice)
    settings.BAIYI_TODAY = at(EIGHT + dt.timedelta(days=40))
    assert not [each for each in todo_sources.of(force.people["chief"], clock.today()) if each.label == "卡点接班"]
    assert fresh(first).gap_lamp.text == "断档 39 天"
