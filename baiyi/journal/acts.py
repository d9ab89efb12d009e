"""What a person did to records, as the journal tells it: acts for which no field of the record names somebody."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from baiyi.records.own import MOST, OwnRow


@dataclass(frozen=True)
class ActKind:
    """Acts on records of one model: `said` is what the list calls each verb of the journal; `about` and `related` as
    of OwnKind.
    """

    model: type[Model]
    said: dict[str, str]
    _: KW_ONLY
    about: Callable[[Any], str] = str
    related: tuple[str, ...] = ()

    def rows(self, lines: list[LogEntry], user) -> list[OwnRow]:
        """One statement. What the person may no longer see is left out."""
        seen = self.model.objects.visible_to(user).select_related(*self.related)
        records = seen.in_bulk([line.object_id for line in lines])
        return [self._row(line, records[line.object_id]) for line in lines if line.object_id in records]

    def _row(self, line: LogEntry, record) -> OwnRow:
        label = self.said[line.additional_data["verb"]]
        return OwnRow(line.timestamp, label, self.about(record), record.get_absolute_url(), False, None)


def own_acts(user, begins: dt.datetime, kinds: Iterable[ActKind]) -> list[OwnRow]:
    """One statement, and one for each kind that has any."""
    by_type: dict[int, list[LogEntry]] = {}
    types = {ContentType.objects.get_for_model(kind.model).pk: kind for kind in kinds}
    verbs = sorted({verb for kind in kinds for verb in kind.said})
    lines = LogEntry.objects.filter(actor=user, timestamp__gte=begins, content_type__in=types)
    for line in lines.filter(additional_data__verb__in=verbs).order_by("-timestamp", "-pk")[:MOST]:
        kind = types[line.content_type_id]
        if line.additional_data["verb"] in kind.said:
            by_type.setdefault(line.content_type_id, []).append(line)
    return [row for pk, found in by_type.items() for row in types[pk].rows(found, user)]


def value_before(record: Model, field: str, *, verb: str) -> str:
    """What a field said before the last act of that verb, as the journal writes it; empty when it said nothing, or the
    act left it alone. One statement.
    """
    of_record = {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}
    line = LogEntry.objects.filter(**of_record, additional_data__verb=verb).order_by("-pk").first()
    before = (line.changes or {}).get(field, ["None"])[0] if line else "None"
    return "" if before in {None, "None"} else str(before)
