"""What a browser sends from the entry page."""

import uuid

from baiyi.records import clock
from inspections.models import ChecklistItem

ENTRY = "/inspections/entry/"


def typed_for(venue, inspectors, **changes) -> dict:
    """Everything normal."""
    items = ChecklistItem.objects.filter(category=venue.category)
    return {
        "client_uuid": str(uuid.uuid4()),
        "venue": str(venue.pk),
        "inspected_at": f"{clock.now():%Y-%m-%dT%H:%M}",
        "inspectors": [str(person.pk) for person in inspectors],
        "issue_now": "on",
        **{f"item-{item.pk}": "normal" for item in items},
    } | changes


def hazard_at(venue, place: int = 0, **changes) -> dict:
    """The fields of one hazard under the checklist item at that place."""
    slot = f"item-{ChecklistItem.objects.filter(category=venue.category)[place].pk}"
    facts = {"description": "监控录像仅留存18日", "grade": "ordinary", "disposal": "by_date"} | changes
    return {slot: "hazard"} | {f"{slot}-{name}": value for name, value in facts.items()}


def notice_words(client, review: str) -> dict:
    """The notice check as it is shown, with who signed for it, ready to be confirmed."""
    form = client.get(review).context["form"]
    shown = {form[name].html_name: form[name].value() or "" for name in form.fields if name != "later"}
    return shown | {"notice-receiver_name": "王签收"}
