"""我今天的记录: what a person recorded on a day, across the rooms. Each room declares its records here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.db.models import Model
from django.utils.timezone import localtime, make_aware

from baiyi.records.page_parts import PageAction

MOST = 200  # rows of one kind on a day
MORNING_ENDS = dt.time(12)
BEFORE_MIDNIGHT = dt.timedelta(hours=6)


@dataclass(frozen=True)
class OwnKind:
    """Records of one model that are a person's work. `about` says what a row is about, and `related` what that reads
    with it; `undo` is the button that takes it back, while it still may be.
    """

    model: type[Model]
    _: KW_ONLY
    label: str = ""
    about: Callable[[Any], str] = str
    related: tuple[str, ...] = ()
    undo: Callable[[Any, Any], PageAction | None] = lambda record, user: None

    def of(self, user, begins: dt.datetime) -> list["OwnRow"]:
        """One statement, and what `undo` asks."""
        mine = {"created_by": user, "created_at__gte": begins}
        rows = self.model.objects.visible_to(user).filter(**mine).select_related(*self.related)
        return [self._row(each, user) for each in rows.order_by("-created_at", "-pk")[:MOST]]

    def _row(self, record, user) -> "OwnRow":
        label = self.label or str(self.model._meta.verbose_name)
        is_voided = record.voided_at is not None
        undo = None if is_voided else self.undo(record, user)
        return OwnRow(record.created_at, label, self.about(record), record.get_absolute_url(), is_voided, undo)


@dataclass(frozen=True)
class OwnRow:
    at: dt.datetime
    label: str
    about: str
    url: str
    is_voided: bool
    undo: PageAction | None


own_kinds: list[OwnKind] = []  # filled by the rooms
own_more: list[Callable[[Any, dt.datetime], list[OwnRow]]] = []  # acts that are no record of their own


def shift_begins(now: dt.datetime) -> dt.datetime:
    """Midnight; in the morning 18:00 of the evening before, so that a night shift keeps its evening."""
    midnight = make_aware(dt.datetime.combine(localtime(now).date(), dt.time.min))
    return midnight - BEFORE_MIDNIGHT if localtime(now).time() < MORNING_ENDS else midnight


def recorded_by(user, begins: dt.datetime) -> list[OwnRow]:
    """The newest first; a statement a kind."""
    found = [row for kind in own_kinds for row in kind.of(user, begins)]
    found += [row for more in own_more for row in more(user, begins)]
    return sorted(found, key=lambda row: row.at, reverse=True)
