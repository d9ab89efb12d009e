"""Fill an empty installation with the demonstration: a fictional district on day 18 of its campaign."""

import datetime as dt
import importlib
import json
import os
import random
import secrets
from dataclasses import replace
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from baiyi.accounts.models import Unit
from baiyi.records import clock
from campaigns.demo import ACCOUNTS, DAY, SEED, World, lay_ground


class Command(BaseCommand):
    help = "在空的系统里放入演示数据：虚构的云溪区，行动第 18 天"

    def add_arguments(self, parser) -> None:
        default = "默认使今天为第 18 天"
        parser.add_argument("--start", type=dt.date.fromisoformat, help=f"行动开始日 YYYY-MM-DD({default})")

    def handle(self, *args, start: dt.date | None = None, **options) -> None:
        start = start or clock.today() - dt.timedelta(days=DAY - 1)
        _refuse(start)
        password = os.environ.get("BAIYI_DEMO_PASSWORD") or f"Demo-{secrets.token_hex(4)}"
        with transaction.atomic():
            world = lay_ground(start, password)
            for label, plant in _planters():
                plant(replace(world, rng=random.Random(f"{SEED}:{label}")))  # noqa: S311 - a demonstration repeats itself
            _count_rows()
        accounts = _accounts(world, password)
        _write_accounts(accounts)
        self._print(world, accounts)

    def _print(self, world: World, accounts: list[dict]) -> None:
        self.stdout.write(f"演示数据已放入：{world.campaign},{world.start} 起，{world.as_of} 为第 {DAY} 天")
        for line in lines_of(accounts):
            self.stdout.write(line)


def lines_of(accounts: list[dict]) -> list[str]:
    """Account, password, role: in columns that never touch, however long the password is."""
    width, wide = (max(len(row[name]) for row in accounts) for name in ("username", "password"))
    return [
        f"  {row['username']:<{width}}  {row['password']:<{wide}}  {row['role']}（{row['unit']} {row['name']}）"
        for row in accounts
    ]


def _count_rows() -> None:
    """PostgreSQL plans statements by what it knows of the tables, and of rows planted at once it knows nothing yet. Our
    tables alone: those of the server belong to everybody, and somebody may hold them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _refuse(start: dt.date) -> None:
    if settings.PRODUCTION:
        raise CommandError("正式运行（BAIYI_PRODUCTION=1）不放入演示数据")
    as_of = start + dt.timedelta(days=DAY - 1)
    if as_of > clock.today():
        raise CommandError(f"从 {start} 起的第 {DAY} 天是 {as_of}，晚于今天；请选更早的开始日")
    if Unit.objects.exists():
        raise CommandError("系统里已有单位，不放入演示数据；演示数据只用于空的系统")


def _planters():
    """(app label, its `plant`) for every app with a `demo` module, lower rooms first."""
    for config in reversed(list(apps.get_app_configs())):
        if find_spec(f"{config.name}.demo"):
            module = importlib.import_module(f"{config.name}.demo")
            if hasattr(module, "plant"):
                yield config.label, module.plant


def _accounts(world: World, password: str) -> list[dict]:
    return [
        {
            "username": account,
            "name": world.people[account].name,
            "role": role.label,
            "unit": world.units[unit].short_name,
            "password": password,
        }
        for account, unit, role in ACCOUNTS
    ]


def _write_accounts(accounts: list[dict]) -> None:
    """For `manage.py up` and the tests; readable by the owner alone."""
    path = settings.VAR_DIR / "demo_accounts.json"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), encoding="utf-8")
