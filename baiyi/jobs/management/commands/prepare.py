"""Bring an installation up to date before it runs: pages' files, database, and on request the demo on first run."""

import os

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from baiyi.records.private_folders import tighten


class Command(BaseCommand):
    help = "准备运行：数据目录的权限、界面文件、数据库结构；--demo 在空数据库里放入演示数据"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--demo", action="store_true", help="没有任何单位时放入演示数据")

    def handle(self, *args, **options) -> None:
        tighten(settings.VAR_DIR, *settings.PRIVATE_PLACES)
        call_command("vendor_assets")
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("界面文件和数据库已就绪")
        if options["demo"] and self._takes_demo():
            self.stdout.write("首次运行，放入演示数据")
            call_command("seed_demo")

    def _takes_demo(self) -> bool:
        """Only an empty installation that is not meant for work, unless somebody wants none (BAIYI_DEMO=0)."""
        is_wanted = os.environ.get("BAIYI_DEMO") != "0" and not settings.PRODUCTION
        is_empty = not apps.get_model("accounts", "Unit").objects.exists()
        return is_wanted and is_empty and "seed_demo" in get_commands()
