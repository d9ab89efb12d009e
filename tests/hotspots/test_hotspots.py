"""Hotspots: listing, people, lending, visits; every refusal in a sentence."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from baiyi.accounts.models import Posting, User
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, lock
from hotspots import rights, services
from hotspots.candidates import find_people, likely
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from hotspots.services import hotspots
from tests.factories import make_assignment, make_campaign, make_hotspot, make_supervision, make_unit, make_user

TODAY = dt.date(2022, 7, 21)  # a Thursday


@pytest.fixture
def office(force, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))
    return force.people["office"]


@pytest.fixture
def hotspot(force, office):
    return make_hotspot(force.station, office, owner=force.alice, leader=force.people["leader"], name="夜市周边")


@pytest.mark.parametrize(
    ("listed_on", "first"),
    [
        ("2022-07-04", "2022-07-04"),
        ("2022-07-06", "2022-07-04"),
        ("2022-07-07", "2022-07-11"),
        ("2022-07-10", "2022-07-11"),
    ],
)
def test_first_week_is_that_of_the_listing_before_its_reminder_day(force, office, listed_on, first):
    made = make_hotspot(force.station, office, listed_on=dt.date.fromisoformat(listed_on))
    assert str(made.supervised_from) == first


def test_week_that_begins_on_wednesday(force, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    make_campaign(force.branch, starts_on=dt.date(2022, 7, 4), week_starts_on=2, reminds_on=0)
    made = make_hotspot(force.station, force.people["office"], listed_on=TODAY)
    assert [(str(d.starts_on), str(d.ends_on)) for d in made.duties.all()] == [("2022-07-20", "2022-07-26")]


def test_listing_in_mid_week_opens_the_duty_and_tells_the_owner(force, office):
    made = make_hotspot(force.station, office, owner=force.alice, supervised_from=dt.date(2022, 7, 20))
    assert made.duties.get().starts_on == dt.date(2022, 7, 18)
    assert set(Notification.objects.filter(recipient=force.alice).values_list("kind", flat=True)) == {
        "supervision_week",
        "hotspot_assigned",
    }


def test_listing_after_the_reminder_day_opens_nothing_yet(force, office):
    assert not make_hotspot(force.station, office, owner=force.alice, listed_on=TODAY).duties.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": "夜市周边"}, "已经挂牌"),
        ({"listed_on": dt.date(2022, 7, 22)}, "不能晚于今天"),
        ({"listed_on": dt.date(1999, 1, 1)}, "过早"),
        ({"rectify_by": dt.date(2022, 7, 3)}, "不能早于公布日"),
        ({"rectify_by": dt.date(2023, 7, 4)}, "一年以内"),
        ({"supervised_from": dt.date(2022, 7, 3)}, "首次督导周不能早于"),
        ({"supervised_from": dt.date(2023, 7, 3)}, "首次督导周不能晚于"),
    ],
)
def test_listing_is_refused_in_words(force, office, hotspot, facts, words):
    with pytest.raises(MoveRefused, match=words):
        make_hotspot(force.station, office, **facts)
    assert Hotspot.objects.count() == 1


def test_name_is_free_again_after_delisting(force, office, hotspot):
    services.delist(hotspot, by=office, reason="整治完成", on=TODAY)
    make_hotspot(force.station, office, name=hotspot.name)
    assert Hotspot.objects.filter(name=hotspot.name).count() == 2


def test_delisting_before_the_listing_or_tomorrow_is_refused(office, hotspot):
    for day in (dt.date(2022, 7, 3), dt.date(2022, 7, 22)):
        with pytest.raises(MoveRefused, match="摘牌日"):
            services.delist(hotspot, by=office, reason="x", on=day)


def test_visited_hotspot_is_not_voided(force, office, hotspot):
    visit = make_supervision(hotspot, force.alice)
    with pytest.raises(MoveRefused, match="摘牌"):
        services.void_hotspot(hotspot, by=office, reason="重复")
    services.void_supervision(visit, by=force.alice, reason="记错")
    assert services.void_hotspot(hotspot, by=office, reason="重复").void_reason == "重复"


def test_only_the_office_lists_assigns_and_delists(force, hotspot):
    for act in (
        lambda: make_hotspot(force.station, force.people["chief"]),
        lambda: make_assignment(hotspot, force.amy, force.people["chief"]),
        lambda: services.delist(hotspot, by=force.people["chief"], reason="x", on=TODAY),
        lambda: services.void_hotspot(hotspot, by=force.alice, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_hand_over_keeps_the_history_and_asks_the_new_one_to_sign(force, office, hotspot):
    made = make_assignment(hotspot, force.amy, office)
    rows = HotspotAssignment.objects.filter(hotspot=hotspot, post="owner").order_by("pk")
    assert [(row.person, row.starts_on, row.ends_on) for row in rows] == [
        (force.alice, TODAY, TODAY),
        (force.amy, TODAY, None),
    ]
    [told] = Notification.objects.filter(recipient=force.amy)
    assert (told.kind, told.period) == ("hotspot_assigned", str(made.pk))
    assert "由你完成" in told.text
    assert "你不再负责" in Notification.objects.get(recipient=force.alice, kind="hotspot_released").text
    assert services.sign(made, by=force.amy).signed_at == clock.now()


@pytest.mark.parametrize(
    ("who", "post", "words"),
    [
        ("alice", "owner", "已经是这里的"),
        ("partner", "owner", "没有在岗"),
        ("gone", "owner", "没有在岗"),
        ("off", "owner", "没有在岗"),
        ("aux", "owner", "须是民警"),
        ("clerk", "owner", "须能登记督导"),
        ("amy", "leader", "须是分局领导"),
    ],
)
def test_unfit_person_is_not_assigned(force, office, hotspot, who, post, words):
    people = force.people | {
        "gone": make_user("gone", force.station, is_active=False) if who == "gone" else None,
        "off": make_user("off", force.station) if who == "off" else None,
        "aux": make_user("aux", force.station, police_status="auxiliary") if who == "aux" else None,
    }
    if who == "off":
        Posting.objects.filter(user=people["off"]).update(ends_on=dt.date(2022, 7, 1))
    with pytest.raises(MoveRefused, match=words):
        make_assignment(hotspot, people[who], office, post=post)
    assert hotspot.assignments.count() == 2


def test_delisted_hotspot_is_not_assigned(force, office, hotspot):
    services.delist(hotspot, by=office, reason="整治完成", on=TODAY)
    with pytest.raises(MoveRefused, match="已摘牌"):
        make_assignment(hotspot, force.amy, office)


def test_second_office_with_an_old_page_is_told(force, office, hotspot):
    version = Hotspot.objects.get(pk=hotspot.pk).version
    services.assign(hotspot, post="owner", person=force.amy, reason="调整", by=office, version=version)
    with pytest.raises(StaleRecord):
        services.assign(hotspot, post="owner", person=force.people["chief"], reason="调整", by=office, version=version)


def test_signature_of_the_last_moment_stays_when_the_post_is_handed_over(force, office, hotspot, monkeypatch):
    """Signed by another process after the hand-over has read the row."""
    mine, end = hotspot.assignments.get(post="owner"), hotspots._end

    def sign_then_end(assignment, *, reason):
        HotspotAssignment.objects.filter(pk=assignment.pk).update(signed_at=clock.now())
        end(assignment, reason=reason)

    monkeypatch.setattr(hotspots, "_end", sign_then_end)
    make_assignment(hotspot, force.amy, office)
    mine.refresh_from_db()
    assert (mine.signed_at, mine.ends_on) == (clock.now(), TODAY)


def test_signing_is_for_the_person_alone_and_once(force, office, hotspot):
    mine = hotspot.owner
    with pytest.raises(PermissionDenied):
        services.sign(mine, by=force.amy)
    services.sign(mine, by=force.alice)
    with pytest.raises(MoveRefused, match="已经签收"):
        services.sign(mine, by=force.alice)
    make_assignment(hotspot, force.bob, office)
    other = hotspot.assignments.current().get(post="owner")
    make_assignment(hotspot, force.alice, office)
    with pytest.raises(MoveRefused, match="已经移交"):
        services.sign(other, by=force.bob)


def test_owner_of_another_station_gets_this_hotspot_and_nothing_else(force, office, hotspot):
    other = make_hotspot(force.station, office, name="别处")
    make_assignment(hotspot, force.bob, office)
    fresh = Hotspot.objects.get(pk=hotspot.pk)
    assert set(Hotspot.objects.visible_to(force.bob)) == {hotspot}
    assert force.bob.has_perm(rights.SUPERVISE, fresh)
    assert not force.bob.has_perm(rights.SUPERVISE, other)
    assert not force.bob.has_perm(rights.MANAGE, fresh)
    colleague = User.objects.get(pk=make_user("ben", force.other_station).pk)
    assert not Hotspot.objects.visible_to(colleague).exists()
    assert not colleague.has_perm(rights.SUPERVISE, fresh)
    visit = make_supervision(fresh, force.bob)
    assert visit.unit == force.station
    assert set(Supervision.objects.visible_to(force.bob)) == {visit}


@pytest.mark.parametrize("end", ["handed over", "delisted"])
def test_lending_ends_with_the_post(force, office, hotspot, end):
    make_assignment(hotspot, force.bob, office)
    if end == "delisted":
        services.delist(hotspot, by=office, reason="整治完成", on=TODAY)
    else:
        make_assignment(hotspot, force.amy, office)
    assert not Hotspot.objects.visible_to(force.bob).exists()
    assert not WeeklyDuty.objects.visible_to(force.bob).exists()
    assert not force.bob.has_perm(rights.SUPERVISE, Hotspot.objects.get(pk=hotspot.pk))


def test_officer_who_is_not_the_owner_is_told_who_is(force, hotspot):
    with pytest.raises(MoveRefused, match="责任人是人员alice"):
        make_supervision(hotspot, force.amy)
    for who in ("chief", "office", "supervisor", "leader"):
        make_supervision(hotspot, force.people[who])
    with pytest.raises(PermissionDenied):
        make_supervision(hotspot, force.people["clerk"])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"on": dt.date(2022, 7, 22)}, "不能晚于今天"),
        ({"on": dt.date(2022, 7, 3)}, "不能早于公布日"),
        ({"on": dt.date(2022, 7, 6)}, "14 天以内"),
        ({"on": dt.date(2022, 7, 19), "late_reason": ""}, "补录原因"),
        ({"outcome": "problem"}, "问题数"),
        ({"outcome": "problem", "problem_count": 1}, "写明"),
        ({"problem_count": 1}, "请选“发现问题”"),
        ({"problems": 1, "rectify_by": dt.date(2022, 7, 20)}, "不能早于督导日"),
        ({"problems": 1, "rectify_by": dt.date(2023, 7, 21)}, "一年以内"),
    ],
)
def test_visit_is_refused_in_words(force, hotspot, facts, words):
    with pytest.raises(services.SupervisionRefused, match=words):
        make_supervision(hotspot, force.alice, **facts)
    assert not Supervision.objects.exists()


def test_visit_of_a_week_that_is_over_makes_up_for_it_and_it_stays_missed(force, office, settings):
    hotspot = make_hotspot(force.station, office, owner=force.alice, supervised_from=dt.date(2022, 7, 4))
    week = hotspot.duties.create(
        unit=force.station, starts_on="2022-07-11", ends_on="2022-07-17", opened_at=clock.now(), missed_at=clock.now()
    )
    assert list(WeeklyDuty.objects.missed()) == [week]
    visit = make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 15))
    assert (visit.duty, visit.is_recorded_late, visit.entered_late) == (week, True, True)
    assert list(WeeklyDuty.objects.missed()) == list(WeeklyDuty.objects.made_up()) == [week]
    services.void_supervision(visit, by=office, reason="记错")
    assert list(WeeklyDuty.objects.missed()) == [week]
    assert not WeeklyDuty.objects.made_up().exists()


def test_visit_that_an_older_version_took_for_the_week_still_does(force, office):
    """Lateness is a stored stamp: rows of before have none, whenever they were entered."""
    hotspot = make_hotspot(force.station, office, owner=force.alice, supervised_from=dt.date(2022, 7, 4))
    hotspot.duties.create(
        unit=force.station, starts_on="2022-07-11", ends_on="2022-07-17", opened_at=clock.now(), missed_at=clock.now()
    )
    visit = make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 15))
    Supervision.objects.filter(pk=visit.pk).update(entered_late=False)  # as the migration leaves it
    assert not WeeklyDuty.objects.missed().exists()


def test_visit_recorded_later_in_its_week_is_in_time(force, hotspot):
    visit = make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 19))
    assert (visit.is_recorded_late, visit.entered_late) == (True, False)


def test_recorder_takes_back_within_a_day_and_the_office_later(force, office, hotspot, settings):
    visit = make_supervision(hotspot, force.alice)
    with pytest.raises(MoveRefused, match="24 小时"):
        services.void_supervision(visit, by=force.people["chief"], reason="x")
    settings.BAIYI_TODAY = "2022-07-22T10:00:01+08:00"
    with pytest.raises(MoveRefused, match="24 小时"):
        services.void_supervision(visit, by=force.alice, reason="x")
    services.void_supervision(visit, by=office, reason="记错")
    with pytest.raises(MoveRefused, match="已经作废"):
        services.void_supervision(visit, by=office, reason="记错")


@pytest.mark.django_db(transaction=True)
def test_same_form_five_times_at_once_is_one_visit(force, hotspot):
    number, found = uuid.uuid4(), []
    facts = services.SupervisionFacts(hotspot=hotspot, supervised_on=TODAY, method="joint", outcome="normal")

    def submit():
        found.append(services.record_supervision(facts, by=User.objects.get(pk=force.alice.pk), client_uuid=number).pk)
        connection.close()

    threads = [threading.Thread(target=submit) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5
    assert len(set(found)) == Supervision.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_hotspot_is_changed_while_its_week_is_opened(force, hotspot):
    """One process has written the duty and not committed, the other holds the hotspot and writes the same duty: no
    deadlock.
    """
    hotspot.duties.all().delete()
    week, met, failed = services.campaign_of(hotspot, TODAY).week_of(TODAY), threading.Barrier(2, timeout=20), []

    def act(*steps):
        try:
            with transaction.atomic():
                for step in steps:
                    step()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    def open_it():
        services.open_duties([hotspot], week)

    threads = [
        threading.Thread(target=act, args=steps)
        for steps in ((open_it, met.wait), (lambda: lock(hotspot), met.wait, open_it))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, hotspot.duties.count()) == ([], 1)


def test_likely_people_are_the_head_of_the_unit_then_its_officers(force, hotspot):
    assert [person.username for person in likely(hotspot, "owner", TODAY)] == ["chief", "amy"]
    assert [person.username for person in likely(hotspot, "leader", TODAY)] == []


def test_people_are_found_by_name_number_and_initials(force, office):
    first = make_user("w1", force.station, name="王志远", police_number="900001")
    second = make_user("w2", force.other_station, name="王志远", police_number="900002")
    for typed, expected in [
        ("王志远", {first, second}),
        ("王志远（东街派出所）", {first}),
        ("王志远\x28西街派出所\x29", {second}),  # half-width brackets
        ("900002", {second}),
        ("wzy", {first, second}),
        ("志远", {first, second}),
        ("不存在", set()),
        ("（）", set()),
    ]:
        assert set(find_people(typed, "owner", TODAY)) == expected, typed


def test_week_start_is_fixed_once_a_duty_exists(force, office, hotspot):
    campaign = services.campaign_of(hotspot, TODAY)
    hours = {"opens_at": dt.time(9), "reminds_on": 2, "reminds_at": dt.time(10)}
    assert services.arrange(campaign, by=office, week_starts_on=0, **hours).reminds_on == 2
    with pytest.raises(MoveRefused, match="每周起始不能再改"):
        services.arrange(campaign, by=office, week_starts_on=2, **hours)
    with pytest.raises(PermissionDenied):
        services.arrange(campaign, by=force.people["chief"], week_starts_on=0, **hours)


def test_form_of_a_voided_visit_is_refused(force, office, hotspot):
    number, facts = uuid.uuid4(), {"hotspot": hotspot, "supervised_on": TODAY, "method": "joint", "outcome": "normal"}
    first = services.record_supervision(services.SupervisionFacts(**facts), by=force.alice, client_uuid=number)
    services.void_supervision(first, by=force.alice, reason="记错")
    with pytest.raises(MoveRefused, match="请重新打开登记页"):
        services.record_supervision(services.SupervisionFacts(**facts), by=force.alice, client_uuid=number)


def test_yesterday_asks_for_a_reason_when_its_week_is_over(force, office, hotspot, settings):
    settings.BAIYI_TODAY = "2022-07-25T08:00:00+08:00"
    with pytest.raises(MoveRefused, match="一周已经结束，请填写补录原因"):
        make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 24))
    assert make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 24), late_reason="夜里").is_recorded_late
    settings.BAIYI_TODAY = "2022-07-26T08:00:00+08:00"
    assert not make_supervision(hotspot, force.alice, on=dt.date(2022, 7, 25)).is_recorded_late


def test_form_sent_again_gives_the_first_visit_also_after_the_delisting(force, office, hotspot):
    number, facts = uuid.uuid4(), {"hotspot": hotspot, "supervised_on": TODAY, "method": "joint", "outcome": "normal"}
    first = services.record_supervision(services.SupervisionFacts(**facts), by=force.alice, client_uuid=number)
    facts["hotspot"] = services.delist(hotspot, by=office, reason="整治完成", on=TODAY)
    assert services.record_supervision(services.SupervisionFacts(**facts), by=force.alice, client_uuid=number) == first


def test_listing_for_a_unit_outside_the_own_ones_is_refused(force, office):
    elsewhere = make_unit("另一分局", kind="branch")
    with pytest.raises(PermissionDenied):
        make_hotspot(elsewhere, office)
    assert not Hotspot.objects.exists()
