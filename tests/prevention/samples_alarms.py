"""Alarms by count, as the tests of every page meet them."""

import datetime as dt
import itertools

from django.urls import reverse

from baiyi.accounts.models import Unit
from baiyi.records import clock
from campaigns.reporting import day_ends_at, last_day
from prevention.models import (
    AlarmBase,
    AlarmCategory,
    AlarmClosing,
    AlarmComparison,
    AlarmCorrection,
    AlarmCount,
    AlarmException,
    AlarmReport,
    AlarmRule,
    PatrolBeat,
    PatrolZone,
)
from prevention.services import alarms as services
from prevention.views.alarms.arranging import CLOSINGS, EXCEPTIONS
from prevention.views.alarms.comparisons import BASES, COMPARISONS
from prevention.views.alarms.reports import REPORTS
from tests.campaigns.samples import running_campaign
from tests.factories import Force
from tests.samples import FormPage, Sample, Subject
from tests.world import World

ONE_DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
_serial = itertools.count(1)


def category(code: str) -> AlarmCategory:
    return AlarmCategory.objects.get(code=code)


def make_beat(force: Force, *, unit: Unit | None = None, **facts) -> PatrolBeat:
    """A row, without the pages of beats."""
    number, unit = next(_serial), unit or force.station
    made = {"created_by": force.people["office"], "created_at": clock.now(), "starts_on": dt.date(2020, 1, 1)}
    zone = PatrolZone.objects.create(number=f"F{number}", name=f"防区{number}", unit=unit, **made)
    facts = {"number": f"X{number}", "name": f"巡区{number}", "extent": "东至人民路"} | facts
    return PatrolBeat.objects.create(zone=zone, unit=unit, **facts, **made)


def plant_report(unit: Unit, day: dt.date, by, *, beat=None, late: bool = False, **counts) -> AlarmReport:
    """A row of any day, whatever is closed: counts by the code of the category."""
    due, total = day_ends_at(day) + 2 * HOUR, sum(counts.values())
    facts = {"due_at": due, "reported_at": due + (HOUR if late else -HOUR), "is_late": late, "created_by": by}
    report = AlarmReport.objects.create(
        unit=unit, reported_on=day, created_at=due, total=total, is_zero=not total, **facts
    )
    for code, count in counts.items():
        AlarmCount.objects.create(report=report, beat=beat, category=category(code), count=count)
    return report


def leave_days_open() -> None:
    """As long as the office may set."""
    AlarmRule.objects.update(closes_after=60)


def make_report(force: Force, **counts) -> AlarmReport:
    """Of the first station, of the latest day before the last one that has none."""
    leave_days_open()
    taken = set(AlarmReport.objects.filter(unit=force.station).values_list("reported_on", flat=True))
    day = next(day for n in itertools.count(1) if (day := last_day() - n * ONE_DAY) not in taken)
    return plant_report(force.station, day, force.people["chief"], **(counts or {"street_theft": 2, "dispute": 1}))


def make_closing(force: Force, **facts) -> AlarmClosing:
    facts = {"unit": force.station, "until": last_day() - 90 * ONE_DAY, "reason": "月度结账"} | facts
    return services.close_alarms(by=force.people["office"], **facts)


def make_exception(force: Force, **facts) -> AlarmException:
    days = {"since": last_day() - 5 * ONE_DAY, "until": last_day(), "open_until": clock.now() + HOUR}
    return services.allow_alarms(
        by=force.people["office"], **({"unit": force.station, "reason": "漏报"} | days | facts)
    )


def make_base(force: Force, **facts) -> AlarmBase:
    day = last_day() - (400 + next(_serial)) * ONE_DAY
    facts = {"unit": force.station, "subject": "street", "since": day, "until": day, "count": 12} | facts
    return services.add_base(by=force.people["office"], source="去年警情年报", **facts)


def make_comparison(force: Force, **facts) -> AlarmComparison:
    """Of the last day against the one before."""
    plant_base(force)
    days = {"since": last_day(), "until": last_day(), "kind": "previous"}
    facts = {"unit": force.station, "subject": "street"} | days | facts
    return services.keep_comparison(by=force.people["chief"], **facts)


def plant_base(force: Force) -> None:
    """A report of the day before the last one, once."""
    AlarmReport.objects.filter(unit=force.station, reported_on=last_day() - ONE_DAY).exists() or plant_report(
        force.station, last_day() - ONE_DAY, force.people["chief"], street_theft=12
    )


