"""What a new installation starts with, as data beside this file: work calendars, legal bases, rules.

The wording is ours and short; the law is looked up under its title and article. What has not been checked against an
official text says 待核 in its note. A branch edits its own copy in the database: planting adds what is missing, by
year or code, and changes nothing that is there.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from baiyi.deadlines.calendar import Calendar, CalendarYear
from baiyi.records import clock

HERE = Path(__file__).parent


def read(name: str) -> list[dict[str, str | None]]:
    """The rows of one seed file; an empty cell is None."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def spell_out(days: str) -> Iterator[date]:
    """Each day of a list like "2022-01-31/02-06 2022-04-02"; the end of a span is written without what it shares."""
    for span in days.split():
        first, _, last = span.partition("/")
        start, end = date.fromisoformat(first), date.fromisoformat(first[: len(first) - len(last)] + last)
        yield from (start + timedelta(days=n) for n in range((end - start).days + 1))


def seed_calendar() -> Calendar:
    """The calendar of the seeds alone, for work without a database."""
    return Calendar({table.year: table for table in map(_table, read("calendars"))})


def plant(apps) -> None:
    """Add the missing calendars, legal bases and rules to the database. Safe to repeat."""
    _plant_calendars(apps.get_model("deadlines", "CalendarYear"), apps.get_model("deadlines", "CalendarDay"))
    bases, rules = apps.get_model("deadlines", "LegalBasis"), apps.get_model("deadlines", "Rule")
    _plant_by_code(bases, [_filled(row) for row in read("legal_bases")])
    ids = dict(bases.objects.values_list("code", "pk"))
    _plant_by_code(
        rules, [_filled(row | {"basis_id": ids.get(row["basis"])}, without="basis") for row in read("rules")]
    )


def _table(row: dict[str, str | None]) -> CalendarYear:
    off, worked = (frozenset(spell_out(row[key])) for key in ("days_off", "days_worked"))
    return CalendarYear(int(row["year"]), off, worked, source=row["source"])


def _plant_calendars(years, days) -> None:
    present = set(years.objects.values_list("year", flat=True))
    for table in map(_table, read("calendars")):
        if table.year in present:
            continue
        year = years.objects.create(
            year=table.year, version=table.version, source=table.source, imported_at=clock.now()
        )
        off = [days(year=year, day=day, is_working=False) for day in sorted(table.holidays)]
        days.objects.bulk_create(off + [days(year=year, day=day, is_working=True) for day in sorted(table.makeups)])


def _plant_by_code(model, rows: list[dict]) -> None:
    present = set(model.objects.values_list("code", flat=True))
    model.objects.bulk_create([model(**row) for row in rows if row["code"] not in present])


def _filled(row: dict, *, without: str = "") -> dict:
    """Without empty cells, so that the model's own defaults stand."""
    return {key: value for key, value in row.items() if value is not None and key != without}
