"""What happens at an hour: an app registers a schedule; the tick offers its slots, each once whatever the clocks do,
and runs them.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from enum import Enum

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from baiyi.jobs import leases
from baiyi.jobs.leases import Progress
from baiyi.jobs.models import ScheduledRun
from baiyi.records import clock

log = logging.getLogger(__name__)
LATE_AFTER = dt.timedelta(minutes=30)
FIRST_LOOK_BACK = dt.timedelta(days=7)  # of a schedule that has never run
MOST_AT_ONCE = 60  # slots one offer makes; the next offer goes on
HORIZONS = (dt.timedelta(days=8), dt.timedelta(days=400))  # how far the next slot is looked for

Instants = Callable[
    [dt.datetime, dt.datetime], list[dt.datetime]
]  # (since, until] -> the slots in it, ascending, aware


class CatchUp(Enum):
    """After downtime: run every missed slot in order, or only the latest one."""

    EACH = "each"
    LATEST = "latest"


@dataclass(frozen=True)
class Slot:
    """One moment at which something is to run. `is_late`: it runs more than 30 minutes after; what it sends is marked
    补发.
    """

    name: str
    at: dt.datetime
    is_late: bool = False

    @property
    def on(self) -> dt.date:
        """Local date of `at`."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Schedule:
    name: str
    _: KW_ONLY
    label: str
    work: Callable[[Slot, Progress], object]
    instants: Instants
    catch_up: CatchUp


@dataclass(frozen=True, kw_only=True)
class ScheduleState:
    """`last` is the row of the latest slot, `open_runs` those that wait or run, `dead` those put aside, `unmade`
    moments without a row.
    """

    name: str
    label: str
    last: ScheduledRun | None
    next_at: dt.datetime | None
    open_runs: list[ScheduledRun]
    dead: list[ScheduledRun]
    unmade: list[dt.datetime]


_schedules: dict[str, Schedule] = {}


def register(
    name: str, *, label: str, work: Callable[[Slot, Progress], object], instants: Instants, catch_up: CatchUp
) -> None:
    """Run `work(slot, progress)` for every slot of `instants`.

    `work` may be cut off and begun again, so its effects are unique rows; it commits in chunks of at most 100 and calls
    `progress.advance` after each. `instants` is called at every tick: at most one statement.
    """
    _schedules[name] = Schedule(name, label=label, work=work, instants=instants, catch_up=catch_up)


def label_of(name: str) -> str:
    return _schedules[name].label if name in _schedules else name


def daily(at: dt.time) -> Instants:
    """Every day at this local time."""
    return lambda since, until: [moment for moment in _each_day(at, since, until) if since < moment <= until]


def weekly(weekday: int, at: dt.time) -> Instants:
    """Every week at this local time; 0 is Monday."""
    every_day = daily(at)
    return lambda since, until: [
        each for each in every_day(since, until) if timezone.localtime(each).weekday() == weekday
    ]


def _each_day(at: dt.time, since: dt.datetime, until: dt.datetime):
    first, last = timezone.localdate(since), timezone.localdate(until)
    for number in range((last - first).days + 1):
        yield timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=number), at))


def offer(now: dt.datetime | None = None) -> int:
    """Make the rows of the slots that have come since the latest one that has a row; returns how many.

    A slot that has a row is never made again, so a clock that was set back repeats nothing.
    """
    now = now or clock.now()
    is_near = Q(
        slot__lte=now + FIRST_LOOK_BACK
    )  # a row further ahead was made by a clock that was wrong and says nothing
    latest = dict(
        ScheduledRun.objects.filter(is_near).values_list("name").annotate(last=Max("slot", filter=Q(slot__lte=now)))
    )
    missing = [
        ScheduledRun(name=each.name, slot=at) for each in _schedules.values() for at in _missing(each, latest, now)
    ]
    if missing:
        ScheduledRun.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _missing(schedule: Schedule, latest: dict[str, dt.datetime | None], now: dt.datetime) -> list[dt.datetime]:
    base = latest.get(schedule.name)
    if base is None and schedule.name in latest:  # its first row lies just ahead: the clock was set back to before it
        return []
    try:
        found = schedule.instants(base or now - FIRST_LOOK_BACK, now)
    except Exception:  # one that cannot say its moments stops no other
        log.exception("the moments of %s cannot be told", schedule.name)
        return []
    if base is None or schedule.catch_up is CatchUp.LATEST:
        return found[-1:]
    return found[:MOST_AT_ONCE]


def run_due(now: dt.datetime | None = None) -> int:
    """Claim and run what is due, in the order of the slots, each failing alone; returns how many this worker ran."""
    now = now or clock.now()
    rows = ScheduledRun.objects.claimable(timezone.now()).filter(slot__lte=now, name__in=list(_schedules))
    return sum(
        _run_one(_schedules[name], pk, slot, now)
        for pk, name, slot in rows.order_by("slot", "pk").values_list("pk", "name", "slot")
    )


def _run_one(schedule: Schedule, pk: int, at: dt.datetime, now: dt.datetime) -> bool:
    slot = Slot(schedule.name, timezone.localtime(at), now - at > LATE_AFTER)
    row = leases.claim(ScheduledRun, pk, label=schedule.label, is_late=slot.is_late)
    if row is None:
        return False

    def work(progress: Progress) -> dict:
        schedule.work(slot, progress)
        return {}

    leases.run(row, work, label=schedule.label)
    return True


def overview(now: dt.datetime | None = None) -> list[ScheduleState]:
    """How every schedule stands: two statements, besides those of the schedules' own `instants`."""
    now = now or clock.now()
    newest = ScheduledRun.objects.filter(name=OuterRef("name"), slot__lte=now).order_by("-slot").values("slot")[:1]
    last = {row.name: row for row in ScheduledRun.objects.filter(slot=Subquery(newest))}
    unfinished = list(
        ScheduledRun.objects.exclude(state=ScheduledRun.State.DONE).filter(slot__lte=now).order_by("slot")
    )
    return [
        _state(each, last.get(each.name), [row for row in unfinished if row.name == each.name], now)
        for each in _schedules.values()
    ]


def _state(
    schedule: Schedule, last: ScheduledRun | None, unfinished: list[ScheduledRun], now: dt.datetime
) -> ScheduleState:
    dead = [row for row in unfinished if row.state == ScheduledRun.State.DEAD]
    waiting = [row for row in unfinished if row.state != ScheduledRun.State.DEAD]
    unmade = schedule.instants(last.slot, now) if last else []
    return ScheduleState(
        name=schedule.name,
        label=schedule.label,
        last=last,
        next_at=next_slot(schedule.instants, now),
        open_runs=waiting,
        dead=dead,
        unmade=unmade,
    )


def next_slot(instants: Instants, now: dt.datetime) -> dt.datetime | None:
    """The next moment within 400 days."""
    for horizon in HORIZONS:
        if found := instants(now, now + horizon):
            return found[0]
    return None
