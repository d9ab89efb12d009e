"""Say in plain words how the system is; ends with 1 when something has failed."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from baiyi.jobs import clockguard
from baiyi.jobs.health import health_checks


class Command(BaseCommand):
    help = "检查系统是否正常；有故障时返回 1"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument(
            "--trust-clock", action="store_true", help="确认服务器现在的时间是对的，让暂停的计划任务继续"
        )

    def handle(self, *args, **options) -> None:
        if options["trust_clock"]:
            clockguard.trust()
        findings = health_checks.run()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                said = finding.explained
                technical = f"（技术信息：{said.technical}）" if said.technical else ""
                self.stdout.write(f"{finding.lamp.text}  {finding.title}：{said.words}{technical}")
        if any(finding.level == "fail" for finding in findings):
            sys.exit(1)
