"""`manage.py small_counts 5 --from 2026-07-01`: from that day on partner bodies take counts below 5 as “<5” only."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from baiyi.exchange.arranging.services import set_threshold
from baiyi.records import clock


class Command(BaseCommand):
    help = "小数遮盖：从某日起，协作部门导出的计数小于界限的只写“<界限”；界限 1 即不遮盖"

    def add_arguments(self, parser) -> None:
        parser.add_argument("threshold", type=int, help="界限，1 至 100")
        parser.add_argument("--from", dest="since", type=dt.date.fromisoformat, help="生效日，不写即今天")

    def handle(self, *args, threshold: int, since: dt.date | None, **options) -> None:
        if not 1 <= threshold <= 100:
            raise CommandError("界限须在 1 至 100 之间")
        rule = set_threshold(by=None, threshold=threshold, effective_on=since or clock.today())
        self.stdout.write(f"{rule}")
