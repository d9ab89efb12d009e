"""Who answers for records on a day: 责任人, 所长, 专班, 分管局领导. Asked in bulk, never one by one.

The room of a record says who its 责任人 is (`answerers`); where nobody is, the heads of its unit answer. Postings say
the rest; the room above that runs the campaign says who of the leaders is in charge (`leaders_in_charge`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db import models

from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import Role
from baiyi.records.hooks import Answer


class Part(models.TextChoices):
    RESPONSIBLE = "responsible", "责任人"
    HEAD = "head", "所长"
    TASK_FORCE = "task_force", "专班"
    IN_CHARGE = "in_charge", "分管局领导"


POSTED_AS = {Part.HEAD: Role.CHIEF, Part.TASK_FORCE: Role.OFFICE, Part.IN_CHARGE: Role.LEADER}
Answerer = Callable[[list, date], Mapping[int, Iterable[User]]]  # by pk; a record left out has nobody of its own

answerers: dict[str, Answerer] = {}  # by model label, filled by the rooms
leaders_in_charge = Answer()  # function(records, on) -> users by pk, for those with a leader of their own


def answers_for(label: str):
    """Decorates the function that names the 责任人 of a model's records. Raises ValueError for a second one."""

    def decorate(function: Answerer) -> Answerer:
        if answerers.setdefault(label, function) is not function:
            raise ValueError(f"{label} has an answerer already")
        return function

    return decorate


def answers_by_field(label: str, *fields: str) -> None:
    """The people that these fields of a record name are its 责任人, each once. A statement a field, whatever the
    number.
    """

    @answers_for(label)
    def named(records: list, on: date) -> dict[int, list[User]]:
        models.prefetch_related_objects(records, *fields)
        people = {each.pk: dict.fromkeys(getattr(each, name) for name in fields) for each in records}
        return {pk: [user for user in found if user is not None] for pk, found in people.items()}


def who(records: Iterable[models.Model], part: str, on: date) -> dict[int, list[User]]:
    """People with an active account, by pk of the record; an empty list where nobody is.

    Records are of one model and have `unit`. One or two statements beside the room's own, whatever their number.
    """
    rows = list(records)
    named = _named(rows, part, on)
    found = {row.pk: [user for user in named.get(row.pk, ()) if user.is_active] for row in rows}
    left = [row for row in rows if not found[row.pk]]
    role = POSTED_AS.get(part, Role.CHIEF)
    return found | (_posted(left, role, on) if left else {})


def _named(rows: list, part: str, on: date) -> Mapping[int, Iterable[User]]:
    if part == Part.RESPONSIBLE and rows:
        answer = answerers.get(rows[0]._meta.label_lower)
        return answer(rows, on) if answer else {}
    return leaders_in_charge(rows, on) or {} if part == Part.IN_CHARGE else {}


def _posted(rows: list, role: str, on: date) -> dict[int, list[User]]:
    """Those of the nearest unit that has any, going up from the record's own."""
    above = _parents({row.unit_id for row in rows})
    held = Posting.objects.in_force(on).filter(role=role, unit__in=above, user__is_active=True)
    people = defaultdict(list)
    for posting in held.select_related("user").order_by("pk"):
        people[posting.unit_id].append(posting.user)
    return {row.pk: next((people[unit] for unit in _line(row.unit_id, above) if unit in people), []) for row in rows}


def _parents(units: set[int]) -> dict[int, int | None]:
    """The parent of each of these units and of all above them: one statement, the tree is small."""
    parents = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
    return {unit: parents[unit] for start in units for unit in _line(start, parents)}


def _line(unit: int | None, parents: Mapping[int, int | None]) -> Iterable[int]:
    while unit is not None:
        yield unit
        unit = parents[unit]
