"""What an entry page knows before anything is typed: the checklist, who may have inspected, what the rule gives."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Max, QuerySet

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.accounts.services import issuing_organ, valid_units
from baiyi.deadlines.calendar import Computation
from baiyi.deadlines.models import LegalBasis
from baiyi.deadlines.services import compute_due
from baiyi.deadlines.workdays import calendar_lately
from baiyi.records import clock
from campaigns.models import Operation
from campaigns.services.operations import operations_at_hand
from inspections import rights
from inspections.models import ChecklistItem, FailedVisit, Hazard, HazardPhrase, Inspection, Venue
from inspections.reading.repeats import before_at
from inspections.reading.team import proposed_of
from inspections.services.merged import survivor_of

SAME_VISIT = dt.timedelta(hours=2)  # somebody else's inspection this recent is worth a hint
MOST_OPERATIONS = 20
SLOT = re.compile(r"item-([0-9]{1,18})(?:-|$)")
KEPT = dt.timedelta(days=31)  # a form begun under the checklist of before is finished under it


class EntryContext:
    """One visit to one venue while `by` enters it. Each part is read when first asked for, in one statement."""

    def __init__(self, venue: Venue, *, by: User):
        self.venue, self.by = venue, by
        self.now = clock.now()
        self.on = clock.today()

    @property
    def may_record(self) -> bool:
        return self.by.has_perm(rights.RECORD, self.venue)

    @property
    def may_issue(self) -> bool:
        return self.by.has_perm(rights.ISSUE, self.venue)

    @cached_property
    def items(self) -> list[ChecklistItem]:
        return list(self._items.in_force(self.on))

    @property
    def _items(self) -> QuerySet:
        return ChecklistItem.objects.filter(category_id=self.venue.category_id)

    def keep_checklist_of(self, names: Iterable[str]) -> None:
        """What a form was begun with lately (`item-12-measure` among its names) is what it goes on with, though another
        checklist took over meanwhile.
        """
        begun = {int(found[1]) for name in names if (found := SLOT.match(name))} - {each.pk for each in self.items}
        if not begun:
            return
        ended = self._items.filter(pk__in=begun, effective_to__gte=self.on - KEPT).aggregate(day=Max("effective_to"))
        if ended["day"]:
            self.items = list(self._items.in_force(ended["day"]))

    @cached_property
    def phrases(self) -> dict[int, list[HazardPhrase]]:
        """By the line of their item."""
        found: dict[int, list[HazardPhrase]] = {}
        for phrase in HazardPhrase.objects.filter(item__category_id=self.venue.category_id).in_force(self.on):
            found.setdefault(phrase.item_id, []).append(phrase)
        return found

    @cached_property
    def people(self) -> dict[str, User]:
        """Who may have inspected, by pk as text: posted in the user's units; for a 警务室 its station too."""
        units = set(self.by.unit_ids()) | {self.venue.unit_id}
        units |= {each.unit.parent_id for each in self.by.current_postings if each.unit.kind == UnitKind.POST}
        return {str(person.pk): person for person in User.objects.posted_at(units, self.on)}

    @cached_property
    def usual_team(self) -> list[str]:
        """The user and the first of his last inspection, as far as they are still here."""
        last = Inspection.objects.current().filter(created_by=self.by).order_by("-pk").values("pk")[:1]
        team = Inspection.inspectors.through.objects.filter(inspection__in=list(last.values_list("pk", flat=True)))
        went = map(str, team.order_by("pk").values_list("user_id", flat=True))
        partners = proposed_of(self.by, [self.people[pk] for pk in went if pk in self.people])
        return [str(each.pk) for each in (self.by, *partners) if str(each.pk) in self.people]

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Joint operations that run or just ended: the branch's, and those of the user's own units."""
        return {str(each.pk): each for each in operations_at_hand(self.by, self.now)[:MOST_OPERATIONS]}

    @property
    def running_operation(self) -> str:
        """The one that runs now; empty when none or several do."""
        running = [pk for pk, each in self.operations.items() if each.ends_at >= self.now]
        return running[0] if len(running) == 1 else ""

    @cached_property
    def partners(self) -> dict[str, Unit]:
        return {str(unit.pk): unit for unit in valid_units().filter(kind=UnitKind.PARTNER)}

    @cached_property
    def bases(self) -> dict[str, LegalBasis]:
        """What a notice for this category may rest on today, the usual one first."""
        return {str(basis.pk): basis for basis in self.venue.category.bases_in_force(self.on)}

    @cached_property
    def planned(self) -> Computation:
        return compute_due(self.venue.category.rule.on(self.on), self.on, calendar=calendar_lately())

    @cached_property
    def organ_name(self) -> str:
        """In whose name a notice goes out. Raises ValidationError when the organisation names none."""
        return issuing_organ(self.venue.unit)[1].name

    @cached_property
    def recent(self) -> list[Inspection]:
        """The venue's latest visits, newest first."""
        rows = Inspection.objects.current().filter(venue=self.venue).select_related("created_by")
        return list(rows.order_by("-inspected_at", "-pk")[:5])

    @cached_property
    def before(self) -> dict[int | None, list[Hazard]]:
        """Hazards of the venue that would be repeats, by item."""
        return before_at(self.venue, self.on)

    @cached_property
    def failed(self) -> FailedVisit | None:
        """The last visit that found nobody, when nobody inspected here since."""
        rows = FailedVisit.objects.current().filter(venue=self.venue).select_related("created_by")
        last = rows.order_by("-visited_at", "-pk").first()
        is_news = last and not any(each.inspected_at > last.visited_at for each in self.recent)
        return last if is_news else None

    @property
    def just_inspected(self) -> Inspection | None:
        """Somebody else's visit of the last two hours."""
        since = self.now - SAME_VISIT
        return next(
            (each for each in self.recent if each.inspected_at >= since and each.created_by_id != self.by.pk), None
        )


def find_entry_context(user: User, venue: str) -> EntryContext | None:
    """None when there is no such venue for this user. Of one that was merged into another, that other one."""
    if not venue.isdecimal() or len(venue) > len(str(2**63)):
        return None
    rows = (
        Venue.objects.visible_to(user)
        .current()
        .with_history()
        .select_related("category__rule__basis", "unit__parent__parent")
    )
    found = rows.filter(pk=int(venue)).first() or _other_of(rows, int(venue))
    return EntryContext(found, by=user) if found else None


def _other_of(rows: QuerySet, merged: int) -> Venue | None:
    """The venue among the rows that a merged one belongs to now."""
    known = Venue.objects.filter(pk=merged, merged_into__isnull=False).first()
    return rows.filter(pk=survivor_of(known).pk).first() if known else None
