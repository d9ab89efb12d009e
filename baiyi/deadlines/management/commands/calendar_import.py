"""`manage.py calendar_import`: a year's official table from a CSV file of day, is_working (1/0), note."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baiyi.accounts.models import User
from baiyi.deadlines.services import import_calendar
from baiyi.deadlines.workdays import CalendarRefused

MAX_BYTES = 1_000_000
WORDS = {"1": True, "补班": True, "上班": True, "0": False, "放假": False}


class Command(BaseCommand):
    help = "导入一年的节假日历，列出按新历表会不同的期限；已签发的一律不改"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV:day,is_working,note（如 2027-01-01,0,元旦）")
        parser.add_argument("--year", type=int, required=True, help="年份")
        parser.add_argument("--source", required=True, help="来源文号")
        parser.add_argument("--by", default="", help="导入人账号")

    def handle(self, *, file, year, source, by, **options):
        person = User.objects.filter(username=by).first()
        if by and person is None:
            raise CommandError(f"没有账号 {by}")
        try:
            found = import_calendar(year=year, days=list(_days(file)), source=source, by=person)
        except CalendarRefused as error:
            raise CommandError(str(error)) from error
        for difference in found:
            self.stdout.write(str(difference))
        self.stdout.write(f"{year}年节假日历已导入；按新历表不同的期限 {len(found)} 项，均未改动")


def _days(file: Path) -> Iterator[tuple[date, bool, str]]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise CommandError("文件过大，节假日历不会超过 1 MB")
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了文件 {file.name}，请用 UTF-8 的 CSV:{error}") from error
    for number, row in enumerate(rows, start=2):
        try:
            yield date.fromisoformat(row["day"]), WORDS[row["is_working"]], (row.get("note") or "")[:50]
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError(f"第 {number} 行有误，应为 day,is_working（1 上班 0 放假），note") from error
