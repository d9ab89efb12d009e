"""Patrols: a chain a beat and kind, points with their instants, what is entered when the day is over, who may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, available_moves
from prevention.models import PatrolShift
from prevention.services import patrols
from prevention.views.patrols.shifts import PATROLS
from tests.prevention.samples_patrols import HOUR, asked_before, make_beat, make_zone, start_patrol
from tests.samples import shown_in

EIGHT = dt.datetime.fromisoformat("2026-06-10T20:00:00+08:00")
RECORDERS = {"office", "chief", "clerk", "alice", "amy"}
DECIDERS = {"office", "chief"}
WHO = {"hand_over": RECORDERS, "stand_down": RECORDERS, "void": DECIDERS}


def at(settings, instant: dt.datetime) -> None:
    settings.BAIYI_TODAY = instant.isoformat()


def fresh(shift: PatrolShift) -> PatrolShift:
    return PatrolShift.objects.with_follower().get(pk=shift.pk)


def end(shift: PatrolShift, by, verb=patrols.stand_down, points=(), **facts) -> PatrolShift:
    facts = {"ends_at": shift.ends_at, "version": fresh(shift).version} | facts
    return verb(shift, by=by, points=points, **facts)


@pytest.fixture
def beat(force, settings):
    at(settings, EIGHT + 3 * HOUR)
    return make_beat(force)


@pytest.fixture
def first(force, beat):
    return start_patrol(force, beat, by=force.alice, starts_at=EIGHT, ends_at=EIGHT + 3 * HOUR)


# The chain


def test_two_kinds_walk_one_beat_at_once_and_a_second_of_one_kind_does_not(first, force, beat):
    assert start_patrol(force, beat, kind="organ", cadres=3).previous is None
    with pytest.raises(MoveRefused, match=r"（派出所）上还有在岗班次（6月10日 20:00—23:00，带班人员alice）"):
        start_patrol(force, beat, by=force.amy)
    assert PatrolShift.objects.count() == 2


def test_next_of_its_kind_signs_and_one_of_another_kind_does_not(first, force, beat):
    end(first, force.alice, patrols.hand_over, unfinished="走失老人等候家属", equipment="手持终端 1 台")
    assert start_patrol(force, beat, kind="mass", volunteers=6, starts_at=first.ends_at).previous is None
    assert not fresh(first).is_signed
    second = start_patrol(force, beat, by=force.amy, leader=force.amy, starts_at=first.ends_at)
    assert second.previous == first
    assert fresh(first).followed_by == force.amy.name


def test_hand_over_that_waits_is_a_todo_of_the_successor_and_the_desk(first, force, beat, settings):
    end(first, force.alice, patrols.hand_over, successor=force.amy)
    at(settings, EIGHT + 4 * HOUR)
    waits = {
        name: {each.title for each in todo_sources.of(person, clock.today()) if each.label == "巡逻接班"}
        for name, person in force.people.items()
    }
    assert {name for name, titles in waits.items() if titles == {beat.name}} == {"office", "chief", "clerk", "amy"}


@pytest.mark.parametrize(
    ("people", "is_refused"),
    [({"police": 0}, True), ({"police": 0, "volunteers": 4}, False), ({"police": 0, "cadres": 1}, False)],
)
def test_somebody_walks_whoever_it_is(beat, force, sign_in, people, is_refused):
    client, url = sign_in(force.alice), f"{PATROLS.url('add')}?beat={beat.pk}"
    typed = shown_in(client.get(url).context["form"]) | {name: str(number) for name, number in people.items()}
    answer = client.post(url, typed)
    assert answer.status_code == (422 if is_refused else 302)
    assert PatrolShift.objects.count() == (0 if is_refused else 1)


# Minutes, night, reporting day


def test_minutes_are_counted_once_it_has_ended_and_follow_corrections(first, force):
    assert first.minutes == 0
    ended = end(first, force.alice, ends_at=EIGHT + HOUR)
    assert ended.minutes == 60
    facts = {"starts_at": EIGHT - HOUR, "ends_at": ended.ends_at}
    assert patrols.change_patrol(ended, by=force.alice, version=ended.version, **facts).minutes == 120


@pytest.mark.parametrize(
    ("begins", "reported", "is_night"),
    [
        ("2026-06-10T18:59", "2026-06-10", False),
        ("2026-06-10T19:00", "2026-06-10", True),
        ("2026-06-11T05:59", "2026-06-10", True),
        ("2026-06-11T06:00", "2026-06-10", False),
        ("2026-12-31T22:00", "2026-12-31", True),
        ("2027-01-01T01:00", "2026-12-31", True),
    ],
)
def test_night_and_reporting_day_across_midnight_and_new_year(force, settings, begins, reported, is_night):
    begin = dt.datetime.fromisoformat(f"{begins}:00+08:00")
    at(settings, begin + HOUR / 2)
    shift = start_patrol(force, starts_at=begin)
    assert (f"{shift.reported_on}", shift.is_night, shift.entered_late) == (reported, is_night, False)


@pytest.mark.parametrize(("hours", "is_late"), [(11, False), (12, True), (40, True)])
def test_entered_when_its_day_is_over_is_stamped(force, settings, hours, is_late):
    """The day of the evening ends at eight in the morning."""
    at(settings, EIGHT + hours * HOUR)
    assert start_patrol(force, starts_at=EIGHT).entered_late == is_late


def test_patrol_moved_into_a_day_that_was_over_is_entered_late_for_good(first, force):
    facts = {"ends_at": EIGHT, "starts_at": EIGHT - 24 * HOUR}
    moved = patrols.change_patrol(first, by=force.alice, version=first.version, **facts)
    assert (moved.entered_late, f"{moved.reported_on}") == (True, "2026-06-09")
    back = patrols.change_patrol(moved, by=force.alice, version=moved.version, starts_at=EIGHT, ends_at=first.ends_at)
    assert (back.entered_late, f"{back.reported_on}") == (True, "2026-06-10")


def test_corrected_beginning_of_the_same_day_is_no_late_entry(first, force, settings):
    at(settings, EIGHT + 40 * HOUR)
    facts = {"starts_at": EIGHT + HOUR / 6, "ends_at": first.ends_at}
    corrected = patrols.change_patrol(first, by=force.alice, version=first.version, **facts)
    assert (corrected.entered_late, corrected.is_night) == (False, True)


# Points


def test_point_keeps_the_instant_it_was_first_ticked(first, force, settings):
    point, line = first.due_points.all()
    at(settings, EIGHT + 3 * HOUR + dt.timedelta(minutes=5))
    passed = patrols.pass_points(first, by=force.alice, version=first.version, points=[point])
    instant = first.due_points.get(pk=point.pk).passed_at
    assert (passed.points_passed, passed.points_due) == (1, 2)
    at(settings, EIGHT + 4 * HOUR)
    ended = end(first, force.amy, points=[point, line])
    assert ended.points_passed == 2
    assert first.due_points.get(pk=point.pk).passed_at == instant
    assert first.due_points.get(pk=point.pk).passed_by == force.alice
    assert first.due_points.get(pk=line.pk).passed_by == force.amy


def test_point_can_be_taken_back_while_it_lasts_and_not_afterwards(first, force):
    point = first.due_points.first()
    patrols.pass_points(first, by=force.alice, version=1, points=[point])
    assert patrols.pass_points(first, by=force.alice, version=2, points=[]).points_passed == 0
    assert first.due_points.get(pk=point.pk).passed_at is None
    ended = end(first, force.alice)
    with pytest.raises(MoveRefused, match="已经结束"):
        patrols.pass_points(first, by=force.alice, version=ended.version, points=[point])


def said_at_the_end(client, shift: PatrolShift, **typed) -> tuple[str, str]:
    """Tone and words of standing it down."""
    url = PATROLS.url("stand-down", shift.pk)
    answer = client.post(url, shown_in(client.get(url).context["form"]) | typed, follow=True)
    said = list(answer.context["messages"])[-1]
    return said.level_tag, str(said)


def test_standing_down_says_what_was_not_done_in_the_tone_of_a_warning(force, beat, settings, sign_in):
    at(settings, EIGHT)
    client, shift = sign_in(force.alice), start_patrol(force, beat, by=force.alice, starts_at=EIGHT)
    passed = [str(shift.due_points.first().pk)]
    at(settings, EIGHT + dt.timedelta(minutes=1))
    typed = {"points": passed, "ends_at": "2026-06-10T20:01"}
    assert said_at_the_end(client, shift, **typed) == ("warning", "已撤岗：必巡点到 1/2、在岗 1 分钟")
    page = client.get(shift.get_absolute_url()).content.decode()
    assert "未完成" in page
    assert "必巡点到 1/2" in page
    assert "1 分钟" in page


def test_standing_down_well_before_its_hour_is_a_warning_and_at_its_hour_none(force, beat, settings, sign_in):
    client = sign_in(force.alice)
    for ends, expected in (
        ("20:31", ("warning", "已撤岗：在岗 31 分钟")),
        ("23:00", ("success", "已撤岗：在岗 3 小时")),
    ):
        at(settings, EIGHT)
        shift = start_patrol(force, beat, by=force.alice, starts_at=EIGHT, ends_at=EIGHT + 3 * HOUR)
        at(settings, dt.datetime.fromisoformat(f"2026-06-10T{ends}:00+08:00"))
        points = [str(each.pk) for each in shift.due_points.all()]
        assert said_at_the_end(client, shift, points=points, ends_at=f"2026-06-10T{ends}") == expected
        assert "未完成" not in client.get(shift.get_absolute_url()).content.decode()


def test_points_of_the_beat_that_change_later_change_no_patrol(first, force, beat):
    points = (("point", "夜市南口"), ("point", "新开路口"))
    changed = patrols.change_beat(beat, by=force.people["chief"], version=1, must_pass=points)
    assert {each.point.name for each in first.due_points.all()} == {"夜市南口", "沿江步道"}
    assert changed.must_pass.get(name="沿江步道").ended_on == clock.today()
    second = start_patrol(force, beat, kind="organ")
    assert {each.point.name for each in second.due_points.all()} == {"夜市南口", "新开路口"}


def test_point_of_another_patrol_is_no_choice(first, force, sign_in):
    other = start_patrol(force)
    client, url = sign_in(force.alice), PATROLS.url("pass-points", first.pk)
    form = shown_in(client.get(url).context["form"])
    answer = client.post(url, form | {"points": [str(other.due_points.first().pk)]})
    assert answer.status_code == 422
    assert fresh(first).points_passed == 0


# Who may, and where


@pytest.mark.parametrize("state", ["on", "handed", "closed", "voided"])
def test_each_role_makes_its_moves_and_no_other(first, force, state):
    """State × move × role; each is tried and taken back."""
    shift = {
        "on": lambda: first,
        "handed": lambda: end(first, force.alice, patrols.hand_over),
        "closed": lambda: end(first, force.alice),
        "voided": lambda: PATROLS.moves_as_steps["void"].verb(first, by=force.people["chief"], reason="录错"),
    }[state]()
    possible = {"on": {*WHO}, "handed": {"stand_down", "void"}, "closed": {"void"}, "voided": set()}[state]
    for name, person in force.people.items():
        made = {each for each in WHO if is_made(shift, each, person)}
        assert made == {each for each in possible if name in WHO[each]}, name
        if name != "bob":
            assert {each.name for each in available_moves(fresh(shift), person)} == made, name


def is_made(shift: PatrolShift, name: str, by) -> bool:
    verb = PATROLS.moves_as_steps[name].verb
    facts = {"reason": "录错"} if name == "void" else {"ends_at": shift.ends_at, "points": ()}
    with transaction.atomic():
        try:
            with transaction.atomic():
                verb(shift, by=by, version=fresh(shift).version, **facts)
        except (MoveRefused, PermissionDenied):
            return False
        transaction.set_rollback(True)
    return True


def test_stranger_sees_nothing_and_ticks_nothing(first, force, sign_in, beat):
    client = sign_in(force.bob)
    for url in (first.get_absolute_url(), beat.get_absolute_url(), beat.zone.get_absolute_url()):
        assert client.get(url).status_code == 404
    assert client.get(f"{PATROLS.url('add')}?beat={beat.pk}").status_code == 404
    assert client.get(f"{PATROLS.url('add')}?planned=x").status_code == 404
    for verb in (lambda: start_patrol(force, beat, by=force.bob), lambda: tick(first, force.bob)):
        with pytest.raises(PermissionDenied):
            verb()
    with pytest.raises(StaleRecord):
        patrols.pass_points(first, by=force.alice, version=9, points=[])


def tick(shift: PatrolShift, by) -> None:
    patrols.pass_points(shift, by=by, version=shift.version, points=[])


def test_beat_out_of_use_is_not_patrolled(force, beat):
    ended = make_beat(force, in_use_until=EIGHT.date() - dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="没有启用"):
        start_patrol(force, ended, starts_at=EIGHT)
    voided = patrols.void_beat(beat, by=force.people["chief"], reason="重复", version=1)
    with pytest.raises(MoveRefused, match="作废"):
        start_patrol(force, voided, starts_at=EIGHT)


def test_beat_that_was_patrolled_is_not_voided(first, force, beat):
    with pytest.raises(MoveRefused, match="填写停用日"):
        patrols.void_beat(beat, by=force.people["chief"], reason="重复", version=1)
    with pytest.raises(MoveRefused, match="还有巡区"):
        patrols.void_zone(beat.zone, by=force.people["chief"], reason="重复", version=1)


def test_beat_lies_at_or_below_the_unit_of_its_zone(force):
    zone = make_zone(force, unit=force.branch)
    assert make_beat(force, zone=zone, unit=force.other_station).zone == zone
    with pytest.raises(MoveRefused, match="巡区须属于该单位或者其下级"):
        make_beat(force, zone=make_zone(force), unit=force.other_station)


def test_zone_of_the_branch_is_read_by_the_station_whose_beat_it_holds(force, sign_in):
    beat = make_beat(force, zone=make_zone(force, unit=force.branch))
    page = sign_in(force.alice).get("/prevention/tree/").content.decode()
    assert beat.zone.name in page
    assert beat.zone.get_absolute_url() not in page
    assert beat.get_absolute_url() in page
    assert beat.zone.name not in sign_in(force.bob).get("/prevention/tree/").content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("夜市南口\n夜市南口", "“夜市南口”写了两次"),
        ("线：", "请写必巡线的名称"),
        ("长" * 61, "太长，一处最多 60 个字"),
        ("\n".join(f"点{place}" for place in range(41)), "必巡点最多 40 处，现有 41 处"),
    ],
)
def test_points_are_refused_in_words(force, sign_in, typed, words):
    beat = make_beat(force)
    client, url = sign_in(force.people["chief"]), f"{beat.get_absolute_url()}change/"
    answer = client.post(url, shown_in(client.get(url).context["form"]) | {"must_pass": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_form_is_filled_from_what_is_planned(force, beat, sign_in):
    planned = asked_before(force, beat, EIGHT + 3 * HOUR, kind="armed", team="武警一组")
    sent = shown_in(sign_in(force.alice).get(f"{PATROLS.url('add')}?planned={planned.pk}").context["form"])
    assert (sent["beat"], sent["kind"], sent["team"]) == (str(beat.pk), "armed", "武警一组")
    assert (sent["starts_at"], sent["ends_at"]) == ("2026-06-10T23:00", "2026-06-11T05:00")
    assert sent["leader"] == str(force.alice.pk)
