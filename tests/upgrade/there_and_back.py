"""Migrates an installation alone, back to what was applied when it was stored, and forward again.

    python -m tests.upgrade.run there_and_back known.json result.json as-stored

`as-stored` is an untouched twin of the database: the path of a SQLite file, or the address of a PostgreSQL database.
"""

import contextlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.upgrade.moment import at
from tests.upgrade.observe import answered, figures


def answer(known: dict, twin: str) -> dict:
    with opened(twin) as cursor:
        return there_and_back(known, cursor)


def there_and_back(known: dict, twin) -> dict:
    """`figures` after migrating alone; `back`: what was undone; `lost`: rows by table that are not as they were;
    `again`: the figures.
    """
    as_stored = applied()
    steps = {
        "figures": partial(migrate, known),
        "back": partial(migrate_back, as_stored),
        "lost": partial(lost_rows, twin),
        "again": partial(migrate, known),
    }
    return {name: answered(step) for name, step in steps.items()}


def migrate(known: dict) -> dict:
    call_command("migrate", verbosity=0)
    return figures_of(known)


def migrate_back(as_stored: dict[str, list[str]]) -> dict[str, list[str]]:
    """To what was applied then; returns the migrations that were undone, by app."""
    now = applied()
    undone = {app: [name for name in names if name not in as_stored.get(app, ())] for app, names in now.items()}
    undone = {app: names for app, names in undone.items() if names}
    for app in undone:
        call_command("migrate", app, as_stored[app][-1] if app in as_stored else "zero", verbosity=0)
    return undone


def figures_of(known: dict) -> dict:
    with at(known["moment"]):
        return {day: figures(day) for day in known["days"]}


def applied() -> dict[str, list[str]]:
    """By app, in order."""
    found = defaultdict(list)
    for app, name in MigrationRecorder.Migration.objects.order_by("app", "name").values_list("app", "name"):
        found[app].append(name)
    return dict(found)


def lost_rows(twin) -> dict[str, list[str]]:
    """Of every table as it was stored: rows that are not there now, or not like that; the first few."""
    found = {}
    with connection.cursor() as here:
        for table, columns in tables_of(twin):
            lost = rows_of(twin, table, columns) - rows_of(here, table, columns)
            if lost:
                found[table] = [str(row) for row in list(lost)[:3]]
    return found


def rows_of(cursor, table: str, columns: list[str]) -> Counter:
    texts = ", ".join(f'CAST("{column}" AS text)' for column in columns)
    cursor.execute(f'SELECT {texts} FROM "{table}"')
    return Counter(tuple(row) for row in cursor.fetchall())


def tables_of(twin) -> Iterator[tuple[str, list[str]]]:
    """Tables with their columns."""
    is_sqlite = isinstance(twin, sqlite3.Cursor)
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    twin.execute(names if is_sqlite else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in sorted(twin.fetchall()):
        twin.execute(f'SELECT * FROM "{table}" LIMIT 0')
        yield table, [column[0] for column in twin.description]


@contextlib.contextmanager
def opened(twin: str):
    """A cursor on the untouched twin, which tells instants as Django's connection does."""
    if not twin.startswith("postgres"):
        with contextlib.closing(sqlite3.connect(twin)) as connection:
            yield connection.cursor()
        return
    with contextlib.closing(psycopg2.connect(twin, options="-c TimeZone=UTC")) as connection:
        yield connection.cursor()
