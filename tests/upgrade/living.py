"""What happens in an installation before it is stored: a demo that was worked in for a day, left in the middle of
everything.

Through the front door wherever there is one; what only a worker does (slots, leases, signs of life) is asked of its own
services.
"""

import datetime as dt
import uuid
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.jobs import background, leases, schedules, ticks
from baiyi.jobs.models import BEAT, CLOCK, WORKER, BackgroundJob, Heartbeat, ScheduledRun
from baiyi.jobs.tasks import tick
from tests.exchange.pictures import jpeg
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.upgrade.make_installation import PASSWORD
from tests.upgrade.moment import at
from tests.upgrade.moved import model_of
from tests.upgrade.visitor import fill, send, sign_in

DEMO_DAY = "2022-07-21T09:30"  # a Thursday: day 18, the week's reminder has been sent, one hotspot is not done
MOMENT = "2022-07-22T10:05"  # the moment it is stored at
# what was typed into drafts that are still open
TYPED = {
    "inspection": "后厨疏散门锁闭，草稿里的半句话",
    "supervision": "夜市东口占道未清，还没写完",
}
PHONE, HEAD = "13900005678", "欧阳某某"


def live() -> dict:
    """From the first sign-in to the moment it is stored; returns what must be known to look at it again."""
    with at("2022-07-21T09:35"):
        schedules.offer()
        _hold(ScheduledRun, "campaigns.remind_week")
        tick()
    with at("2022-07-21T10:10"):
        _inspect()
        _supervise()
    with at("2022-07-21T10:40"):
        _run_the_office()
        background.run_job(_start_chase().pk)
    with at("2022-07-22T08:31"):
        _fail_a_scan()
        schedules.offer()
        _hold(ScheduledRun, "deadlines.remind")
    with at("2022-07-22T10:01"):
        schedules.offer()
        _start_chase()
        _hold(BackgroundJob, "campaigns.chase")
        _leave_drafts()
    with at(MOMENT):
        _start_chase()
        _show_life()
        session = sign_in("chief", PASSWORD).cookies["sessionid"].value
    return {"moment": MOMENT, "password": PASSWORD, "session": session, "personal": [HEAD, PHONE], "typed": TYPED}


def _inspect() -> None:
    """A hazard with a photo and a notice; a personal field is read; a venue with its head's name and phone."""
    officer = sign_in("officer", PASSWORD)
    person = model_of("accounts.user").objects.get(username="officer")
    venue = model_of("inspections.venue").objects.filter(unit=person.home_unit).order_by("pk").first()
    typed = typed_for(venue, _pair(person)) | hazard_at(venue)
    slot = next(name.removesuffix("-description") for name in typed if name.endswith("-description"))
    _photograph(officer, typed["client_uuid"], slot, "before", "maroon")
    review = send(officer, ENTRY, **typed).url
    fill(officer, review)
    send(officer, f"/inspections/venues/{venue.pk}/reveal/", reason="核对责令整改通知书签收人身份")
    facts = {"name": "云溪临时展销厅", "address": "文庙路 99 号", "head_name": HEAD, "head_phone": PHONE}
    fill(officer, "/inspections/venues/new/", category=venue.category_id, unit=venue.unit_id, **facts)


def _supervise() -> None:
    """One visit with a photo stays, another is taken back; one message is read and one is signed for."""
    officer2 = sign_in("officer2", PASSWORD)
    own = _hotspot("西街KTV集聚区")
    address, facts = (
        f"/campaign/hotspots/{own.pk}/supervise/",
        {"outcome": "problem", "method": "on_site", "problem_count": 2},
    )
    number = uuid.uuid4()
    _photograph(officer2, number, "scene", "scene", "teal")
    send(officer2, address, client_uuid=number, supervised_on="2022-07-21", findings="两家门口占道，当场劝离", **facts)
    send(officer2, address, client_uuid=uuid.uuid4(), supervised_on="2022-07-21", findings="记错了地方", **facts)
    wrong = model_of("campaigns.supervision").objects.latest("pk")
    fill(officer2, f"/campaign/supervisions/{wrong.pk}/void/", reason="登记到了别的区域")
    message = (
        model_of("notifications.notification")
        .objects.filter(recipient__username="officer2", read_at=None)
        .order_by("pk")
        .first()
    )
    send(officer2, f"/inbox/messages/{message.pk}/")


