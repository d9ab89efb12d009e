"""What was typed on the entry page, from the draft back into a form."""

from django.utils.datastructures import MultiValueDict

from inspections.entry_context import EntryContext
from inspections.forms.entry import EntryForm

LISTS = {"inspectors"}
SWITCHES = {"issue_now"}


def initial_of(payload: dict) -> dict:
    """For an unbound form: shown as typed, without complaint. A switch that was off left no trace."""
    values = {name: each if name in LISTS else each[-1] for name, each in payload.items() if each}
    return {"inspectors": []} | values | {name: bool(payload.get(name)) for name in SWITCHES}


def bound_form(payload: dict, visit: EntryContext, *, without: tuple[str, ...] = ()) -> EntryForm:
    """The form as if it were submitted now."""
    return EntryForm(MultiValueDict({name: each for name, each in payload.items() if name not in without}), visit=visit)
