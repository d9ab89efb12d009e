"""The messages about the demonstration's hotspots, as the schedules would have sent them; never later than its last
instant.
"""

import datetime as dt

from baiyi.notifications.models import Notification
from baiyi.notifications.services import Message, send_many
from campaigns.demo.world import World
from campaigns.weeks import Week
from hotspots import messages
from hotspots.models import HotspotAssignment, SupervisionWeeks
from hotspots.services.instants import opening, reminding

Post = HotspotAssignment.Post
READ_WITHIN = 300  # minutes
LEFT_UNREAD = dt.timedelta(days=1)  # before the last instant


def tell(world: World, places, hours: SupervisionWeeks, weeks: list[Week]) -> None:
    sent: dict[tuple, dt.datetime] = {}
    for kind, found in (
        (messages.ASSIGNED, list(_assigned(places))),
        (messages.WEEK, list(_weekly(places, hours, weeks, opening))),
        (messages.REMINDER, list(_weekly(places, hours, weeks, reminding))),
        (messages.MISSED, list(_missed(places))),
    ):
        due = [(message, at) for message, at in found if at <= world.latest() or kind == messages.WEEK]
        send_many([message for message, _ in due], kind=kind)
        sent |= {
            (kind, message.recipient.pk, message.subject.pk, message.period): min(at, world.latest())
            for message, at in due
        }
    _date(world, sent)


def _date(world: World, sent: dict[tuple, dt.datetime]) -> None:
    """The instants at which they were sent and read."""
    rows = list(Notification.objects.filter(kind__in={key[0] for key in sent}).order_by("pk"))
    for row in rows:
        row.sent_at = sent[row.kind, row.recipient_id, row.object_id, row.period]
        if row.sent_at < world.latest() - LEFT_UNREAD:
            row.read_at = row.sent_at + dt.timedelta(minutes=world.rng.randint(5, READ_WITHIN))
    Notification.objects.bulk_update(rows, ["sent_at", "read_at"])


def _assigned(places):
    for place in places:
        for each in place.assignments:
            facts = {
                "by": each.assigned_by.name,
                "hotspot": place.row.name,
                "post": each.get_post_display(),
                "open": "",
            }
            yield Message(each.person, place.row, str(each.pk), facts=facts), each.assigned_at


def _weekly(places, hours: SupervisionWeeks, weeks: list[Week], moment):
    """To whoever owned it then, unless it was visited before that moment."""
    for number, week in enumerate(weeks):
        at = moment(hours, week)
        for place in places:
            visit = place.visits.get(number)
            if visit is None or visit.created_at > at:
                yield (
                    Message(
                        _owner(place, at), place.row, str(week.starts_on), facts=messages.facts_of_week(place.row, week)
                    ),
                    at,
                )


def _missed(places):
    for place in places:
        for duty in place.duties:
            if duty.missed_at:
                facts = messages.facts_of_week(place.row, duty.week)
                for person in (_owner(place, duty.missed_at), place.people[Post.LEADER]):
                    yield Message(person, place.row, str(duty.starts_on), facts=facts), duty.missed_at


def _owner(place, at: dt.datetime):
    owned = [each for each in place.assignments if each.post == Post.OWNER]
    return [each for each in owned if each.assigned_at <= at or each is owned[0]][-1].person
