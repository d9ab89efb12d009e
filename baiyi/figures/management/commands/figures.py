"""Print every figure by key."""

import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError

from baiyi.figures import all_figures
from baiyi.figures.evaluation import values
from baiyi.figures.periods import current_period
from baiyi.records import clock


class Command(BaseCommand):
    help = "Print every figure by key: from the first day of the campaign to --on."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=dt.date.fromisoformat, help="last day counted, YYYY-MM-DD (default: today)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, on=None, **options):
        on = on or clock.today()
        period = current_period(on)
        if period is None:
            raise CommandError("还没有专项行动，请先运行 manage.py seed_demo 或新建行动")
        found = values([figure.key for figure in all_figures()], period=period)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1, default=float))
            return
        for figure in all_figures():
            value = "—" if found[figure.key] is None else found[figure.key]
            self.stdout.write(f"{figure.key:32} {value:>8} {figure.measure}  {figure.label}")
