"""The timeline of a record and of what hangs on it, as sentences."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, DateTimeField, Field, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from baiyi.records.drawn import shortened
from baiyi.records.querysets import About
from baiyi.records.written import written

LENGTH = 30
NEWEST_FIRST = ("-timestamp", "-pk")
HIDDEN = {"id", "created_at", "created_by", "client_uuid", "position"}
DOOR = "door"  # in the note of lines about sign-in and sign-out
VERBS = {
    LogEntry.Action.CREATE: "登记",
    LogEntry.Action.UPDATE: "修改",
    LogEntry.Action.DELETE: "删除",
    LogEntry.Action.ACCESS: "查看完整信息",
}

LINE = """
      <li class="timeline-item">
        <time datetime="{}">{}</time>
        <div>
          <strong>{}</strong> {} <span class="text-weak">{}</span>
          {}
          {}
        </div>
      </li>
    """
CHANGE = """
            <div class="text-weak">{}：{} → {}</div>
          """
MOST_LETTERS = 40  # of what a change says

former_fields: dict[str, dict[str, Field]] = {}  # by model label: fields it had once, which old lines still speak of


class Said(NamedTuple):
    """What a line says, in the journal's own names; no record is made of it."""

    content_type_id: int
    action: int
    changes: dict | None
    additional_data: dict | None
    remote_addr: str | None
    timestamp: datetime
    actor_name: str | None


@dataclass(frozen=True, kw_only=True)
class Line:
    at: datetime  # local
    actor: str
    verb: str
    subject: str
    reason: str
    address: str  # of sign-ins alone
    changes: list[tuple[str, str, str]]  # label, before, after

    @property
    def when(self) -> str:
        return f"{self.at.month}月{self.at.day}日 {self.at:%H:%M}"

    @property
    def drawn(self) -> str:
        """As a record's page shows it; every page has thirty."""
        actor = f"{self.actor} {self.address}" if self.address else self.actor
        reason = format_html('<div class="text-weak">理由：{}</div>', self.reason) if self.reason else ""
        changes = format_html_join("", CHANGE, ((label, *map(_short, words)) for label, *words in self.changes))
        return format_html(LINE, self.at.isoformat(), self.when, self.verb, self.subject, actor, reason, changes)


def timeline(record, related=()) -> list[Line]:
    """Newest first; `related` are records that belong to it (hazards of a notice). One statement."""
    return [_line(Said(*row)) for row in _latest(About([record, *related]).among(LogEntry))]


@written
def _latest(rows: QuerySet) -> QuerySet:
    *own, _ = Said._fields
    return rows.order_by(*NEWEST_FIRST).values_list(*own, "actor__name")[:LENGTH]


def _line(entry: Said) -> Line:
    note = entry.additional_data or {}
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    return Line(
        at=localtime(entry.timestamp),
        actor=entry.actor_name or _nobody(note),
        verb=verb_of(entry),
        subject=str(model._meta.verbose_name) if model else "",
        reason=note.get("reason", ""),
        address=(entry.remote_addr or "") if note.get("event") == DOOR else "",
        changes=_changes(model, entry) if entry.action == LogEntry.Action.UPDATE and model else [],
    )


def _short(words: str) -> str:
    return shortened(words, MOST_LETTERS)


def actor_of(entry: LogEntry) -> str:
    """Nobody is signed in yet when a sign-in fails; what has no address at all the system did by itself."""
    return entry.actor.name if entry.actor else _nobody(entry.additional_data or {})


def _nobody(note: dict) -> str:
    return "未登录" if note.get("is_refused") else "系统"


def verb_of(entry: LogEntry | Said) -> str:
    """The word its writer gave, else the kind of the change."""
    return (entry.additional_data or {}).get("verb") or VERBS[entry.action]


def entries() -> QuerySet:
    """Every line, newest first: for the audit administrator."""
    return with_words(LogEntry.objects.all())


def with_words(rows: QuerySet) -> QuerySet:
    return rows.select_related("actor", "content_type").order_by(*NEWEST_FIRST)


def _changes(model, entry: Said) -> list[tuple[str, str, str]]:
    fields = former_fields.get(model._meta.label_lower, {}) | {
        field.name: field for field in model._meta.concrete_fields
    }
    found = []
    for name, (before, after) in (entry.changes or {}).items():
        field = fields.get(name)
        if field is not None and name not in HIDDEN and not field.is_relation:
            found.append((str(field.verbose_name), _word(field, before), _word(field, after)))
    return found


def _word(field, value) -> str:
    if value in (None, "", "None"):
        return "未填写"
    if isinstance(field, DateTimeField):
        return _local(str(value))
    if isinstance(field, BooleanField):
        return "是" if str(value) == "True" else "否"
    labels = {str(key): label for key, label in field.flatchoices}  # the journal keeps text, whatever the key is
    return str(labels.get(str(value), value))


def _local(stored: str) -> str:
    """The journal keeps instants as UTC without a zone; people read local time."""
    try:
        instant = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    return f"{localtime(instant if instant.tzinfo else instant.replace(tzinfo=UTC)):%Y-%m-%d %H:%M}"
