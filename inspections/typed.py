"""What was typed, as a draft keeps it: {name: [values]} of the raw form, and back into a form."""

import uuid

from django.utils.datastructures import MultiValueDict

from baiyi.exchange.photos import PhotoRefused, add_photo
from inspections.forms.entry import EntryForm
from inspections.occasion import Occasion

NOT_KEPT = {"csrfmiddlewaretoken", "action", "part"}
LISTS = {"inspectors"}
SWITCHES = {"issue_now"}


def payload_of(request) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}


def last(payload: dict, name: str) -> str:
    values = payload.get(name) or [""]
    return values[-1]


def initial_of(payload: dict) -> dict:
    """For an unbound form: shown as typed, without complaint. A switch that was off left no trace."""
    values = {name: each if name in LISTS else each[-1] for name, each in payload.items() if each}
    return {"inspectors": []} | values | {name: bool(payload.get(name)) for name in SWITCHES}


def bound_form(payload: dict, occasion: Occasion, *, without: tuple[str, ...] = ()) -> EntryForm:
    """The form as if it were submitted now."""
    return EntryForm(MultiValueDict({name: each for name, each in payload.items() if name not in without}), occasion=occasion)


def as_uuid(text) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def store_files(request, slots: dict[str, str], number: uuid.UUID | None) -> list[tuple[str, str]]:
    """Photos that came with the form itself (no script). Returns (slot, refusal) of those that are no use."""
    refused = []
    for slot, kind in slots.items() if number and request.FILES else ():
        for upload in request.FILES.getlist(f"{slot}-photo"):
            try:
                add_photo(upload=upload, client_uuid=number, slot=slot, kind=kind, by=request.user)
            except PhotoRefused as refusal:
                refused.append((slot, str(refusal)))
    return refused
