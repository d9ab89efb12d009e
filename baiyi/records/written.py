"""Statements that are written once: what a page adds to its rows is the same for everybody, which rows they are is not.

Django writes each statement anew, and that takes longer than running it. `@written` on a function of a queryset keeps
the SQL of what the function makes of it, with a gap where the condition of the rows stands. That condition (the scope
of the person, the key of the record) is written each time, so what is kept knows nobody.
"""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, wraps

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, Model, QuerySet

MOST = 500  # statements kept in a process
GAP = "/* which rows */"
Condition = tuple[str, tuple]  # SQL and its parameters
ALL, NONE = ("1 = 1", ()), ("1 = 0", ())


def written(add: Callable[..., QuerySet]) -> Callable[..., list]:
    """`add(rows, *facts)` says what comes with the rows; the decorated function gives them as a list.

    The statement is kept by `facts`: whatever else `add` hung on would stand still. It may join, annotate, order, cut
    and prefetch; of the queryset handed to the decorated function only the condition counts.
    """

    @wraps(add)
    def read(rows: QuerySet, *facts: Hashable) -> list:
        condition = condition_of(rows)
        if condition == NONE:
            return []
        return _statement(add, rows.model, rows.db, facts).read(condition, rows._known_related_objects)

    return read


def condition_of(rows: QuerySet) -> Condition:
    """What a row of the model must be to stand among these; of its own table alone."""
    if sum(map(bool, rows.query.alias_refcount.values())) > 1:  # other tables are joined
        rows = rows.model._base_manager.using(rows.db).filter(pk__in=rows.order_by().values("pk"))
    try:
        sql, params = rows.query.get_compiler(rows.db).compile(rows.query.where)
    except FullResultSet:
        return ALL
    except EmptyResultSet:
        return NONE
    return sql, tuple(params)


def forget() -> None:
    """For tests: their databases differ in the keys of what statements name by key."""
    _statement.cache_clear()


class _Gap(Expression):
    """Stands where the condition of the rows will."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection):
        return GAP, (GAP,)


@dataclass(frozen=True)
class _Statement:
    """What stands before and after the gap, and what knows how to make records of its answer."""

    rows: QuerySet
    compiler: object
    before: Condition
    after: Condition

    def read(self, condition: Condition, known: dict) -> list:
        """Each reading has a copy of the compiler, on the connection of its thread."""
        (sql, params), rows, compiler = condition, self.rows.all(), copy(self.compiler)
        statement = f"{self.before[0]}({sql}){self.after[0]}", (*self.before[1], *params, *self.after[1])
        compiler.connection, compiler.as_sql = connections[self.rows.db], lambda: statement
        rows.query.get_compiler, rows._known_related_objects = lambda using: compiler, known
        return list(rows)


@lru_cache(maxsize=MOST)
def _statement(add: Callable[..., QuerySet], model: type[Model], db: str, facts: tuple) -> _Statement:
    """Raises ValueError when the rows stand in it more than once, or not at all."""
    rows = add(model._default_manager.using(db).filter(_Gap()), *facts)
    compiler = rows.query.get_compiler(db)
    sql, params = compiler.as_sql()
    compiler.connection = None  # that of the thread which wrote it
    (before, after), place = sql.split(GAP), params.index(GAP)
    return _Statement(rows, compiler, (before, params[:place]), (after, params[place + 1 :]))
