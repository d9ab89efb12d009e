"""The weeks of hotspots as cells: who was supervised when, and what is missing. One statement for any number of
hotspots.
"""

import datetime as dt
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, BooleanField, CharField, IntegerField, QuerySet, Value
from django.template.loader import render_to_string

from baiyi.accounts.models import User
from baiyi.records.addresses import address_of
from baiyi.records.written import Key, Such, written
from campaigns.models import Campaign
from campaigns.weeks import Week
from hotspots.models import Hotspot, Supervision, Timetable, WeeklyDuty
from hotspots.services import BACK_DAYS, campaign_of

MOST_WEEKS = 14  # shown at once
MOST_READ = 500  # visits and duties of one hotspot
DONE, PROBLEM, OPEN, MISSED, NONE, AHEAD = "done", "problem", "open", "missed", "none", "ahead"
WORDS = {DONE: "已督导", OPEN: "待查", MISSED: "漏督", NONE: "不要求督导", AHEAD: "未到"}


@dataclass(frozen=True)
class Cell:
    """`kind` is done ✔, problem △ N 处, open ○ 待查, missed ○ 漏督, none – (asks for nothing),
    ahead · (still to come).
    """

    week: Week
    kind: str
    _: KW_ONLY
    count: int = 0
    url: str = ""
    is_late: bool = False  # recorded afterwards (补录)
    is_made_up: bool = False  # missed, and recorded once the week was over (已补)
    is_now: bool = False
    is_asked: bool = False  # a visit is to be made in this week; one in another week is shown and not counted

    @property
    def words(self) -> str:
        said = f"发现问题 {self.count} 处" if self.kind == PROBLEM else WORDS[self.kind]
        if self.is_made_up:
            return f"{said}（已补）"
        return f"{said}（补录）" if self.is_late else said

    @property
    def is_done(self) -> bool:
        """Asked for, and visited."""
        return self.is_asked and self.kind in {DONE, PROBLEM}

    @property
    def drawn(self) -> str:
        return _drawn_cell(self)


@lru_cache(maxsize=5000)
def _drawn_cell(cell: Cell) -> str:
    """As a page shows it, which hangs on nothing else; a page shows fourteen a hotspot."""
    return render_to_string("hotspots/_cell.html", {"cell": cell})


@lru_cache(maxsize=1000)
def _drawn_strip(cells: tuple[Cell, ...]) -> str:
    return render_to_string("hotspots/_strip.html", {"cells": cells})


@dataclass
class WeekRow:
    hotspot: Hotspot
    cells: list[Cell] = field(default_factory=list)

    @property
    def drawn(self) -> str:
        """The weeks side by side."""
        return _drawn_strip(tuple(self.cells))

    @property
    def is_open(self) -> bool:
        """Whether the week of today waits for its visit."""
        return any(cell.is_now and cell.kind == OPEN for cell in self.cells)

    @cached_property
    def done(self) -> int:
        return sum(cell.is_done for cell in self.cells)

    @property
    def due(self) -> int:
        """Weeks with a duty that are over, and the week of today when it is done already."""
        return self.done + self.missed

    @cached_property
    def missed(self) -> int:
        return sum(cell.kind == MISSED for cell in self.cells)

    @cached_property
    def made_up(self) -> int:
        """Of those missed."""
        return sum(cell.is_made_up for cell in self.cells)

    @property
    def missed_words(self) -> str:
        """漏督 2 周（已补 1）."""
        return missed_words(self.missed, self.made_up, "周")

    @cached_property
    def missed_in_a_row(self) -> int:
        """Of the latest weeks that are over."""
        count = 0
        for cell in reversed([each for each in self.cells if each.is_done or each.kind == MISSED]):
            if cell.kind != MISSED:
                break
            count += 1
        return count


class _Visit(NamedTuple):
    """What a cell needs of a Supervision; `pk` None stands for a duty that begins on `on`."""

    hotspot: int
    on: dt.date
    pk: int | None
    problem_count: int
    late_reason: str
    entered_late: bool


def missed_words(missed: int, made_up: int, measure: str) -> str:
    """What was missed, and how much of it was made up for: the one does not erase the other."""
    return f"漏督 {missed} {measure}" + (f"（已补 {made_up}）" if made_up else "")


# What a page says of a visit, and what stands in its place for a duty: no key, no problems, no reason.
WORDS_OF_VISIT = ("method", "outcome", "findings", "rectify_by", "created_by_id")
FACTS_OF_VISIT = ("problem_count", "late_reason", "entered_late")
COLUMNS_OF_VISIT = ("hotspot_id", "supervised_on", "id", *FACTS_OF_VISIT, *WORDS_OF_VISIT)
NO_VISIT = (
    Value(None, BigIntegerField()),
    Value(0, IntegerField()),
    Value("", CharField()),
    Value(False, BooleanField()),
)


