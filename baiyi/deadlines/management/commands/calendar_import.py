"""`manage.py calendar_import`: proposes a year's official table from a CSV file of day, is_working (1/0), note."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baiyi.accounts.models import User
from baiyi.deadlines.models import CalendarProposal
from baiyi.deadlines.proposals import Comparison, propose_calendar
from baiyi.deadlines.workdays import CalendarRefused, NamedDay

MAX_BYTES = 1_000_000
WORDS = {"1": True, "补班": True, "上班": True, "0": False, "放假": False}


class Command(BaseCommand):
    help = "提出一年的节假日历，逐日列出与现行历表的不同；由另一人在“系统—历表确认”确认后启用"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV:day,is_working,note（如 2027-01-01,0,元旦）")
        parser.add_argument("--year", type=int, required=True, help="年份")
        parser.add_argument("--number", required=True, help="通知文号，如 国办发明电〔2026〕8号")
        parser.add_argument("--source", required=True, help="何处取得：中国政府网网址、公报期号")
        parser.add_argument("--by", default="", help="提出人账号；此人不能再自己确认")

    def handle(self, *, file, year, number, source, by, **options):
        person = User.objects.filter(username=by, is_active=True).first()
        if by and person is None:
            raise CommandError(f"没有账号“{by}”，或已停用")
        try:
            proposal = propose_calendar(year=year, days=list(_days(file)), document_no=number, source=source, by=person)
        except CalendarRefused as error:
            raise CommandError(f"没有提出。{error}") from error
        self._print(proposal)

    def _print(self, proposal: CalendarProposal) -> None:
        compared = Comparison(proposal)
        for change in compared.changes:
            self.stdout.write(f"{change.day} {change.word}：{change.before or '未列'} → {change.after or '未列'}")
        if compared.missing:
            self.stdout.write(f"不全，缺{'、'.join(compared.missing)}：确认后 {proposal.year}年仍为暂估")
        self.stdout.write(
            f"{proposal}已提出，尚未启用：变动 {len(compared.changes)} 日，其中减少 {len(compared.lost)} 日，"
            f"会使 {compared.affected()} 项未办结期限不同；请另一人在“系统—历表确认”确认"
        )


def _days(file: Path) -> Iterator[NamedDay]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise CommandError("文件过大，节假日历不会超过 1 MB")
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了文件 {file.name}，请用 UTF-8 的 CSV:{error}") from error
    for number, row in enumerate(rows, start=2):
        try:
            yield NamedDay(date.fromisoformat(row["day"]), WORDS[row["is_working"]], (row.get("note") or "")[:50])
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError(f"第 {number} 行有误，应为 day,is_working（1 上班 0 放假），note") from error
