"""`manage.py due`: the due day and its arithmetic, from the command line."""

import argparse
import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from baiyi.deadlines.calendar import MONTHS, NATURAL, WORKING, Calendar, Computation, compute
from baiyi.deadlines.seeds import seed_calendar
from baiyi.deadlines.services import load_calendar


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期应写成 2022-09-28 的样子：{text}") from error


class Command(BaseCommand):
    help = "计算期满日及计算过程"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--start", type=day, required=True, help="起算日，当日不计")
        parser.add_argument("--length", type=int, required=True, help="天数")
        parser.add_argument(
            "--measure",
            choices=[WORKING, NATURAL, MONTHS],
            required=True,
            help="working 工作日 / natural 自然日 / months 月",
        )
        parser.add_argument("--no-roll", action="store_true", help="末日遇节假日不顺延（限制人身自由的期限）")
        parser.add_argument("--verb", default="签发", help="起算事由：签发、检查、期满、起算")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, start, length, measure, no_roll, verb, **options):
        try:
            computed = compute(start, length, measure, calendar=self._calendar(), roll=not no_roll, verb=verb)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(_facts(computed), ensure_ascii=False)
            if options["json"]
            else f"{computed.due_on}\n{computed.trace}"
        )

    def _calendar(self) -> Calendar:
        try:
            calendar = load_calendar()
        except DatabaseError:
            calendar = Calendar()
        if not calendar.years:
            self.stderr.write("数据库尚未建立或没有节假日历，按随附历表计算")
            return seed_calendar()
        return calendar


def _facts(computed: Computation) -> dict:
    return {
        "start": computed.start.isoformat(),
        "length": computed.length,
        "measure": computed.measure,
        "roll": computed.roll,
        "due_on": computed.due_on.isoformat(),
        "is_estimated": computed.is_estimated,
        "trace": computed.trace,
        "calendar_version": computed.calendar_version,
    }
