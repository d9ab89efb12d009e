"""How often a venue is to be inspected, and why: its category's interval, or a shorter one for a ground that holds."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from baiyi.deadlines.at_hand import whether
from inspections.models import Hazard, Venue, VenueCategory, VenueGroup
from inspections.models.intervals import IntervalRule
from inspections.reading.repeats import WITHIN

Ground = IntervalRule.Ground
EXAMPLE = "间隔天数为示例，以本地规定为准"


@dataclass(frozen=True)
class Interval:
    """`days` are natural days; `grounds` are the words of what makes it so, the category's name when nothing does."""

    days: int
    grounds: tuple[str, ...]
    is_example: bool

    def __str__(self) -> str:
        said = f"每 {self.days} 天一查：{'；'.join(self.grounds)}"
        return f"{said}（{EXAMPLE}）" if self.is_example else said


def holds(ground: str, on: dt.date) -> Q:
    """That a venue has that ground on that day."""
    if ground == Ground.HAZMAT:
        return Q(category__group=VenueGroup.HAZMAT)
    if ground == Ground.HIGH_RISK:
        return Q(is_high_risk=True)
    found = {Ground.MAJOR: _major, Ground.OVERDUE: Hazard.objects.overdue, Ground.REPEAT: _repeated}[ground](on)
    return Q(Exists(found.filter(venue=OuterRef("pk")).order_by()))


def run_out(on: dt.date) -> Q:
    """For rows of `with_history`: never inspected, or longer ago than an interval that binds. One statement."""
    condition = Q(last_inspected_on=None)
    for kind, key, days in _intervals(on):
        binds = Q(category=int(key)) if kind == "category" else holds(key, on)
        condition |= Q(last_inspected_on__lte=on - dt.timedelta(days=days)) & binds
    return condition


def interval_of(venue: Venue, on: dt.date) -> Interval:
    """Two statements."""
    found = list(IntervalRule.objects.in_force(on).filter(Q(category=None) | Q(category=venue.category_id)))
    rules = [rule for rule in found if rule.ground]
    own = next((rule.inspect_every for rule in found if not rule.ground), venue.category.inspect_every)
    usual = Interval(own, (venue.category.name,), is_example=False)
    asked = {rule.ground: holds(rule.ground, on) for rule in rules}
    rows = Venue.objects.filter(pk=venue.pk).annotate(**{name: whether(such) for name, such in asked.items()})
    held = rows.values(*asked).first() or {}
    binding = [rule for rule in rules if held.get(rule.ground) and rule.inspect_every <= usual.days]
    if not binding:
        return usual
    days = min(rule.inspect_every for rule in binding)
    words = tuple(rule.get_ground_display() for rule in binding)
    is_example = any(rule.is_example for rule in binding if rule.inspect_every == days)
    return Interval(days, words, is_example and days < usual.days)


def _intervals(on: dt.date) -> list[tuple[str, str, int]]:
    """(category or ground, which, days) as they are on that day, in one statement."""
    rules = IntervalRule.objects.in_force(on).order_by()
    own = rules.filter(category=OuterRef("pk")).values("inspect_every")[:1]
    categories = VenueCategory.objects.order_by().annotate(
        kind=Value("category"), key=Cast("pk", CharField(max_length=20)), days=Coalesce(Subquery(own), "inspect_every")
    )
    grounds = rules.of_grounds().annotate(kind=Value("ground"))
    of_categories = categories.values_list("kind", "key", "days")
    return list(of_categories.union(grounds.values_list("kind", "ground", "inspect_every"), all=True))


def _major(on: dt.date):
    return Hazard.objects.open().filter(grade=Hazard.Grade.MAJOR)


def _repeated(on: dt.date):
    """Hazards of an item that an earlier inspection of these twelve months found at the same venue."""
    lately = Hazard.objects.current().filter(item__isnull=False, found_on__gt=on - WITHIN, found_on__lte=on)
    lately = lately.annotate(line=Coalesce("item__first", "item"))
    earlier = lately.filter(venue=OuterRef("venue"), line=OuterRef("line"), found_on__lt=OuterRef("found_on"))
    return lately.filter(Exists(earlier.order_by()))
