"""停滞: seven natural days without anything, told once a silence to who leads it, else to the head of its unit."""

import datetime as dt

import pytest
from django.utils import timezone

from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.models import Dispute
from disputes.schedules import tell_silence
from tests.deadlines.steps import Steps
from tests.disputes import mediation_samples as mediated
from tests.disputes.made import level, make_controlled, make_dispute, make_graded, make_led, make_resolved, make_staged
from tests.disputes.situations import fresh, join

FIRST = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def on_day(settings):
    """on_day(7) is 7 days after the first, which it is in the beginning."""

    def move_clock(number: int) -> dt.date:
        day = FIRST + dt.timedelta(days=number)
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return day

    move_clock(0)
    return move_clock


def tell() -> None:
    tell_silence(Slot("test", timezone.localtime(clock.now())), Steps())


def told() -> list[str]:
    rows = Notification.objects.filter(kind="dispute_silent").order_by("pk")
    return list(rows.values_list("recipient__username", flat=True))


@pytest.mark.parametrize(("day", "silent"), [(6, False), (7, True), (40, True)])
@pytest.mark.parametrize("make", [make_dispute, make_graded, make_controlled])
def test_dispute_stands_still_from_the_seventh_day_on(make, day, silent, force, on_day, sign_in):
    dispute, today = make(force), on_day(day)
    assert (Dispute.objects.silent(today).exists(), fresh(dispute).is_silent) == (silent, silent)
    page = sign_in(force.people["office"]).get("/disputes/?tab=silent").content.decode()
    assert ((str(dispute) in page), (f"停滞 {day} 天" in page)) == (silent, silent)


@pytest.mark.parametrize("what", ["resolved", "penalised", "voided", "linked", "merged"])
def test_what_ended_or_counts_elsewhere_is_not_silent(what, force, on_day):
    dispute, main = make_graded(force), make_dispute(force)
    if what in {"linked", "merged"}:
        join(dispute, main, force, verb={"linked": services.link_dispute, "merged": services.merge_dispute}[what])
    else:
        name = {"resolved": "resolve", "penalised": "penalise", "voided": "void"}[what]
        facts = {} if name == "void" else {"on": FIRST}
        move(
            dispute, name, by=None, reason="x", **facts, **({"way": "self", "words": "x"} if name == "resolve" else {})
        )
    move(main, "void", by=None, reason="x")
    on_day(30)
    tell()
    assert (list(Dispute.objects.silent(clock.today())), told()) == ([], [])


def test_who_leads_is_told_once_a_silence_and_again_at_the_next(force, on_day):
    dispute = make_led(force)
    for day in (6, 7, 7, 8, 20):
        on_day(day)
        tell()
    assert told() == ["leader"]
    move(fresh(dispute), "keep_under_control", by=None, on=clock.today(), words="包户")
    for day in (26, 27, 28):
        on_day(day)
        tell()
    assert told() == ["leader", "leader"]


def test_without_a_leader_the_head_of_the_unit_is_told_and_nobody_elsewhere(force, on_day):
    dispute = make_graded(force)
    on_day(7)
    for _ in range(2):
        tell()
    assert told() == ["chief"]
    text = str(Notification.objects.get(kind="dispute_silent").text)
    assert all(words in text for words in (str(dispute), f"{FIRST}"))


DONE = {
    "graded": lambda d, f: move(d, "grade", by=None, on=clock.today(), risk=level("red")),
    "controlled": lambda d, f: move(d, "keep_under_control", by=None, on=clock.today(), words="x"),
    "in court": lambda d, f: move(d, "litigate", by=None, on=clock.today(), words="x"),
    "led": lambda d, f: services.lead_dispute(
        d, by=f.people["office"], version=d.version, leader=f.people["leader"], on=clock.today()
    ),
    "sent": lambda d, f: send_transfer(d, by=f.alice, task="x", to_unit=f.partner_body),
    "stage done": lambda d, f: services.complete_stage(d, by=f.alice, version=d.version, on=clock.today()),
}


@pytest.mark.parametrize("what", DONE)
def test_what_is_done_ends_the_silence(what, force, on_day):
    dispute = make_staged(force)
    today = on_day(9)
    assert Dispute.objects.silent(today).exists()
    DONE[what](fresh(dispute), force)
    assert not Dispute.objects.silent(today).exists()


def test_day_of_what_happened_counts_and_not_the_day_it_was_entered(force, on_day):
    dispute = make_graded(force)
    today = on_day(9)
    move(dispute, "keep_under_control", by=None, on=FIRST + dt.timedelta(days=1), words="x")
    assert Dispute.objects.silent(today).exists()
    assert not Dispute.objects.silent(FIRST + dt.timedelta(days=7)).exists()


def test_mediation_is_progress_of_its_dispute(force, on_day):
    mediation = mediated.make_public(force)
    today = on_day(8)
    mediated.hold(mediation, force)
    assert not Dispute.objects.silent(today).exists()


def test_change_of_words_is_none(force, on_day):
    dispute = make_graded(force)
    today = on_day(8)
    services.change_dispute(dispute, by=force.alice, version=dispute.version, place="别处")
    assert Dispute.objects.silent(today).exists()


def test_resolved_dispute_waits_for_its_call_and_is_not_silent(force, on_day):
    make_resolved(force)
    assert not Dispute.objects.silent(on_day(40)).exists()
