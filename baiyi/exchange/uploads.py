"""Photos that come with a form itself: what works without a script."""

import uuid

from baiyi.exchange.photos import PhotoRefused, add_photo


def store_files(request, slots: dict[str, str], number: uuid.UUID | None) -> list[tuple[str, str]]:
    """`slots` gives the kind of photo by place of the form. Returns (slot, refusal) of those that are no use."""
    refused = []
    for slot, kind in slots.items() if number and request.FILES else ():
        for upload in request.FILES.getlist(f"{slot}-photo"):
            try:
                add_photo(upload=upload, client_uuid=number, slot=slot, kind=kind, by=request.user)
            except PhotoRefused as refusal:
                refused.append((slot, str(refusal)))
    return refused
