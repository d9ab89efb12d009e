"""What was typed, as a draft keeps it: {name: [values]} of the raw form."""

import uuid

NOT_KEPT = {"csrfmiddlewaretoken", "action", "part", "form_ticket"}


def payload_of(request) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}


def last(payload: dict, name: str) -> str:
    values = payload.get(name) or [""]
    return values[-1]


def as_uuid(text) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
