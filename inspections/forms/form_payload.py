"""What was typed on the entry page, from the draft back into a form."""

from django.utils.datastructures import MultiValueDict

from inspections.entry_context import EntryContext
from inspections.forms.entry import MOST_AT_ITEM, EntryForm
from inspections.models import Answer

LISTS = {"inspectors"}
SWITCHES = {"issue_now"}


def with_another(payload: dict, row: str) -> dict:
    """One hazard more at this row (item-12), which has a hazard then; as it is when there are as many as may be."""
    slots = [row, *(f"{row}-{number}" for number in range(2, MOST_AT_ITEM + 1))]
    free = next((slot for slot in slots if payload.get(slot) != [Answer.Result.HAZARD]), None)
    return payload | {slot: [Answer.Result.HAZARD.value] for slot in (row, free) if slot}


def without(payload: dict, slot: str) -> dict:
    """One hazard less: nothing of what was typed at this place."""
    return {name: each for name, each in payload.items() if name != slot and not name.startswith(f"{slot}-")}


def initial_of(payload: dict) -> dict:
    """For an unbound form: shown as typed, without complaint. A switch that was off left no trace."""
    values = {name: each if name in LISTS else each[-1] for name, each in payload.items() if each}
    return {"inspectors": []} | values | {name: bool(payload.get(name)) for name in SWITCHES}


def bound_form(payload: dict, visit: EntryContext, *, without: tuple[str, ...] = ()) -> EntryForm:
    """The form as if it were submitted now."""
    return EntryForm(MultiValueDict({name: each for name, each in payload.items() if name not in without}), visit=visit)
