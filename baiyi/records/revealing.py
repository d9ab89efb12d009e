"""Personal data in full, for a reason: checked, a line of the journal, then shown. The one way to it for every room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from baiyi.records.moves import MoveRefused
from baiyi.records.reasons import why_refused
from baiyi.records.signals import revealed


@dataclass(frozen=True)
class Revealed:
    """A field in full."""

    label: str
    value: Any


@transaction.atomic
def reveal(record: Model, *, fields: Iterable[str], right: str, reason: str, by) -> list[Revealed]:
    """The fields as they are stored now, once the line about the reading is written: without a line nobody reads.

    A field of rows that belong to the record is named through its relation (`parties__name`). A voided record gives
    nothing away: nobody works on it any more, and its past stands on its page.
    Raises PermissionDenied when the right is not held over the record as it is now, MoveRefused with a sentence for a
    voided record or a poor reason, RuntimeError when nobody writes the line.
    """
    names, now = tuple(fields), type(record)._base_manager.get(pk=record.pk)
    if not by.has_perm(right, now):
        raise PermissionDenied(right)
    if getattr(now, "voided_at", None) is not None:
        raise MoveRefused(f"{now}已作废，不再提供完整的个人信息")
    if refusal := why_refused(reason):
        raise MoveRefused(refusal)
    if not revealed.send(type(now), record=now, by=by, fields=names, reason=reason):
        raise RuntimeError("nobody writes the line about this reading")
    return [each for name in names for each in _values(now, name)]


def _values(record: Model, name: str) -> Iterator[Revealed]:
    relation, _, of_row = name.rpartition("__")
    if not relation:
        yield Revealed(_label(record, name), getattr(record, name))
        return
    for number, row in enumerate(getattr(record, relation).order_by("pk"), 1):
        yield Revealed(f"{row._meta.verbose_name}{number} {_label(row, of_row)}", getattr(row, of_row))


def _label(record: Model, name: str) -> str:
    return str(record._meta.get_field(name).verbose_name)
