"""Statements that give up: on PostgreSQL each has a limit of its own. SQLite knows none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

CANCELLED = "57014"  # SQLSTATE query_canceled


class FiguresUnread(Exception):
    """The figures could not be read within the time a page gives them."""


@contextmanager
def at_most(seconds: float | None) -> Iterator[None]:
    """Raises FiguresUnread when a statement inside takes longer; the connection stays usable. None: no limit."""
    if seconds is None or connection.vendor != "postgresql":
        yield
        return
    try:
        with connection.execute_wrapper(_limited(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")):
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == CANCELLED:
            raise FiguresUnread from error
        raise


def _limited(setting: str) -> Callable:
    """The setting goes with the statement, in one message, which outside a transaction is one by itself: it costs no
    round trip and ends with it.
    """

    def run(execute, sql, params, many, context):
        with _savepoint(context["connection"]):
            return execute(f"{setting}; {sql}", params, many, context)

    return run


@contextmanager
def _savepoint(wrapper) -> Iterator[None]:
    """Inside somebody's transaction, as tests are, setting and failure end here. A page is in none: nothing is sent."""
    if not wrapper.in_atomic_block:
        yield
        return
    with wrapper.connection.cursor() as cursor:
        cursor.execute("SAVEPOINT figures")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT figures; RELEASE SAVEPOINT figures")
