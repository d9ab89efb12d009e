"""Alarms of thirteen weeks before the campaign and of its days: 45 street thefts against 59 in as many days before, a
few reports late, zeros, one put right, and two that nobody has sent yet: of yesterday, and of three days ago.
"""

import datetime as dt
from collections import Counter

from baiyi.accounts.models import Unit
from baiyi.figures import Period
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from campaigns.reporting import day_ends_at
from prevention.models import (
    AlarmBase,
    AlarmCategory,
    AlarmClosing,
    AlarmComparison,
    AlarmCorrection,
    AlarmCount,
    AlarmReport,
    PatrolBeat,
)
from prevention.reading.alarms.counting import count
from prevention.reading.alarms.subjects import STREET, WHOLE
from prevention.services.alarms.days import due_at
from prevention.services.alarms.reports import counts_of, words_of_counts

FIRST = -100  # day of the campaign that the reports begin on
SO_FAR, BEFORE = (0, 15), (-17, -1)  # days of the campaign that thefts are told on: the last two are not told yet
THEFTS = {SO_FAR: 45, BEFORE: 59}
A_DAY_EARLIER = 3.1  # thefts a day before that, in the whole district
OTHERS = {"dispute": 0.5, "traffic": 0.45, "help": 0.35, "fighting": 0.15, "ebike_theft": 0.12, "telecom_fraud": 0.15}
OTHERS |= {"invalid": 0.2, "other": 0.15, "burglary": 0.06, "robbery": 0.01}
SILENT = {("东街所", 1), ("松岭所", 3)}  # unit, days before the one that is shown
CORRECTED = ("西街所", 8)
LAST_YEAR = 52  # street thefts of the same days, from a yearbook
LATE, LATE_BY = 0.015, dt.timedelta(minutes=75)
Counts = dict[str, int]  # by code


def plant_alarms(world: World) -> None:
    said = _thefts(world)
    reports, counts = [], []
    beats = {unit: list(PatrolBeat.objects.in_force(world.as_of).filter(unit=unit)) for unit in world.stations}
    categories = {each.code: each for each in AlarmCategory.objects.all()}
    for day in _days(world):
        due, ends = due_at(day), day_ends_at(day)
        for unit in world.stations:
            found = _others(world) | ({"street_theft": said[unit, day]} if said[unit, day] else {})
            report = _report(world, unit, day, (ends, due), found)
            reports.append(report)
            if report.reported_at:
                counts += [(report, world.rng.choice([*beats[unit], None]), code, n) for code, n in found.items()]
    AlarmReport.objects.bulk_create(reports)
    rows = [AlarmCount(report=each, beat=beat, category=categories[code], count=n) for each, beat, code, n in counts]
    AlarmCount.objects.bulk_create(rows)
    log_past(_events(reports))
    _correct(world)
    _keep(world)


def _days(world: World) -> list[dt.date]:
    """That were over at the end of what is shown."""
    days = [world.day(offset) for offset in range(FIRST, (world.as_of - world.start).days + 1)]
    return [day for day in days if day_ends_at(day) + dt.timedelta(minutes=90) <= world.latest()]


def _thefts(world: World) -> Counter:
    """By unit and day: exactly so many in the days of the campaign, and in as many before them."""
    found: Counter = Counter()
    earlier = {(FIRST, BEFORE[0] - 2): round(A_DAY_EARLIER * (BEFORE[0] - 1 - FIRST))}
    for (first, last), thefts in (THEFTS | earlier).items():
        while thefts:
            unit, day = world.rng.choice(world.stations), world.day(world.rng.randint(first, last))
            if not _is_silent(world, unit, day):
                found[unit, day] += 1
                thefts -= 1
    return found


def _is_silent(world: World, unit: Unit, day: dt.date) -> bool:
    return (unit.short_name, (world.as_of - day).days) in SILENT


def _others(world: World) -> Counts:
    found = {code: 1 + int(world.rng.random() < 0.2) for code, share in OTHERS.items() if world.rng.random() < share}
    return found if world.rng.random() > 0.04 else {}


def _report(world: World, unit: Unit, day: dt.date, hours: tuple[dt.datetime, dt.datetime], found: Counts):
    ends, due = hours
    facts = {"unit": unit, "reported_on": day, "due_at": due, "created_at": ends}
    if _is_silent(world, unit, day):
        return AlarmReport(**facts)
    is_late = world.rng.random() < LATE and due + LATE_BY <= world.latest()
    at = due + LATE_BY if is_late else ends + dt.timedelta(minutes=world.rng.randint(5, 80))
    total = sum(found.values())
    said = {"reported_at": at, "is_late": is_late, "is_zero": not total, "total": total}
    return AlarmReport(**facts, **said, created_by=world.clerk(unit))


def _events(reports: list[AlarmReport]):
    for each in sorted((each for each in reports if each.reported_at), key=lambda each: each.reported_at):
        verb = "零报告" if each.is_zero else "上报警情"
        yield PastEvent(each, verb, by=each.created_by, at=each.reported_at, is_first=True)


def _correct(world: World) -> None:
    """One dispute more than was said in the morning."""
    unit, offset = CORRECTED
    report = AlarmReport.objects.get(unit=world.units[unit], reported_on=world.day(offset))
    by, at = world.clerk(world.units[unit]), report.reported_at + dt.timedelta(hours=4)
    reason = "核对接警单，漏计纠纷 1 起"
    before = words_of_counts(counts_of(report))
    row, is_new = AlarmCount.objects.get_or_create(
        report=report, beat=None, category=AlarmCategory.objects.get(code="dispute"), defaults={"count": 1}
    )
    AlarmCount.objects.filter(pk=row.pk).update(count=row.count + int(not is_new))
    AlarmReport.objects.filter(pk=report.pk).update(total=report.total + 1, is_zero=False, corrected_at=at, version=2)
    AlarmCorrection.objects.create(report=report, corrected_by=by, corrected_at=at, reason=reason, before=before)
    log_past([PastEvent(report, "更正警情", by=by, at=at, reason=reason)])


def _keep(world: World) -> None:
    """June is closed; last year's count is typed; the first two weeks were compared and kept."""
    of_office = {"unit": world.campaign.unit, "created_by": world.people["office"]}
    made = of_office | {"created_at": world.at(world.day(14), (9, 11))}
    closed_at = world.at(world.day(2), (9, 11))
    closing = AlarmClosing(until=world.day(-4), reason="上半年数据结账", **of_office, created_at=closed_at)
    of_subject = {"subject": STREET, "subject_name": WHOLE[STREET]}
    year = Period(world.start, world.as_of).last_year
    days = {"since": year.since, "until": year.until}
    base = AlarmBase(count=LAST_YEAR, source="去年同期警情月报", **of_subject, **days, **made)
    kept = _comparison(world, **of_subject, **made)
    for row, verb in ((closing, "封账"), (base, "登记历史基数"), (kept, "存档对比")):
        type(row).objects.bulk_create([row])
        log_past([PastEvent(row, verb, by=row.created_by, at=row.created_at, is_first=True)])


def _comparison(world: World, **facts) -> AlarmComparison:
    period = Period(world.day(0), world.day(13))
    now, then = count([period, period.previous], [unit.pk for unit in world.stations], STREET)
    days = {"since": period.since, "until": period.until}
    days |= {"base_since": period.previous.since, "base_until": period.previous.until}
    counts = {"count": now.count, "base_count": then.count, "missing": now.missing, "base_missing": then.missing}
    return AlarmComparison(kind=AlarmComparison.Kind.PREVIOUS, **days, **counts, **facts)
