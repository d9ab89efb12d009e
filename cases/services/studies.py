"""专题调研 and what follows from it; the counts are read from the cases, never typed."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from baiyi.exchange.photos import attach_form
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from cases import rights
from cases.models import Case, Study, StudyDuty

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
HOURS = ("0—4 时", "4—8 时", "8—12 时", "12—16 时", "16—20 时", "20—24 时")
UNKNOWN = "未填"


@dataclass(frozen=True)
class Distribution:
    """起 by place, by hours of the day, by weekday; the whole is each one's sum."""

    title: str
    counts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """With the percent of the longest, for its bar."""
        most = max((count for _, count in self.counts), default=0) or 1
        return [(label, count, 100 * count // most) for label, count in self.counts]


@transaction.atomic
def add_study(*, by, client_uuid: UUID | None = None, **facts) -> Study:
    """With the photos of its form; the same form twice is one study. Raises PermissionDenied at a unit where the person
    may not record.
    """
    if client_uuid and (known := Study.objects.filter(created_by=by, client_uuid=client_uuid).first()):
        return known
    study = rows.add(Study(client_uuid=client_uuid, **facts), by=by, right=rights.RECORD)
    attach_form(study, client_uuid, by=by)
    return study


@transaction.atomic
def change_study(study: Study, *, by, version: int, **facts) -> Study:
    """Raises StaleRecord, PermissionDenied; MoveRefused when it was voided."""
    return rows.change(study, by=by, right=rights.RECORD, version=version, verb="修改调研", **facts)


@transaction.atomic
def void_study(study: Study, *, by, reason: str, version: int) -> Study:
    """Raises as changing does; MoveRefused while something that follows from it is not done."""
    if study.duties.current().filter(state=StudyDuty.State.OPEN).exists():
        raise MoveRefused("还有没落实的事项，请先办结或作废")
    return rows.void(study, by=by, right=rights.DECIDE, version=version, verb="作废调研", reason=reason)


@transaction.atomic
def set_duty(study: Study, *, by, version: int, **facts) -> StudyDuty:
    """下达 what a unit is to do by a day. Raises StaleRecord, PermissionDenied, MoveRefused."""
    locked = lock(study, version=version)
    if not by.has_perm(rights.DECIDE, locked):
        raise PermissionDenied(rights.DECIDE)
    if locked.voided_at:
        raise MoveRefused("调研已作废，不能再下达事项")
    locked.save(verb=f"下达事项：{facts['task']}"[:60])
    return rows.add(StudyDuty(study=locked, set_on=clock.today(), **facts), by=by, right=rights.DECIDE)


def distributions(study: Study, unit_ids) -> list[Distribution]:
    """Of the cases the study is about that count for these units. One statement."""
    found = Case.objects.current().counted_for(unit_ids).filter(accepted_on__range=(study.since, study.until))
    if study.group:
        found = found.filter(category__group=study.group)
    facts = list(found.order_by().values_list("beat__short_name", "unit__short_name", "happened_at"))
    places = Counter(beat or unit for beat, unit, _ in facts)
    moments = [localtime(at) if at else None for _, _, at in facts]
    return [
        Distribution("按辖区", places.most_common()),
        Distribution("按时段", _counted((HOURS[at.hour // 4] if at else UNKNOWN for at in moments), HOURS)),
        Distribution("按星期", _counted((WEEKDAYS[at.weekday()] if at else UNKNOWN for at in moments), WEEKDAYS)),
    ]


def _counted(labels, order: tuple[str, ...]) -> list[tuple[str, int]]:
    counts = Counter(labels)
    return [(label, counts[label]) for label in (*order, UNKNOWN) if label in order or counts[label]]
