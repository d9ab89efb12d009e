"""战报 of a joint operation at any moment: figures asked for it, in all and by unit, and what they must satisfy.

Nothing is stored: whatever a room records for the operation is in the next look.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.timezone import localtime

from baiyi.accounts.models import Unit, UnitKind
from baiyi.accounts.territory import subtree
from baiyi.figures import Period, get
from baiyi.figures.evaluation import Ask, evaluate_once
from baiyi.figures.links import list_link
from baiyi.records.check_rules import Failed, Subject, problems, subjects
from campaigns.models import Operation
from campaigns.reporting import reporting_day

CHECKED_AS = "cockpit.operation_report"


@dataclass(frozen=True)
class Total:
    """Figures of one measure that are added; each of them stands below."""

    key: str
    label: str
    measure: str
    parts: tuple[str, ...]


FORCE = Total("force", "出动警力", "人次", ("sweep_force", "checkpoint_force", "night_force"))
CARS = Total("cars", "出动警车", "台次", ("sweep_cars", "checkpoint_cars", "night_cars"))
SECTIONS: tuple[tuple[str, tuple[str | Total, ...]], ...] = (
    ("力量投入", (FORCE, *FORCE.parts, CARS, *CARS.parts, "sweep_partners", "sweep_public")),
    (
        "场所清查",
        (
            "venues_inspected",
            "hazmat_firms_inspected",
            "inspections_made",
            "hazards_found",
            "hazards_on_site",
            "hazards_by_date",
            "hazards_referred",
            "hazards_rectified",
            "notices_issued",
            "sweep_closed",
            "sweep_people_checked",
            "sweep_vehicles_checked",
        ),
    ),
    (
        "设卡查缉",
        (
            "checkpoints_opened",
            "checkpoint_shifts",
            "checkpoint_vehicles",
            "checkpoint_people",
            "checkpoint_captured",
        ),
    ),
    ("夜查酒驾", ("night_sheets", "night_vehicles", "drink_driving_persons", "drunk_driving_persons")),
    ("违法查处", ("violations_handled", "caught_persons", "sweep_captured", "coerced_persons", "penalised_persons")),
    ("宣传服务", ("sweep_leaflets", "sweep_served")),
)
TOTALS = tuple(line for _, lines in SECTIONS for line in lines if isinstance(line, Total))
KEYS = tuple(line for _, lines in SECTIONS for line in lines if isinstance(line, str))
IN_TEXT = (
    "force",
    "sweep_partners",
    "sweep_public",
    "cars",
    "checkpoints_opened",
    "checkpoint_vehicles",
    "venues_inspected",
    "hazmat_firms_inspected",
    "inspections_made",
    "hazards_found",
    "hazards_on_site",
    "hazards_by_date",
    "hazards_referred",
    "notices_issued",
    "sweep_closed",
    "drink_driving_persons",
    "drunk_driving_persons",
    "violations_handled",
    "checkpoint_captured",
    "sweep_captured",
    "caught_persons",
    "coerced_persons",
    "penalised_persons",
    "sweep_leaflets",
    "sweep_served",
)


def labels() -> dict[str, str]:
    """Of every line, as the rules of the report name it."""
    return {key: get(key).label for key in KEYS} | {total.key: total.label for total in TOTALS}


subjects[CHECKED_AS] = Subject("集中行动战报", labels, labels)


@dataclass(frozen=True)
class Line:
    label: str
    measure: str
    value: int
    by_unit: list[tuple[int, str]]  # amount, and the list of it
    url: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Report:
    operation: Operation
    period: Period
    units: tuple[Unit, ...]
    amounts: dict[Unit | None, dict[str, int]]  # of a unit, of all at None, by key

    @cached_property
    def sections(self) -> list[tuple[str, list[Line]]]:
        return [(title, [self._line(each) for each in lines]) for title, lines in SECTIONS]

    @property
    def failed(self) -> list[Failed]:
        """What the rules of today find wrong in the sums. One statement."""
        return problems(CHECKED_AS, self.amounts[None], on=self.period.until, labels=labels())

    @property
    def text(self) -> str:
        """The report as a sentence to be sent on: what is zero is left out."""
        named = labels()
        whole = self.amounts[None]
        told = [f"{named[key]}{whole[key]}{self._measure(key)}" for key in IN_TEXT if whole[key]]
        begins, ends = (localtime(each) for each in (self.operation.starts_at, self.operation.ends_at))
        hours = f"{begins:%-m月%-d日%H:%M}至{ends:%-m月%-d日%H:%M}"
        return f"{self.operation.name}（{hours}）：{'，'.join(told) or '零报告'}。"

    def _line(self, line: str | Total) -> Line:
        if isinstance(line, Total):
            cells = [(self.amounts[unit][line.key], "") for unit in self.units]
            return Line(line.label, line.measure, self.amounts[None][line.key], cells)
        figure, url = get(line), list_link(get(line), self.period)
        cells = [(self.amounts[unit][line], _within(url, unit)) for unit in self.units]
        return Line(figure.label, figure.measure, self.amounts[None][line], cells, url, figure.definition.text)

    def _measure(self, key: str) -> str:
        return next((total.measure for total in TOTALS if total.key == key), "") or get(key).measure


def _within(url: str, unit: Unit) -> str:
    """The records of one unit; of the branch itself there is no such list, it would show all."""
    return "" if unit.kind == UnitKind.BRANCH else f"{url}&within={unit.pk}"


def report(request, operation: Operation, units: Sequence[Unit], on: dt.date) -> Report:
    """Up to the end of that day, of these units; those with nothing to report are left out.

    One statement for all figures. Raises FiguresUnread.
    """
    period = period_of(operation, on)
    asked = {None: tuple(unit.pk for unit in units), **_groups(units)}
    found = evaluate_once(request, [Ask(key, period, ids) for ids in asked.values() for key in KEYS])
    amounts = {unit: _with_totals({key: found[Ask(key, period, ids)] for key in KEYS}) for unit, ids in asked.items()}
    shown = tuple(unit for unit in asked if unit is not None and any(amounts[unit].values()))
    return Report(operation, period, shown, amounts)


def period_of(operation: Operation, on: dt.date) -> Period:
    """From its first day, or the day its first turns of duty are reported under, to `on`."""
    since = min(localtime(operation.starts_at).date(), reporting_day(operation.starts_at))
    return Period(since, max(on, since), name=operation.name, operation=operation.pk)


def _with_totals(amounts: dict[str, int]) -> dict[str, int]:
    return amounts | {total.key: sum(amounts[part] for part in total.parts) for total in TOTALS}


def _groups(units: Iterable[Unit]) -> dict[Unit, tuple[int, ...]]:
    """Each unit that reports, with the posts of a station; a post whose station is not among them, by itself."""
    known = {unit.pk for unit in units}
    tops = [unit for unit in units if unit.kind != UnitKind.POST or unit.parent_id not in known]
    return {unit: tuple(each.pk for each in _reporting_as(unit, units)) for unit in tops}


def _reporting_as(unit: Unit, units: Iterable[Unit]) -> list[Unit]:
    return subtree(units, unit.pk) if unit.kind == UnitKind.STATION else [unit]