def rows_of(
    hotspots: list[Hotspot], weeks: list[Week], *, on: dt.date, recordable: set[int] = frozenset()
) -> list[WeekRow]:
    """Hotspots of `with_asked_week(on)` in the same weeks. One statement.

    `recordable`: pks of those whose open or recently missed weeks lead to the record page.
    """
    return _rows([(hotspot, weeks) for hotspot in hotspots], on, recordable)


def strips_of(hotspots: list[Hotspot], *, on: dt.date, otherwise: Campaign | None = None) -> list[WeekRow]:
    """Hotspots of `with_asked_week(on)`, each in the weeks of the campaign it follows; `otherwise` the one of those
    that none governs.

    One statement.
    """
    return _rows(_in_weeks(hotspots, _governing(on), on, otherwise), on)


def _governing(on: dt.date) -> dict[int, Campaign]:
    """By unit."""
    return {unit: campaign for campaign, _, units in Campaign.objects.governed_lately(on) for unit in units}


def _in_weeks(
    hotspots: list[Hotspot], governing: dict[int, Campaign], on: dt.date, otherwise: Campaign | None
) -> list[tuple[Hotspot, list[Week]]]:
    weeks = {campaign: shown_weeks(campaign, on) for campaign in {otherwise, *governing.values()} if campaign}
    return [(hotspot, weeks.get(governing.get(hotspot.unit_id, otherwise), [])) for hotspot in hotspots]


def strip_and_visits(hotspot: Hotspot, *, on: dt.date, may_record: bool) -> tuple[WeekRow, list[Supervision]]:
    """For its own page: the weeks of one hotspot of `with_asked_week(on)`, and its visits with who made them, the
    newest first. A week leads to where it is recorded, and for whoever may not nowhere. One statement.
    """
    governing = _governing(on)
    otherwise = None if hotspot.unit_id in governing else campaign_of(hotspot, on)
    rows = _visits_and_duties(Key(hotspot.pk), on)
    found = [_Visit(*row[: len(_Visit._fields)]) for row in rows]
    recordable = {hotspot.pk} if may_record else frozenset()
    strip = _rows(_in_weeks([hotspot], governing, on, otherwise), on, recordable, found=found)[0]
    here = hotspot.get_absolute_url()
    strip.cells = [replace(cell, url="") if cell.url == here else cell for cell in strip.cells]
    made = [_visit_of(row) for row, each in zip(rows, found, strict=True) if each.pk is not None]
    return strip, sorted(made, key=lambda visit: (visit.supervised_on, visit.pk), reverse=True)


def _rows(
    pairs: list[tuple[Hotspot, list[Week]]],
    on: dt.date,
    recordable: set[int] = frozenset(),
    *,
    found: list[_Visit] | None = None,
) -> list[WeekRow]:
    """`found` are visits and duties that were read before."""
    asked, visits = _known(pairs, on, _facts(pairs, on) if found is None else found)
    return [
        WeekRow(
            hotspot,
            [
                _cell(
                    hotspot, week, visits.get(hotspot.pk, []), on, (hotspot.pk, week) in asked, hotspot.pk in recordable
                )
                for week in weeks
            ],
        )
        for hotspot, weeks in pairs
    ]


def _known(
    pairs: list[tuple[Hotspot, list[Week]]], on: dt.date, found: list[_Visit]
) -> tuple[set[tuple[int, Week]], dict[int, list[_Visit]]]:
    """Weeks that ask for a visit, those of the past by their duties and that of today by `with_asked_week`; and the
    visits, newest first.
    """
    asked = {
        (hotspot.pk, Week(hotspot.week_starts_on))
        for hotspot, _ in pairs
        if hotspot.is_listed and hotspot.week_starts_on
    }
    visits: dict[int, list[_Visit]] = {}
    for each in sorted(found, key=lambda each: (each.on, each.pk or 0), reverse=True):
        if each.pk is None:
            asked.add((each.hotspot, Week(each.on)))
        else:
            visits.setdefault(each.hotspot, []).append(each)
    return asked, visits


