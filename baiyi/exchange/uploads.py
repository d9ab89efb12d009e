"""Photos that come with a form itself: what works without a script."""

import hashlib
import uuid

from baiyi.exchange.photos import add_photo, withdraw_upload
from baiyi.exchange.refusals import PhotoRefused
from baiyi.records.form_payload import as_uuid

WITHDRAWN = "withdrawn-photo"  # field of the form: keys of uploads that were dropped while the server was out of reach


def store_files(request, slots: dict[str, str], number: uuid.UUID | None) -> list[tuple[str, str]]:
    """`slots` gives the kind of photo by place of the form. Returns (slot, refusal) of those that are no use.

    The same file in the same place of the same form is one photo, however often the form is sent.
    """
    _withdraw(request)
    refused = []
    for slot, kind in slots.items() if number and request.FILES else ():
        for upload in request.FILES.getlist(f"{slot}-photo"):
            try:
                key = key_of(upload, number, slot)
                add_photo(upload=upload, client_uuid=number, slot=slot, kind=kind, by=request.user, key=key)
            except PhotoRefused as refusal:
                refused.append((slot, str(refusal)))
    return refused


def key_of(upload, number: uuid.UUID, slot: str) -> uuid.UUID:
    """Of a file that no script gave one."""
    content = hashlib.sha256()
    for chunk in upload.chunks():
        content.update(chunk)
    return uuid.uuid5(number, f"{slot} {content.hexdigest()}")


def _withdraw(request) -> None:
    for text in request.POST.getlist(WITHDRAWN):
        if (key := as_uuid(text)) is not None:
            withdraw_upload(key=key, by=request.user)
