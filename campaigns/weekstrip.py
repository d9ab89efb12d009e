"""The weeks of hotspots as cells: who was supervised when, and what is missing. Two statements for any number of hotspots."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse

from campaigns.models import Campaign, Hotspot, Supervision, WeeklyDuty
from campaigns.services import BACK_DAYS, campaign_of
from campaigns.weeks import Week, week_of

MOST_WEEKS = 14  # shown at once
DONE, PROBLEM, OPEN, MISSED, NONE = "done", "problem", "open", "missed", "none"


@dataclass(frozen=True)
class Cell:
    """`kind` is done ✔, problem △ N 处, open ○ 待查, missed ○ 缺, none –."""

    week: Week
    kind: str
    count: int = 0
    url: str = ""
    is_late: bool = False  # recorded afterwards (补录)
    is_now: bool = False
    is_asked: bool = False  # a visit is to be made in this week; one in another week is shown and not counted

    @property
    def words(self) -> str:
        said = {DONE: "已督导", PROBLEM: f"发现问题 {self.count} 处", OPEN: "待查", MISSED: "缺", NONE: "未挂牌或未到"}[self.kind]
        return f"{said}（补录）" if self.is_late else said

    @property
    def is_done(self) -> bool:
        """Asked for, and visited."""
        return self.is_asked and self.kind in {DONE, PROBLEM}


@dataclass
class Row:
    hotspot: Hotspot
    cells: list[Cell] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(cell.is_done for cell in self.cells)

    @property
    def due(self) -> int:
        """Weeks with a duty that are over, and the week of today when it is done already."""
        return self.done + self.missed

    @property
    def missed(self) -> int:
        return sum(cell.kind == MISSED for cell in self.cells)

    @property
    def missed_in_a_row(self) -> int:
        """Of the latest weeks that are over."""
        count = 0
        for cell in reversed([each for each in self.cells if each.is_done or each.kind == MISSED]):
            if cell.kind != MISSED:
                break
            count += 1
        return count


def rows_of(hotspots: list[Hotspot], weeks: list[Week], *, on: dt.date, recordable: set[int] = frozenset()) -> list[Row]:
    """Hotspots of `with_week(on)`. `recordable`: pks of those whose open or recently missed weeks lead to the record page.

    Two statements: visits, and what was to be done in weeks that are over.
    """
    if not weeks:
        return [Row(hotspot) for hotspot in hotspots]
    duties = WeeklyDuty.objects.binding().filter(hotspot__in=hotspots, starts_on__range=(weeks[0].starts_on, weeks[-1].starts_on))
    asked = set(duties.filter(ends_on__lt=on).values_list("hotspot", "starts_on"))
    asked |= {(hotspot.pk, hotspot.week_starts_on) for hotspot in hotspots if hotspot.is_listed}
    visits = _visits(hotspots, weeks)
    return [
        Row(hotspot, [_cell(hotspot, week, visits, on, (hotspot.pk, week.starts_on) in asked, hotspot.pk in recordable) for week in weeks])
        for hotspot in hotspots
    ]


def _visits(hotspots: list[Hotspot], weeks: list[Week]) -> dict[tuple[int, dt.date], list[Supervision]]:
    """By hotspot and first day of the week, the newest first."""
    found: dict[tuple[int, dt.date], list[Supervision]] = {}
    rows = Supervision.objects.current().filter(hotspot__in=hotspots, supervised_on__range=(weeks[0].starts_on, weeks[-1].ends_on))
    for visit in rows.only("hotspot", "supervised_on", "problem_count", "late_reason").order_by("-supervised_on", "-pk"):
        week = week_of(visit.supervised_on, first_weekday=weeks[0].starts_on.weekday())
        found.setdefault((visit.hotspot_id, week.starts_on), []).append(visit)
    return found


def shown_weeks(campaign: Campaign, today: dt.date) -> list[Week]:
    """All of a campaign of fourteen weeks; of a longer one the last that began, with one to come."""
    weeks = campaign.weeks()
    if len(weeks) <= MOST_WEEKS:
        return weeks
    begun = sum(week.starts_on <= today for week in weeks)
    last = min(max(begun + 1, MOST_WEEKS), len(weeks))
    return weeks[last - MOST_WEEKS : last]


def strip_of(hotspot: Hotspot, *, on: dt.date) -> Row:
    """The weeks of one hotspot of `with_week(on)`."""
    governing = (campaign for campaign, _, units in Campaign.objects.governed_lately(on) if hotspot.unit_id in units)
    campaign = next(governing, None) or campaign_of(hotspot, on)
    weeks = shown_weeks(campaign, on) if campaign else []
    return rows_of([hotspot], weeks, on=on)[0]


def _cell(hotspot: Hotspot, week: Week, visits: dict, on: dt.date, is_asked: bool, may_record: bool) -> Cell:
    is_now = on in week
    if found := visits.get((hotspot.pk, week.starts_on)):
        problems, is_late = sum(each.problem_count for each in found), all(each.is_recorded_late for each in found)
        return Cell(week, PROBLEM if problems else DONE, problems, found[0].get_absolute_url(), is_late, is_now, is_asked)
    if not is_asked:
        return Cell(week, NONE, is_now=is_now)
    may_record = may_record and (on - week.ends_on).days <= BACK_DAYS
    url = _record_url(hotspot, week, on) if may_record else hotspot.get_absolute_url()
    return Cell(week, OPEN if is_now else MISSED, url=url, is_now=is_now, is_asked=True)


def _record_url(hotspot: Hotspot, week: Week, on: dt.date) -> str:
    url = reverse("campaigns:supervision-record", args=[hotspot.pk])
    return url if on in week else f"{url}?on={week.ends_on}"
