"""检查清单 of a category, from a day on, and the common wordings of its items. An inspection goes on naming the items
it answered in the words they had then.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from inspections.models import Answer, ChecklistItem, Hazard, HazardPhrase, VenueCategory
from inspections.services.categories import may_arrange

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """An item as the checklist is to have it; `item` is the row it goes on from, None for a new one."""

    name: str
    position: int
    item: ChecklistItem | None = None


@dataclass(frozen=True)
class Wording:
    """A phrase as the item is to have it; `phrase` is the row that says something else or the same now."""

    text: str
    measure: str
    phrase: HazardPhrase | None = None


def lasting_items(category: VenueCategory) -> list[ChecklistItem]:
    """The last version: what is in force or planned, without an end."""
    return list(ChecklistItem.objects.filter(category=category, effective_to=None))


def earliest_day(category: VenueCategory) -> dt.date:
    """From which the checklist can be another one: today as long as no inspection used it, and not before one that is
    planned.
    """
    rows = ChecklistItem.objects.filter(category=category)
    used = Answer.objects.filter(item__in=rows).exists() or Hazard.objects.filter(item__in=rows).exists()
    first = clock.today() + ONE_DAY if used else clock.today()
    begins = rows.filter(effective_from__isnull=False).order_by("-effective_from")
    planned = begins.values_list("effective_from", flat=True).first()
    return max(first, planned) if planned else first


@transaction.atomic
def change_checklist(
    category: VenueCategory, *, by, version: int, effective_from: dt.date, lines: Iterable[Line], reason: str
) -> VenueCategory:
    """Items that are not among the lines end the day before. Raises PermissionDenied, StaleRecord, MoveRefused."""
    may_arrange(by)
    locked, lines = lock(category, version=version), list(lines)
    _refuse_lines(lines)
    if effective_from < (earliest := earliest_day(locked)):
        raise MoveRefused(f"新清单最早从 {earliest} 起：以前的检查按原来的清单登记")
    kept = {line.item.pk for line in lines if line.item}
    for item in lasting_items(locked):
        if item.pk not in kept:
            _end(item, effective_from, reason)
    for line in lines:
        _write(locked, line, effective_from, reason)
    locked.version += 1
    locked.save(verb="修改检查清单", reason=reason)
    return locked


@transaction.atomic
def change_phrases(item: ChecklistItem, *, by, wordings: Iterable[Wording], reason: str) -> ChecklistItem:
    """From today on, in this order; what is not among them is offered no more. Raises PermissionDenied, MoveRefused."""
    may_arrange(by)
    first, wordings = ChecklistItem.objects.select_for_update().get(pk=item.line), list(wordings)
    if len({each.text for each in wordings}) < len(wordings):
        raise MoveRefused("标准描述不能重复")
    kept = {each.phrase.pk for each in wordings if each.phrase}
    for phrase in phrases_of(first):
        if phrase.pk not in kept:
            phrase.effective_to = clock.today() - ONE_DAY
            phrase.save(verb="停用标准描述", reason=reason)
    for place, wording in enumerate(wordings, 1):
        _word(first, wording, place, reason)
    return item


def phrases_of(item: ChecklistItem) -> list[HazardPhrase]:
    """Those that are offered, of whatever version of the item."""
    return list(HazardPhrase.objects.filter(item=item.line).in_force(clock.today()))


def _refuse_lines(lines: list[Line]) -> None:
    if not lines:
        raise MoveRefused("检查清单至少要有一项")
    if len({line.name for line in lines}) < len(lines):
        raise MoveRefused("检查项不能重名")


def _end(item: ChecklistItem, day: dt.date, reason: str) -> None:
    """One that would not have begun by then never was."""
    if item.effective_from and item.effective_from >= day:
        item.delete()
        return
    item.effective_to = day - ONE_DAY
    item.save(verb="停用检查项", reason=reason)


def _write(category: VenueCategory, line: Line, day: dt.date, reason: str) -> None:
    """As it is, put right before it begins, or a row of its own that takes over."""
    item, facts = line.item, {"name": line.name, "position": line.position}
    if item is not None and (item.name, item.position) == (line.name, line.position):
        return
    if item is not None and item.effective_from and item.effective_from >= day:
        item.name, item.position = line.name, line.position
        item.save(verb="修改检查项", reason=reason)
        return
    first = None
    if item is not None:
        _end(item, day, reason)
        first = item.first or item
    new = ChecklistItem(category=category, first=first, effective_from=day, **facts)
    new.save(verb="修改检查项" if first else "新增检查项", reason=reason)


def _word(item: ChecklistItem, wording: Wording, place: int, reason: str) -> None:
    phrase = wording.phrase or HazardPhrase(item=item, effective_from=clock.today())
    if (phrase.text, phrase.measure, phrase.position) == (wording.text, wording.measure, place):
        return
    verb = "修改标准描述" if wording.phrase else "新增标准描述"
    phrase.text, phrase.measure, phrase.position = wording.text, wording.measure, place
    phrase.save(verb=verb, reason=reason)
