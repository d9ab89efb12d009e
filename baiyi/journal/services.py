"""Registering models with the journal, and writing the lines that no `save()` writes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import KW_ONLY, dataclass
from functools import cache

from auditlog.cid import get_cid
from auditlog.context import auditlog_value, disable_auditlog, set_extra_data
from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.journal.models import Reading
from baiyi.records.fields import unjournaled_fields

_created: ContextVar[list | None] = ContextVar("rows created in this context", default=None)
ALWAYS_EXCLUDED = {"version", "password", "last_login"}


@dataclass(frozen=True)
class PastEvent:
    """What happened to a record before it came into this system, with its own actor and instant."""

    record: models.Model
    verb: str
    _: KW_ONLY
    by: object
    at: dt.datetime
    reason: str = ""
    is_first: bool = False  # the record came to be


def register(model: type[models.Model], *, exclude: Iterable[str] = ()) -> None:
    """Journal every change of the model made through `save()`, never its encrypted fields, fingerprints, and keys.

    `.update()` and `bulk_*` pass the journal by: use `log_bulk`.
    """
    names = {field.name for field in model._meta.concrete_fields}
    auditlog.register(
        model, exclude_fields=sorted(set(exclude) | (ALWAYS_EXCLUDED & names) | unjournaled_fields(model))
    )


def log_bulk(records: Iterable[models.Model], *, verb: str, by, reason: str = "") -> int:
    """One line a record for rows written in bulk; returns how many lines."""
    lines = [line_of(record, LogEntry.Action.UPDATE, by, verb, reason) for record in records]
    LogEntry.objects.bulk_create(lines, batch_size=500)
    return len(lines)


def log_made(records: Iterable[models.Model], *, verb: str, by) -> int:
    """One line a record that was made in bulk, with what it says; returns how many lines."""
    lines = []
    for record in records:
        line = line_of(record, LogEntry.Action.CREATE, by, verb, "")
        line.changes = first_values(record)
        lines.append(line)
    LogEntry.objects.bulk_create(lines, batch_size=500)
    return len(lines)


def log_past(events: Iterable[PastEvent]) -> int:
    """One line an event, dated when it happened; returns how many lines."""
    lines = []
    for event in events:
        action = LogEntry.Action.CREATE if event.is_first else LogEntry.Action.UPDATE
        line = line_of(event.record, action, event.by, event.verb, event.reason)
        line.timestamp = event.at
        lines.append(line)
    LogEntry.objects.bulk_create(lines, batch_size=500)
    return len(lines)


@transaction.atomic
def log_access(record: models.Model, *, by, fields: Iterable[str], reason: str) -> None:
    """A line that somebody read unmasked personal data, with the reason he gave; the names of fields, never their
    values. And whose it is: the record's unit, and the one the person works at.
    """
    entry = line_of(record, LogEntry.Action.ACCESS, by, "查看完整信息", reason)
    entry.additional_data["fields"] = sorted(fields)
    entry.save()
    unit_id = getattr(record, "unit_id", None)
    Reading.objects.create(entry=entry, unit_id=unit_id, reader_unit=by.home_unit, at=entry.timestamp)


def log_readings(record: models.Model, *, units: Mapping[int, int], by, fields: Iterable[str], reason: str) -> None:
    """The same of many records at once: a line and a reading for each unit, with how many of its records were read.
    `record` is what they were read through. Inside the caller's transaction.
    """
    for unit_id, count in units.items():
        entry = line_of(record, LogEntry.Action.ACCESS, by, "查看完整信息", reason)
        entry.additional_data |= {"fields": sorted(fields), "count": count}
        entry.save()
        Reading.objects.create(entry=entry, unit_id=unit_id, reader_unit=by.home_unit, at=entry.timestamp)


@contextmanager
def written_together(by):
    """Rows created inside get their journal lines in one statement at the end. Only for creations: updates would pass
    it by.
    """
    created: list[models.Model] = []
    token = _created.set(created)
    try:
        with disable_auditlog():
            yield
    finally:
        _created.reset(token)
    LogEntry.objects.bulk_create([_creation_line(record, by) for record in created])


@receiver(post_save)
def _remember_created(sender, instance, created, **kwargs) -> None:
    if (remembered := _created.get()) is not None and auditlog.contains(sender):
        if not created:
            raise RuntimeError(f"{instance!r} is changed inside written_together: its journal line would be lost")
        remembered.append(instance)


def _creation_line(record, by) -> LogEntry:
    note = record.get_additional_data() or {}
    line = line_of(record, LogEntry.Action.CREATE, by, note.get("verb", "登记"), note.get("reason", ""))
    line.changes = first_values(record)
    return line


def first_values(record: models.Model) -> dict:
    """What the line of a record that was made says of each field: from nothing to its value. Rows that point at it are
    not asked for: a new one has none.
    """
    return model_instance_diff(None, record, fields_to_check=_own_fields(type(record)))


@cache
def _own_fields(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.get_fields() if field.concrete or not field.auto_created)


def acting(by):
    """Context in which the journal names this person: commands and tasks have no request."""
    return set_extra_data({"actor": by, "remote_addr": None, "remote_port": None})


def line_of(record, action, by, verb: str, reason: str) -> LogEntry:
    return LogEntry(
        content_type=ContentType.objects.get_for_model(record),
        object_pk=str(record.pk),
        object_id=record.pk,
        object_repr=str(record),
        action=action,
        changes={},
        actor=by,
        remote_addr=auditlog_value.get({}).get("remote_addr"),
        cid=get_cid(),
        additional_data={"verb": verb, "reason": reason},
    )
