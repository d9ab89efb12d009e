"""`make grow N=1000000`: the demonstration with N inspections more, in a database of its own (PostgreSQL)."""

import io
import os
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Raises SystemExit when DATABASE_URL names no PostgreSQL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")
    django.setup()
    if not settings.IS_POSTGRES:
        raise SystemExit("make grow 需要 PostgreSQL：请设置 DATABASE_URL=postgres://…")
    from baiyi.records import clock  # noqa: PLC0415 - models are known after the set-up
    from tests.bench.grown import connected_to, make_anew, name_of_grown  # noqa: PLC0415
    from tests.bench.grown_rows import grow  # noqa: PLC0415

    inspections, name, began = int(sys.argv[1]), name_of_grown(), time.monotonic()
    make_anew(name)
    with connected_to(name):
        call_command("migrate", verbosity=0)
        call_command("seed_demo", stdout=io.StringIO())
        grow(inspections, clock.today())
    sys.stdout.write(f"{name}：演示数据，另加 {inspections} 次检查，{time.monotonic() - began:.0f} 秒\n")


if __name__ == "__main__":
    main()
