"""How a sweep stands: by group, what is covered, left, found and reported. Two statements, however many groups and
venues.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value

from campaigns.models import Operation
from inspections.models import (
    Hazard,
    Inspection,
    RectificationNotice,
    SweepGroup,
    SweepReport,
    SweepSignOn,
    SweepVenue,
)
from inspections.services.sweeps.days import day_of

LISTED, COVERED, FAILED, VISITED, VISITS, NOTICES, SIGNED, REPORTED = (
    "listed", "covered", "failed", "visited", "visits", "notices", "signed", "reported",
)  # fmt: skip
DISPOSALS = tuple(Hazard.Disposal)


@dataclass
class Standing:
    """Of a group, of what is on nobody's list (计划外), or of all together: 家, 家次, 处, 份, 人.

    Of `counts`, `visited` are 家 and `visits` 家次 that were inspected in the operation.
    """

    label: str
    group: SweepGroup | None = None
    counts: Counter = field(default_factory=Counter)

    @property
    def left(self) -> int:
        return self.counts[LISTED] - self.counts[COVERED] - self.counts[FAILED]

    @property
    def hazards(self) -> int:
        return sum(self.counts[each.value] for each in DISPOSALS)

    @property
    def percent(self) -> int | None:
        """Whole percent of the listed venues that are covered, rounded down; None of none."""
        listed = self.counts[LISTED]
        return 100 * self.counts[COVERED] // listed if listed else None


@dataclass(frozen=True)
class Sweep:
    groups: list[Standing]
    off_plan: Standing
    total: Standing

    @property
    def rows(self) -> list[Standing]:
        """What stands in the table, above the total."""
        return [*self.groups, self.off_plan] if self.off_plan.counts[VISITS] else self.groups


def read_sweep(operation: Operation, *, user, at: dt.datetime) -> Sweep:
    """Of what the person may see. Signing on and reports are those of the reporting day of that instant."""
    known = SweepGroup.objects.visible_to(user).current().filter(operation=operation)
    groups = {each.pk: Standing(each.name, each) for each in known.select_related("unit", "leader").order_by("pk")}
    off_plan, total = Standing("计划外"), Standing("合计")
    for kind, group, count in _counts(operation, user, day_of(operation, at)):
        standing = groups.get(group) if group else off_plan
        if standing is not None:  # else of a group that the person does not see
            standing.counts[kind] += count
            total.counts[kind] += count
    return Sweep(list(groups.values()), off_plan, total)


def _counts(operation: Operation, user, day: dt.date) -> Iterable[tuple[str, int | None, int]]:
    """(what, group, how many). One statement."""
    first, *others = (_by_group(kind, rows, path, of) for kind, rows, path, of in _asked(operation, user, day))
    return first.union(*others, all=True)


def _asked(operation: Operation, user, day: dt.date):
    listed = SweepVenue.objects.visible_to(user).current().filter(operation=operation)
    visits = _on_lists(Inspection.objects.visible_to(user).current().filter(operation=operation), operation, "venue")
    found = Hazard.objects.visible_to(user).current().filter(inspection__operation=operation)
    notices = RectificationNotice.objects.visible_to(user).issued().filter(inspection__operation=operation)
    mine = {"group__operation": operation, "reported_on": day}
    groups = SweepGroup.objects.visible_to(user).current().filter(operation=operation)
    yield LISTED, listed, "group", "pk"
    yield COVERED, listed.covered(), "group", "pk"
    yield FAILED, listed.failed(), "group", "pk"
    yield VISITED, visits, "on_list_of", "venue"
    yield VISITS, visits, "on_list_of", "pk"
    yield NOTICES, _on_lists(notices, operation, "venue"), "on_list_of", "pk"
    for disposal in DISPOSALS:
        of_one = found.filter(disposal=disposal)
        yield disposal.value, _on_lists(of_one, operation, "venue"), "on_list_of", "pk"
    yield SIGNED, SweepSignOn.objects.filter(group__in=groups.order_by().values("pk"), **mine), "group", "pk"
    yield REPORTED, SweepReport.objects.visible_to(user).current().filter(**mine), "group", "pk"


def _on_lists(rows: QuerySet, operation: Operation, venue: str) -> QuerySet:
    """Adds on_list_of: the group on whose list the venue stands; None for 计划外."""
    lists = SweepVenue.objects.current().filter(operation=operation, venue=OuterRef(venue))
    return rows.annotate(on_list_of=Subquery(lists.values("group")[:1]))


def _by_group(kind: str, rows: QuerySet, path: str, of: str) -> QuerySet:
    counted = rows.order_by().values(path).annotate(number=Count(of, distinct=of != "pk"))
    return counted.annotate(kind=Value(kind)).values_list("kind", path, "number")