def _facts(pairs: list[tuple[Hotspot, list[Week]]], on: dt.date) -> list[_Visit]:
    """Duties of weeks that are over, and visits: different rows, read in one statement."""
    all_weeks = [week for _, weeks in pairs for week in weeks]
    if not all_weeks:
        return []
    since, until, keys = min(all_weeks).starts_on, max(all_weeks).ends_on, [hotspot.pk for hotspot, _ in pairs]
    visits, duties = (Such.by(model, "hotspot", keys) for model in (Supervision, WeeklyDuty))
    return [_Visit(*row) for row in _united(visits, duties, since, until, on)]


@written
def _united(visits: QuerySet, duties: QuerySet, since: dt.date, until: dt.date, on: dt.date) -> QuerySet:
    over = duties.binding().filter(starts_on__range=(since, until), ends_on__lt=on)
    binding = over.values_list("hotspot", "starts_on", *NO_VISIT)
    within = visits.current().filter(supervised_on__range=(since, until))
    made = within.values_list("hotspot", "supervised_on", "pk", *FACTS_OF_VISIT)
    return made.union(binding, all=True)


@written
def _visits_and_duties(hotspot: Key, on: dt.date) -> QuerySet:
    """Of one hotspot, with what its page says of a visit."""
    visits = Supervision.objects.current().filter(hotspot=hotspot)
    duties = WeeklyDuty.objects.filter(hotspot=hotspot).binding().filter(ends_on__lt=on)
    unknown = [Value(None, Supervision._meta.get_field(name)) for name in WORDS_OF_VISIT]
    made = visits.values_list(*COLUMNS_OF_VISIT, "created_by__name")
    binding = duties.values_list("hotspot", "starts_on", *NO_VISIT, *unknown, Value(""))
    return made.union(binding, all=True).order_by("-supervised_on")[:MOST_READ]


def _visit_of(row: tuple) -> Supervision:
    *facts, name = row
    known = dict(zip(COLUMNS_OF_VISIT, facts, strict=True))
    names = [each.attname for each in Supervision._meta.concrete_fields if each.attname in known]  # in their order
    visit = Supervision.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    visit.created_by = User.from_db(DEFAULT_DB_ALIAS, ("id", "name"), (known["created_by_id"], name))
    return visit


def shown_weeks(campaign: Campaign, today: dt.date) -> list[Week]:
    """All of a campaign of fourteen weeks; of a longer one the last that began, with one to come."""
    weeks = Timetable.objects.weeks_lately(campaign).with_duty()
    if len(weeks) <= MOST_WEEKS:
        return weeks
    begun = sum(week.starts_on <= today for week in weeks)
    last = min(max(begun + 1, MOST_WEEKS), len(weeks))
    return weeks[last - MOST_WEEKS : last]


def _cell(hotspot: Hotspot, week: Week, visits: list[_Visit], on: dt.date, is_asked: bool, may_record: bool) -> Cell:
    is_now = on in week
    found = [visit for visit in visits if visit.on in week]
    if is_asked and found and all(visit.entered_late for visit in found):
        url = _visits_url(week, found)
        return Cell(week, MISSED, count=_problems(found), url=url, is_made_up=True, is_asked=True)
    if found:
        return _visited(week, found, is_now=is_now, is_asked=is_asked)
    if not is_asked:
        return Cell(week, AHEAD if week.starts_on > on and hotspot.is_to_come(week) else NONE, is_now=is_now)
    may_record = may_record and (on - week.ends_on).days <= BACK_DAYS
    url = _record_url(hotspot, week, on) if may_record else hotspot.get_absolute_url()
    return Cell(week, OPEN if is_now else MISSED, url=url, is_now=is_now, is_asked=True)


def _visited(week: Week, found: list[_Visit], *, is_now: bool, is_asked: bool) -> Cell:
    problems, is_late = _problems(found), all(each.late_reason for each in found)
    facts = {"url": _visits_url(week, found), "is_late": is_late, "is_now": is_now, "is_asked": is_asked}
    return Cell(week, PROBLEM if problems else DONE, count=problems, **facts)


def _problems(found: list[_Visit]) -> int:
    return sum(each.problem_count for each in found)


def _visits_url(week: Week, found: list[_Visit]) -> str:
    """The visit; of several the list of that week's."""
    if len(found) == 1:
        return address_of("hotspots:supervision-detail", found[0].pk)
    days = {"supervised_on_after": week.starts_on, "supervised_on_before": week.ends_on}
    return f"{address_of('hotspots:supervision-list')}?{urlencode({'hotspot': found[0].hotspot} | days)}"


def _record_url(hotspot: Hotspot, week: Week, on: dt.date) -> str:
    url = address_of("hotspots:supervision-record", hotspot.pk)
    return url if on in week else f"{url}?on={week.ends_on}"
