"""战报 of a joint operation at any moment: figures asked for it, in all and by unit, and what they must satisfy.

Nothing is stored: whatever a room records for the operation is in the next look.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime

from baiyi.accounts.models import Unit
from baiyi.figures import Period
from baiyi.records.check_rules import Failed, Subject, problems, subjects
from campaigns.models import Operation
from campaigns.reporting import reporting_day
from cockpit.sheet import Sections, Sheet, Total, labels_of, lines_of, read_sheet

CHECKED_AS = "cockpit.operation_report"


FORCE = Total("force", "出动警力", "人次", ("sweep_force", "checkpoint_force", "night_force"))
CARS = Total("cars", "出动警车", "台次", ("sweep_cars", "checkpoint_cars", "night_cars"))
SECTIONS: Sections = (
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
TOTALS, KEYS = (lines_of(SECTIONS, kind) for kind in (Total, str))
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
    return labels_of(SECTIONS)


subjects[CHECKED_AS] = Subject("集中行动战报", labels, labels)


@dataclass(frozen=True)
class Report:
    operation: Operation
    sheet: Sheet

    @property
    def failed(self) -> list[Failed]:
        """What the rules of today find wrong in the sums. One statement."""
        return problems(CHECKED_AS, self.sheet.amounts[None], on=self.sheet.period.until, labels=labels())

    @property
    def text(self) -> str:
        """The report as a sentence to be sent on."""
        begins, ends = (localtime(each) for each in (self.operation.starts_at, self.operation.ends_at))
        hours = f"{begins:%-m月%-d日%H:%M}至{ends:%-m月%-d日%H:%M}"
        return f"{self.operation.name}（{hours}）：{'，'.join(self.sheet.said(IN_TEXT)) or '零报告'}。"


def report(request, operation: Operation, units: Sequence[Unit], on: dt.date) -> Report:
    """Up to the end of that day, of these units. One statement for all figures. Raises FiguresUnread."""
    return Report(operation, read_sheet(request, SECTIONS, period_of(operation, on), units))


def period_of(operation: Operation, on: dt.date) -> Period:
    """From its first day, or the day its first turns of duty are reported under, to `on`."""
    since = min(localtime(operation.starts_at).date(), reporting_day(operation.starts_at))
    return Period(since, max(on, since), name=operation.name, operation=operation.pk)
