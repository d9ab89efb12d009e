"""What hotspots have people do:
derived from hotspots, visits and assignments, so that done work disappears by itself.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from baiyi.deadlines.receipts import lamp_of_day
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.written import Key, written
from hotspots import rights
from hotspots.models import Hotspot, HotspotAssignment

Post = HotspotAssignment.Post


@todo_sources.register
def weekly_duties(user, on: dt.date) -> Iterator[Todo]:
    """The visits of this week to hotspots the person owns. One statement."""
    for hotspot in _to_supervise(Key(user.pk), on, Hotspot.objects.hangs_on(on)):
        week = hotspot.open_week
        yield Todo(
            hotspot.name,
            address_of("hotspots:supervision-record", hotspot.pk),
            note=f"{hotspot.unit} · {week}",
            due_on=week.ends_on,
            lamp=lamp_of_day(week.ends_on, on=on),
            label="每周督导",
        )


@written
def _to_supervise(person: Key, on: dt.date, hangs_on) -> QuerySet:
    held = HotspotAssignment.objects.in_office(on).filter(person=person, post=Post.OWNER)
    return (
        Hotspot.objects.filter(pk__in=held.values("hotspot"))
        .to_supervise(on)
        .select_related("unit")
        .order_by("week_starts_on", "pk")
    )


@todo_sources.register
def assignments_to_sign(user, on: dt.date) -> Iterator[Todo]:
    """What the person was made to answer for and has not signed for. One statement."""
    for each in _to_sign(Key(user.pk)):
        note = f"{each.hotspot.unit} · {each.assigned_by.name}指定你为{each.get_post_display()}"
        yield Todo(
            each.hotspot.name,
            f"{each.get_absolute_url()}#assignments",
            note=note,
            lamp=lamps.near("待签收"),
            label="责任签收",
        )


@written
def _to_sign(person: Key) -> QuerySet:
    mine = HotspotAssignment.objects.current().filter(person=person)
    waiting = mine.filter(signed_at=None, hotspot__state=Hotspot.State.LISTED)
    return waiting.select_related("hotspot__unit", "assigned_by").order_by("assigned_at", "pk")


@todo_sources.register
def hotspots_without_owner(user, on: dt.date) -> Iterator[Todo]:
    """For the office: merged into one. One statement, none for others."""
    if not user.has_perm(rights.ASSIGN):
        return
    count = Hotspot.objects.unowned(on).filter(unit__in=user.unit_ids(rights.ASSIGN)).count()
    if count:
        url = f"{address_of('hotspots:hotspot-list')}?tab=unowned"
        yield Todo(
            f"{count} 处挂牌整治区域没有责任人",
            url,
            note="每周督导无人可派",
            lamp=lamps.overdue("待指定"),
            label="指定责任人",
        )