def base_words(force: Force) -> dict:
    days = {"since": f"{last_day() - 400 * ONE_DAY}", "until": f"{last_day() - 390 * ONE_DAY}"}
    return {"unit": str(force.station.pk), "subject": "effective", "count": "30", "source": "年报"} | days


def closing_words(force: Force) -> dict:
    return {"unit": str(force.station.pk), "until": f"{last_day()}", "reason": "月度结账"}


def exception_words(force: Force) -> dict:
    days = {"since": f"{last_day()}", "until": f"{last_day()}", "open_until": f"{clock.now() + HOUR:%Y-%m-%dT%H:%M}"}
    return {"unit": str(force.station.pk), "reason": "系统故障漏报"} | days


def comparison_words(force: Force) -> dict:
    plant_base(force)
    days = {"since": f"{last_day()}", "until": f"{last_day()}"}
    return {"unit": str(force.station.pk), "subject": "effective", "kind": "previous"} | days


reason = {"reason": "登记错误"}
SAMPLES = [
    Sample(
        REPORTS,
        who="chief",
        make=make_report,
        words=lambda force: {"n-0-street_theft": "3"},
        moves={"correct": {"n-0-street_theft": "5", "reason": "核对接警单"}},
        counts_from_zero=("n-",),
    ),
    Sample(
        CLOSINGS,
        who="office",
        make=make_closing,
        words=closing_words,
        moves={"reopen": reason},
        scoped=(),
    ),
    Sample(EXCEPTIONS, who="office", make=make_exception, words=exception_words, moves={"take_back": reason}),
    Sample(
        BASES,
        who="office",
        make=make_base,
        words=base_words,
        moves={"void": reason},
        counts_from_zero=("count",),
    ),
    Sample(COMPARISONS, who="chief", make=make_comparison, words=comparison_words, scoped=("unit",)),
]


def a_category(world: World) -> AlarmCategory:
    return category("vice")


FORM_PAGES = {
    "prevention:alarms": FormPage(
        "chief",
        lambda world: reverse("prevention:alarms"),
        lambda world: {"since": f"{last_day()}", "until": f"{last_day()}"},
        method="get",
    ),
    "prevention:alarm_analysis": FormPage(
        "chief",
        lambda world: reverse("prevention:alarm_analysis"),
        lambda world: {"since": f"{last_day()}", "until": f"{last_day()}"},
        method="get",
        scoped=("unit",),
    ),
    "prevention:alarm_category-add": FormPage(
        "office",
        lambda world: reverse("prevention:alarm_category-add"),
        lambda world: {
            "name": "涉危警情",
            "code": "danger",
            "group": "其他",
            "position": "60",
            "starts_on": f"{clock.today()}",
        },
        outcome=AlarmCategory,
        made=lambda world: AlarmCategory.objects.latest("pk"),
    ),
    "prevention:alarm_category-change": FormPage(
        "office",
        lambda world: reverse("prevention:alarm_category-change", args=[a_category(world).pk]),
        lambda world: {"name": "黄赌警情"},
        outcome=AlarmCategory,
        made=a_category,
    ),
    "prevention:alarm_rule-add": FormPage(
        "office",
        lambda world: reverse("prevention:alarm_rule-add"),
        lambda world: {"effective_from": f"{clock.today() + ONE_DAY}", "due_hours": "4", "closes_after": "7"},
        outcome=AlarmRule,
        made=lambda world: AlarmRule.objects.latest("pk"),
    ),
}
SUBJECTS = {"prevention:alarm_category-": Subject(a_category, is_for_all=True)}


def happen_alarms(world: World) -> None:
    """At each station: thefts today, and more of them before the campaign; one report late, one missing."""
    force, today = world.force, clock.today()
    period = running_campaign(force).period(today)
    for unit in (force.station, force.other_station):
        by = force.people["office"]
        told = plant_report(unit, today, by, beat=make_beat(force, unit=unit), late=True, street_theft=8, traffic=1)
        facts = {"corrected_by": by, "corrected_at": clock.now(), "reason": "核对"}
        AlarmCorrection.objects.create(report=told, before="零报告", **facts)
        plant_report(unit, period.previous.since, by, street_theft=20)
        AlarmReport.objects.create(
            unit=unit, reported_on=today - ONE_DAY, due_at=day_ends_at(today), created_at=clock.now()
        )
