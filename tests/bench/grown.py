"""The database that `make grow` makes beside the one of DATABASE_URL, on the same server."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from baiyi.figures.scans import statement_of


def name_of_grown() -> str:
    """The same from a test, whose connection is on the test database."""
    return f"{connection.settings_dict['NAME'].removeprefix('test_')}_grown"


def exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def make_anew(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Everything inside reads and writes that database."""
    before = connection.settings_dict["NAME"]
    _connect(name)
    try:
        yield
    finally:
        _connect(before)


def _connect(name: str) -> None:
    """What the process keeps of a database, keys of content types above all, goes with it."""
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    statement_of.cache_clear()
    cache.clear()