def _run_the_office() -> None:
    """Hand-over, hours that differ from what is usual, lamps, an operation, a report and a cancelled item, a campaign
    of before.
    """
    office, place = sign_in("office", PASSWORD), _hotspot("西街车站周边")
    form = office.get(f"/campaign/hotspots/{place.pk}/assign/").context["form"]
    heir = model_of("accounts.user").objects.get(username="officer2")
    assert str(heir.pk) in form.people
    fill(office, f"/campaign/hotspots/{place.pk}/assign/", picked=heir.pk, reason="工作调整，移交西街所民警")
    hours = {"supervision_opens_at": "08:30", "supervision_reminds_on": 4, "supervision_reminds_at": "10:00"}
    fill(office, "/campaign/weeks/arrangement/", week_starts_on=0, **hours)
    fill(office, "/campaign/plan/lamps/", green_from="0.95", yellow_from="0.75")
    moments = {"starts_at": "2022-07-29T20:00", "ends_at": "2022-07-30T02:00"}
    fill(office, "/campaign/operations/new/", name="第四次集中统一行动", unit=_branch().pk, **moments)
    items = model_of("campaigns.responsibilityitem").objects
    fill(office, f"/campaign/plan/items/{items.get(code='融冰-10').pk}/report/", value="3", note="首次填报")
    fill(office, f"/campaign/plan/items/{items.get(code='创稳-12').pk}/cancel/", reason="并入其他条目")
    _earlier_campaign()


def _earlier_campaign() -> None:
    """Over, with the hours everybody begins with; there is no page that makes one."""
    days = {"starts_on": dt.date(2022, 3, 1), "ends_on": dt.date(2022, 6, 8)}
    model_of("campaigns.campaign").objects.create(name="春季治安整治行动", unit=_branch(), **days)


def _leave_drafts() -> None:
    """Open drafts of both kinds, each with a photo, and a notice that was prepared and not confirmed: its number is
    reserved.
    """
    chief, number, place = sign_in("chief", PASSWORD), uuid.uuid4(), _hotspot("东街夜市周边")
    _photograph(chief, number, "scene", "scene", "purple")
    typed = {
        "client_uuid": number,
        "supervised_on": "2022-07-22",
        "outcome": "problem",
        "method": "joint",
        "findings": TYPED["supervision"],
    }
    send(chief, f"/campaign/hotspots/{place.pk}/supervise/draft/", **typed)
    officer, person = sign_in("officer", PASSWORD), model_of("accounts.user").objects.get(username="officer")
    venue = model_of("inspections.venue").objects.filter(unit=person.home_unit).order_by("pk")[1]
    typed = typed_for(venue, _pair(person)) | hazard_at(venue, description=TYPED["inspection"])
    slot = next(name.removesuffix("-description") for name in typed if name.endswith("-description"))
    _photograph(officer, typed["client_uuid"], slot, "before", "olive")
    send(officer, "/inspections/entry/draft/", **typed)
    prepared = typed_for(venue, _pair(person)) | hazard_at(venue, description="未确认的通知书")
    assert send(officer, ENTRY, **prepared).url.endswith("/review/")


def _start_chase() -> BackgroundJob:
    fill(sign_in("office", PASSWORD), "/campaign/weeks/chase/")
    return BackgroundJob.objects.latest("pk")


def _hold(model, name: str) -> None:
    """A worker takes the newest of these rows and is killed."""
    rows = model.objects.filter(kind=name) if model is BackgroundJob else model.objects.filter(name=name)
    assert leases.claim(model, rows.latest("pk").pk, label=name)


def _fail_a_scan() -> None:
    """Its last run ended with an error, which its row remembers."""

    def fail():
        raise OSError(28, "磁盘已满")

    name = next(each for each in ticks._scans if each.endswith("forget_drafts"))
    scan = ticks._scans[name]
    ticks._scans[name] = replace(scan, function=fail)
    ticks.run_due()
    ticks._scans[name] = scan


def _show_life() -> None:
    """Signs of life; the clock was last read on another machine, which the installation has left since."""
    for name in (WORKER, BEAT):
        Heartbeat.objects.beat(name)
    Heartbeat.objects.beat(CLOCK, '{"uptime": 5000.0, "boot": "00000000-0000-0000-0000-000000000000"}')


def _photograph(client, number, slot: str, kind: str, colour: str) -> None:
    picture = SimpleUploadedFile("photo.jpg", jpeg(96, 72, colour=colour))
    send(client, "/files/photos/", client_uuid=str(number), slot=slot, kind=kind, photo=picture)


def _pair(person) -> list:
    """With a colleague of the same unit: two inspect."""
    at_hand = type(person).objects.posted_at([person.home_unit.pk], dt.date(2022, 7, 21)).filter(police_status="police")
    return [person, at_hand.exclude(pk=person.pk).first()]


def _hotspot(name: str):
    return model_of("campaigns.hotspot").objects.get(name=name)


def _branch():
    return model_of("accounts.unit").objects.get(kind="branch")
