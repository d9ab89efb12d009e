"""警情日报 as rows of a workbook: one for each beat, or one for the unit, with a column for each category. All rows of
a unit and day are one report.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django import forms

from baiyi.accounts.models import Unit, UnitKind
from baiyi.exchange.imports.plans import PlannedRow
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.text import key
from prevention import rights
from prevention.forms.alarms.block import MOST
from prevention.models import AlarmCategory, AlarmReport, PatrolBeat
from prevention.services.alarms.reports import NO_BEAT, Counts, counts_of, words_of_counts

OF_CATEGORY = "category_"
NOTHING = "没有填写警情数"
Counted = list[list[int | None]]  # beat (None: 未分巡区), category, 起


class Day(NamedTuple):
    unit: Unit
    on: dt.date


class ReportRowForm(PlainForm):
    """`counted` is what the rows of the day come to."""

    reported_on = forms.DateField(label="报告日", widget=DayInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="派出所")
    beat = forms.CharField(label="巡区", required=False, max_length=40)
    total = forms.IntegerField(label="合计", required=False, min_value=0, max_value=MOST * 50)
    counted = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *, by):
        super().__init__()
        self.fields["unit"].queryset = Unit.objects.filter(
            pk__in=by.unit_ids(rights.REPORT_ALARMS), kind=UnitKind.STATION
        )
        for each in categories():
            self.fields[name_of(each)] = forms.IntegerField(
                label=each.name, required=False, min_value=0, max_value=MOST
            )

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("unit", "reported_on", "counted")}


def categories() -> list[AlarmCategory]:
    """Those in use, then ended ones whose name no other took."""
    rows = sorted(AlarmCategory.objects.all(), key=lambda each: each.in_use_until is not None)
    return list({each.name: each for each in reversed(rows)}.values())[::-1]


def name_of(category: AlarmCategory) -> str:
    return f"{OF_CATEGORY}{category.pk}"


def counted_of(report: AlarmReport) -> Counted:
    return sorted(([*place, count] for place, count in counts_of(report).items()), key=str)


def words_of(counted: Counted) -> str:
    """东一巡区：街面盗窃 3、纠纷 2；未分巡区：交通 1."""
    return words_of_counts(counts_from(counted))


def counts_from(counted: Counted) -> Counts:
    """As the services take them."""
    return {(beat, category): count for beat, category, count in counted}


def fold(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """The rows of a unit and day become the first of them, with what is wrong in any."""
    beats, days, whole = _Beats(), {}, []
    for each in rows:
        day = _day_of(each)
        first = days.setdefault(day, each) if day else each
        counted = _counted(each, beats, day)
        if first is each:
            whole.append(each)
            each.facts["counted"] = []
        else:
            first.findings += each.findings
        _add(first, each, counted)
    return whole


class _Beats:
    """By unit and name or number."""

    @cached_property
    def rows(self) -> dict[tuple[int, str], list[PatrolBeat]]:
        found = defaultdict(list)
        for beat in PatrolBeat.objects.current().order_by("-starts_on", "-pk"):
            for word in {key(beat.name), key(beat.number)}:
                found[beat.unit_id, word].append(beat)
        return found

    def named(self, day: Day, name: str) -> PatrolBeat | None:
        """The one that is in force that day; else any of the name, which the service refuses in words."""
        found = self.rows.get((day.unit.pk, key(name)), [])
        return next((each for each in found if _is_in_force(each, day.on)), found[0] if found else None)


def _is_in_force(beat: PatrolBeat, on: dt.date) -> bool:
    return beat.starts_on <= on and (beat.in_use_until is None or on <= beat.in_use_until)


def _day_of(planned: PlannedRow) -> Day | None:
    unit, on = planned.facts.get("unit"), planned.facts.get("reported_on")
    return Day(unit, on) if unit and on else None


def _counted(planned: PlannedRow, beats: _Beats, day: Day | None) -> Counted:
    """Takes the cells of the row; tells what is wrong with them."""
    facts = planned.facts
    cells = {name: facts.pop(name) for name in list(facts) if name.startswith(OF_CATEGORY)}
    said, total = facts.pop("beat", "") or "", facts.pop("total", None)
    beat = beats.named(day, said) if day else None
    if day and beat is None and key(said) not in {"", key(NO_BEAT)}:
        planned.fault("本单位没有这个巡区", "写巡区的名称或编号；不分巡区的留空", label="巡区", value=said)
    come_to = sum(filter(None, cells.values()))
    if planned.is_wrong:
        return []
    if not cells and total is None:
        planned.fault(NOTHING, "没有警情的，在合计填 0，就是零报告")
    elif total is not None and total != come_to:
        planned.fault(f"合计写的是 {total}，各类相加是 {come_to}", "核对各类警情数", label="合计", value=total)
    place = beat.pk if beat else None
    return [[place, int(name.removeprefix(OF_CATEGORY)), count] for name, count in cells.items() if count]


def _add(first: PlannedRow, planned: PlannedRow, counted: Counted) -> None:
    known = {(beat, category) for beat, category, _ in first.facts["counted"]}
    if any((beat, category) in known for beat, category, _ in counted):
        first.findings.append(_twice(planned))
    else:
        first.facts["counted"] = sorted(first.facts["counted"] + counted, key=str)


def _twice(planned: PlannedRow):
    mark = PlannedRow(planned.row)
    mark.fault("同一天同一巡区的同一类警情写了两行", "合成一行")
    return mark.findings[0]
