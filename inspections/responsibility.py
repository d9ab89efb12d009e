"""Who answers for a notice or a hazard: the venue's responsible officer, else who registered the inspection, else the
chiefs of its unit. What is handed over, and what a unit has open.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from baiyi.accounts import holdings
from baiyi.accounts.answering import answers_for
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import SEES_SUBTREE
from baiyi.records import clock
from inspections import rights
from inspections.models import Hazard, RectificationNotice, SweepGroup, Venue


def with_answering(rows: QuerySet, on: dt.date) -> QuerySet:
    """Adds answering_id: somebody with an account and a posting that day which lets him see the record; None means the
    chiefs.
    """
    return rows.annotate(
        answering_id=Case(
            When(_works_there("venue__responsible", on), then=F("venue__responsible")),
            When(_works_there("inspection__created_by", on), then=F("inspection__created_by")),
        )
    )


@answers_for("inspections.hazard")
@answers_for("inspections.rectificationnotice")
def answering_people(records: list[Hazard] | list[RectificationNotice], on: dt.date) -> dict[int, list[User]]:
    """Two statements."""
    rows = with_answering(type(records[0]).objects.filter(pk__in=[each.pk for each in records]), on)
    answering = dict(rows.order_by().values_list("pk", "answering_id"))
    people = User.objects.in_bulk(set(answering.values()) - {None})
    return {pk: [people[person]] for pk, person in answering.items() if person}


def answered_by(notices: QuerySet, user, on: dt.date) -> QuerySet:
    """Those the user answers for; as a chief also those nobody else answers for."""
    return with_answering(notices, on).filter(
        Q(answering_id=user.pk) | Q(answering_id=None, unit__in=user.unit_ids(rights.DECIDE))
    )


def _works_there(person: str, on: dt.date) -> Exists:
    above = Q(unit=OuterRef("unit")) | Q(unit=OuterRef("unit__parent")) | Q(unit=OuterRef("unit__parent__parent"))
    postings = Posting.objects.in_force(on).filter(user=OuterRef(person), user__is_active=True, role__in=SEES_SUBTREE)
    return Exists(postings.filter(above))


holdings.register_field("venues", label="责任场所", rows=Venue.objects.current, field="responsible")
holdings.register_field(
    "sweep-groups",
    label="任组长的清查组",
    rows=lambda: SweepGroup.objects.current().filter(operation__ends_at__gt=clock.now()),
    field="leader",
)


@holdings.work_of_units.append
def open_inspections(unit: Unit) -> Iterator[holdings.Work]:
    yield "在册场所", Venue.objects.current().filter(unit=unit).count()
    yield "未销号隐患", Hazard.objects.open().filter(unit=unit).count()
    notices = RectificationNotice.objects.current().filter(state__in=RectificationNotice.OPEN)
    yield "未办结通知书", notices.filter(unit=unit).count()
