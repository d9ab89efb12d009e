"""警情日报 as a workbook: rows of a day are one report, corrected by the next workbook, taken back as if unsaid."""

import datetime as dt

import pytest

from baiyi.exchange.models import ImportBatch
from campaigns.reporting import last_day
from prevention.models import AlarmCategory, AlarmReport
from prevention.services.alarms.reports import counts_of, words_of_counts
from tests.exchange.imports.doing import faults, let_in, send, take_back
from tests.prevention.samples_alarms import leave_days_open, make_beat

ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk(force):
    return force.people["clerk"]


@pytest.fixture
def names() -> list[str]:
    """Two categories of the branch."""
    leave_days_open()
    return [each.name for each in AlarmCategory.objects.filter(in_use_until=None).order_by("position", "pk")[:2]]


@pytest.fixture
def day() -> dt.date:
    return last_day() - ONE_DAY


def heads(names: list[str]) -> list[str]:
    return ["报告日", "派出所", "巡区", *names, "合计"]


def reports(day: dt.date):
    return AlarmReport.objects.reported().filter(reported_on=day)


def test_rows_of_a_day_are_one_report_corrected_by_the_next_workbook_and_taken_back(force, clerk, names, day):
    east, west = make_beat(force, name="东一巡区"), make_beat(force, name="西一巡区")
    unit, by = force.station.short_name, clerk
    rows = [heads(names), [f"{day}", unit, east.name, 3, 2, 5], [f"{day}", unit, west.number, "", "1起", 1]]
    batch = send("alarm-reports", [*rows, [f"{day - ONE_DAY}", unit, "", "", "", 0]], by)
    assert (batch.wrong, batch.counts["new"], batch.counts["total"]) == (0, 2, 2), faults(batch)
    assert not reports(day).exists()
    done = let_in(batch, by)
    report = reports(day).get()
    first, second = names
    assert words_of_counts(counts_of(report)) == f"东一巡区：{first} 3、{second} 2；西一巡区：{second} 1"
    assert (report.total, report.is_zero) == (6, False)
    assert reports(day - ONE_DAY).get().is_zero
    assert send("alarm-reports", rows, by).counts["same"] == 1

    again = send("alarm-reports", [heads(names), [f"{day}", unit, "", 7, "", 7]], by)
    told = again.findings.get(kind="changed")
    assert told.problem == f"东一巡区：{first} 3、{second} 2；西一巡区：{second} 1 → 未分巡区：{first} 7"
    corrected = let_in(again, by)
    assert reports(day).get().total == 7
    take_back(corrected, by)
    assert words_of_counts(counts_of(reports(day).get())) == f"东一巡区：{first} 3、{second} 2；西一巡区：{second} 1"
    undone = take_back(done, by)
    assert (undone.counts["reversed"], undone.counts["kept"]) == (2, 0)


def test_report_that_nobody_touched_is_missing_again_when_it_is_taken_back(force, clerk, names, day):
    rows = [heads(names), [f"{day}", force.station.short_name, "", 3, "", 3]]
    undone = take_back(let_in(send("alarm-reports", rows, clerk), clerk), clerk)
    assert undone.counts["reversed"] == 1
    report = AlarmReport.objects.get(unit=force.station, reported_on=day)
    assert report.is_missing
    assert (report.total, report.is_zero, report.is_late, report.counts.count()) == (0, False, False, 0)
    assert send("alarm-reports", rows, clerk).counts["new"] == 1


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["没有的区", 1, "", 1], "本单位没有这个巡区"),
        (["", 1, 2, 4], "合计写的是 4，各类相加是 3"),
        (["", "", "", ""], "没有填写警情数"),
        (["", -1, "", ""], "不能小于 0"),
    ],
)
def test_what_is_wrong_is_told_at_its_row(force, clerk, names, day, cells, problem):
    fine = [f"{day}", force.station.short_name, "", 1, "", 1]
    batch = send("alarm-reports", [heads(names), [f"{day - ONE_DAY}", *fine[1:2], *cells], fine], clerk)
    (row, _, told), *others = faults(batch)
    assert (row, others) == (2, [])
    assert problem in told
    assert (batch.counts["wrong"], batch.counts["new"]) == (1, 1)


def test_fault_in_any_row_of_a_day_keeps_the_whole_day_out(force, clerk, names, day):
    unit = force.station.short_name
    east = make_beat(force, name="东一巡区")
    rows = [[f"{day}", unit, "", 1, "", 1], [f"{day}", unit, east.name, 1, "", 2], [f"{day}", unit, "", 1, "", 1]]
    batch = send("alarm-reports", [heads(names), *rows], clerk)
    assert [row for row, _, _ in faults(batch)] == [3, 4]
    assert faults(batch)[1][2] == "同一天同一巡区的同一类警情写了两行"
    assert (batch.counts["total"], batch.counts["wrong"]) == (1, 1)


def test_closed_and_coming_days_and_other_stations_are_refused_in_words(force, clerk, names, day):
    rows = [
        [f"{last_day() + ONE_DAY}", force.station.short_name, "", 1, "", 1],
        [f"{day - 90 * ONE_DAY}", force.station.short_name, "", 1, "", 1],
        [f"{day}", force.other_station.short_name, "", 1, "", 1],
    ]
    batch = send("alarm-reports", [heads(names), *rows], clerk)
    told = {row: problem for row, _, problem in faults(batch)}
    assert "才结束" in told[2]
    assert "自动封账" in told[3]
    assert "派出所" in told[4] or "单位" in told[4] or force.other_station.short_name in told[4]
    assert batch.state == ImportBatch.State.CHECKED
    assert batch.counts["new"] == 0
