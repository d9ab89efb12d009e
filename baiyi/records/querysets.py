"""Scope: every queryset a user sees starts from `visible_to(user)`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BigIntegerField, BooleanField, Expression, Func, Q, Value
from django.db.models.functions import Cast

from baiyi.records.derived import DerivedQuerySet
from baiyi.records.written import ALL, NONE, Condition, Stands, Such, condition_of, leads_to, written

NO_ROWS = Cast(Value(0), BigIntegerField())


class ScopedQuerySet(DerivedQuerySet):
    """Rows belong to a unit. `unit_fields` are the paths to the unit a row counts for.

    `tab_groups` are tabs that are counted together, by an index of their own: the first of a group holds the rows of
    the others. For a list most of whose rows stand in few of its tabs. All other tabs are counted at one look at all
    rows.
    """

    unit_fields: tuple[str, ...] = ("unit",)
    tab_groups: tuple[tuple[str, ...], ...] = ()

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
        names, groups = tuple(tabs), self._groups(tuple(tabs))
        rows = [Such(self.model, condition_of(self), self.db)] * len(groups)
        counts = _counts_of_tabs(names, groups, on, self.hangs_on(on), *rows) or [[0] * len(names)]
        return dict(zip(names, map(sum, zip(*counts, strict=True)), strict=True))

    def _groups(self, names: tuple[str, ...]) -> "tuple[_TabGroup, ...]":
        found = [(group[0], tuple(each for each in group if each in names)) for group in self.tab_groups]
        named = {each for _, group in found for each in group}
        others = tuple(each for each in names if each not in named)
        return tuple((within, group) for within, group in [*found, ("", others)] if group)

    def _in_units(self, unit_ids: list[int]) -> Q:
        condition = Q()
        for path in self.unit_fields:
            condition |= Q(**{f"{path}__in": unit_ids}) if "__" in path else leads_to(self.model, path, unit_ids)
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


_TabGroup = tuple[str, tuple[str, ...]]  # the tab that holds the rows of all of them, or none; and the tabs


@written
def _counts_of_tabs(
    tabs: tuple[str, ...], groups: tuple[_TabGroup, ...], on: dt.date, hangs_on: Hashable, *rows: models.QuerySet
) -> models.QuerySet:
    """A row of numbers a group, 0 for the tabs of others. Written once a day for everybody: writing takes longer than
    counting.
    """
    first, *others = [_counts_of_group(*each, tabs, on) for each in zip(rows, groups, strict=True)]
    return first.union(*others, all=True) if others else first


def _counts_of_group(rows: models.QuerySet, group: _TabGroup, tabs: tuple[str, ...], on: dt.date) -> models.QuerySet:
    within, members = group
    counts = dict.fromkeys(tabs, NO_ROWS) | {each: _Count(_stands_in(rows, each, on)) for each in members}
    if within:
        rows = rows.filter(_stands_in(rows, within, on))
        counts |= {within: _Count(Stands(*ALL))} if within in members else {}
    return rows.order_by().values_list(*counts.values())


def _stands_in(rows: models.QuerySet, tab: str, on: dt.date) -> Stands:
    return Stands(*condition_of(rows.model.objects.in_tab(tab, on)))


class _Count(Func):
    """Of the rows a condition holds for."""

    template = "COUNT(*) FILTER (WHERE %(expressions)s)"
    output_field = BigIntegerField()
