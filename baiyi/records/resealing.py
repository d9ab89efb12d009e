"""After a rotation of keys, or when a fingerprint comes to rows that are there: sealed anew under the key of today."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from baiyi.records.fields import fingerprints_of, private_fields

CHUNK = 200


def seal_again(model: type[models.Model]) -> int:
    """Returns how many rows were written. What the rows say stays, so neither version nor journal knows of it.

    A chunk is a transaction; cut off, it goes on where it was when it is called again.
    Raises CannotDecrypt at a row whose key is no longer known.
    """
    done, last = 0, 0
    while rows := _next(model, last):
        done, last = done + len(rows), rows[-1].pk
    return done


@transaction.atomic
def _next(model: type[models.Model], last: int) -> list[models.Model]:
    names = sorted(private_fields(model))
    stored = {f"stored_{name}": Cast(name, TextField()) for name in names}  # as it stands in the table
    found = model._base_manager.annotate(**stored).filter(_is_old(model, names), pk__gt=last).order_by("pk")
    rows = list(found.select_for_update(of=("self",), no_key=True)[:CHUNK])
    for field in fingerprints_of(model):
        for row in rows:
            field.pre_save(row, add=False)
    model._base_manager.bulk_update(rows, names)
    return rows


def _is_old(model: type[models.Model], names: list[str]) -> Q:
    """Something is stored under another key, or has no fingerprint yet."""
    current = f"{settings.FIELD_KEY_ID}:"
    old = Q()
    for name in names:
        old |= ~Q(**{f"stored_{name}": ""}) & ~Q(**{f"stored_{name}__startswith": current})
    for field in fingerprints_of(model):
        old |= Q(**{f"stored_{field.name}": ""}) & ~Q(**{f"stored_{field.of}": ""})
    return old
