"""Scope: every queryset a user sees starts from `visible_to(user)`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BooleanField, Expression, Func, IntegerField, Q

from baiyi.records.written import NONE, Condition, Stands, Such, condition_of, written


class ScopedQuerySet(models.QuerySet):
    """Rows belong to a unit. `unit_fields` are the paths to the unit a row counts for."""

    unit_fields: tuple[str, ...] = ("unit",)

    def lent_to(self, user) -> Q | None:
        """Rows outside the user's units that were lent to him personally. None when the model knows no lending."""
        return None

    def visible_to(self, user):
        """Rows of the user's units, or lent to him; nothing for a visitor."""
        if not user.is_authenticated:
            return self.none()
        own = self._in_units(user.unit_ids())
        lent = self.lent_to(user)
        return self.filter(own if lent is None else own | lent)

    def counted_for(self, unit_ids: Iterable[int] | None):
        """Rows of a subtree only: what figures and their lists use. None counts every unit."""
        return self if unit_ids is None else self.filter(self._in_units(list(unit_ids)))

    def current(self):
        """Not voided."""
        return self.filter(voided_at=None)

    def in_tab(self, tab: str, on: dt.date):
        """The rows of a tab of the list; a queryset whose list has tabs says which."""
        raise NotImplementedError(tab)

    def hangs_on(self, on: dt.date) -> Hashable:
        """What decides besides the columns and the day which rows stand in a tab, or what a page reads with a row, when
        the queryset looks something up.
        """
        return ()

    def tab_counts(self, tabs: Iterable[str], on: dt.date) -> dict[str, int]:
        """How many rows each tab holds, in one statement."""
        names = tuple(tabs)
        counts = _counts_of_tabs(self, names, on, self.hangs_on(on))
        return dict(zip(names, counts[0] if counts else [0] * len(names), strict=True))

    def _in_units(self, unit_ids: list[int]) -> Q:
        condition = Q()
        for path in self.unit_fields:
            condition |= Q(**{f"{path}__in": unit_ids})
        return condition


class About(Expression):
    """Of rows that name a record by `content_type` and `object_id`: those about any of these. A condition a kind.

    Written by itself: it stands on every record's page, and Django takes longer over it than the database.
    """

    output_field = BooleanField()

    def __init__(self, records: Iterable[models.Model]) -> None:
        super().__init__()
        self.table, self.keys = "", defaultdict(list)
        for record in records:
            self.keys[ContentType.objects.get_for_model(record).pk].append(record.pk)

    def resolve_expression(self, query=None, *args, **kwargs):
        return self.relabeled_clone({"": query.get_initial_alias()})

    def relabeled_clone(self, change_map: dict[str, str]):
        clone = self.copy()
        clone.table = change_map.get(self.table, self.table)
        return clone

    def among(self, model: type[models.Model]) -> Such:
        """For a `@written` function: those among the rows of a model."""
        quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
        return Such(model, self._condition(quote(model._meta.db_table), quote) if self.keys else NONE)

    def as_sql(self, compiler, connection):
        if not self.keys:
            raise EmptyResultSet
        sql, params = self._condition(compiler.quote_name_unless_alias(self.table), connection.ops.quote_name)
        return sql, list(params)

    def _condition(self, table: str, quote: Callable[[str], str]) -> Condition:
        kind, key = (f"{table}.{quote(name)}" for name in ("content_type_id", "object_id"))
        conditions = (f"({kind} = %s AND {key} IN ({', '.join(['%s'] * len(keys))}))" for keys in self.keys.values())
        params = chain.from_iterable((kind, *keys) for kind, keys in self.keys.items())
        return f"({' OR '.join(conditions)})", tuple(params)


@written
def _counts_of_tabs(rows: models.QuerySet, tabs: tuple[str, ...], on: dt.date, hangs_on: Hashable) -> models.QuerySet:
    """One row of numbers. Written once a day for everybody: writing takes longer than counting."""
    conditions = [condition_of(rows.model.objects.in_tab(tab, on)) for tab in tabs]
    return rows.order_by().values_list(*[_Count(Stands(*each)) for each in conditions])


class _Count(Func):
    """Of the rows a condition holds for."""

    template = "COUNT(*) FILTER (WHERE %(expressions)s)"
    output_field = IntegerField()
