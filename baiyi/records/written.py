"""Statements that are written once: what a page reads with its rows is the same for everybody, which rows are not.

Django writes each statement anew, and that takes longer than running it. `@written` on a function of a queryset keeps
the SQL of what the function makes of it, with a gap where the condition of the rows stands. That condition (the scope
of the person) is written each time, so what is kept knows nobody. A key of a record or a person needs no writing: a
`Key` is a place in the statement where the number is put when it is read.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from itertools import chain, count, zip_longest
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Expression,
    Model,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from baiyi.records.made_rows import maker

MOST = 500  # statements kept in a process
GAP = re.compile(r"(/\* which rows \d \*/)")
Condition = tuple[str, tuple]  # SQL and its parameters
ALL, NONE = ("1 = 1", ()), ("1 = 0", ())


@dataclass(frozen=True)
class Key:
    """A number that is known when the statement is read: within the function it stands for itself (`pk=key`)."""

    value: int


@dataclass(frozen=True)
class Such:
    """Rows of a model whose condition is written already, handed to a `@written` function as a queryset would be."""

    model: type[Model]
    condition: Condition
    db: str = DEFAULT_DB_ALIAS

    @classmethod
    def by(cls, model: type[Model], name: str, keys: Collection[int]) -> "Such":
        """Rows of the model whose relation of that name leads to one of the keys."""
        if not keys:
            return cls(model, NONE)
        quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
        column = f"{_table_of(model)}.{quote(model._meta.get_field(name).column)}"
        return cls(model, (f"{column} IN ({', '.join(['%s'] * len(keys))})", tuple(keys)))

    def all(self) -> QuerySet:
        return self.model._default_manager.using(self.db).filter(Stands(*self.condition))


def written(add: Callable[..., QuerySet]) -> Callable[..., list]:
    """`add(rows, *facts)` says what comes with the rows; the decorated function gives them as a list.

    The statement is kept by `facts`: whatever else `add` hung on would stand still. It may join, annotate, order, cut,
    prefetch, and unite the rows of several querysets; of those that are handed in only the condition counts. One that
    joins other tables fits no gap: then the statement is written anew. What is handed in as a `Key` is no part of what
    the statement is kept by. `cut` is the part of the rows that is wanted.
    """

    @wraps(add)
    def read(*given: QuerySet | Such | Key | Hashable, cut: slice | None = None) -> list:
        querysets = [each for each in given if isinstance(each, QuerySet)]
        if any(map(_joins, querysets)):
            rows = add(*map(_as_it_is, given))
            return list(rows[cut] if cut else rows)
        conditions = [_condition(each) for each in given if isinstance(each, (QuerySet, Such))]
        if conditions and all(each == NONE for each in conditions):
            return []
        known = querysets[0]._known_related_objects if querysets else {}
        keys = tuple(each.value for each in given if isinstance(each, Key))
        return _statement(add, _shape(given)).read(conditions, known, cut, keys)

    return read


def _as_it_is(given):
    if isinstance(given, Such):
        return given.all()
    return given.value if isinstance(given, Key) else given


def _condition(rows: "QuerySet | Such") -> Condition:
    return rows.condition if isinstance(rows, Such) else condition_of(rows)


def _shape(given: tuple) -> tuple:
    """By what statements are told apart: rows by their model, keys by their place."""
    places = count()
    return tuple(
        _Rows(each.model, each.db)
        if isinstance(each, (QuerySet, Such))
        else _Place(next(places))
        if isinstance(each, Key)
        else each
        for each in given
    )


def condition_of(rows: QuerySet) -> Condition:
    """What a row of the model must be to stand among these; of its own table alone."""
    if _joins(rows):
        rows = rows.model._base_manager.using(rows.db).filter(pk__in=rows.order_by().values("pk"))
    try:
        sql, params = rows.query.get_compiler(rows.db).compile(rows.query.where)
    except FullResultSet:
        return ALL
    except EmptyResultSet:
        return NONE
    return sql, tuple(params)


def among(rows: QuerySet) -> Q:
    """That a row stands among these of the same model, as one condition beside others."""
    return Q(Stands(*condition_of(rows)))


def leads_to(model: type[Model], name: str, keys: Collection[int]) -> Q:
    """That the relation of that name of a row leads to one of the keys. Every scope asks; Django writes it slowly."""
    if not keys:
        return Q(pk__in=())
    sql, params = Such.by(model, name, keys).condition
    return Q(_Known(_table_of(model), sql, tuple(map(_put_in, params))))


def known(add: Callable[..., QuerySet]) -> Callable[..., Q]:
    """`add(*given)` says which rows of a model are meant, by numbers such as the key of a person; the decorated
    function gives that as one condition on such a row. It is written once a process, and the numbers are put into it;
    what else is given (a model) tells conditions apart. One may be asked for within another.

    Only for what joins no other table but in a subquery, and hangs on nothing but what is given.
    """

    @wraps(add)
    def condition(*given: int | Hashable) -> Q:
        keys, places = [_put_in(each) for each in given if type(each) in {int, _Put}], map(_Place, count())
        shape = tuple(next(places) if type(each) in {int, _Put} else each for each in given)
        table, (sql, params) = _condition_once(add, shape)
        return Q(_Known(table, sql, tuple(keys[each.number] if type(each) is _Place else each for each in params)))

    return condition


@lru_cache(maxsize=MOST)
def _condition_once(add: Callable[..., QuerySet], shape: tuple) -> tuple[str, Condition]:
    rows = add(*(_Put(each) if type(each) is _Place else each for each in shape))
    if _joins(rows):
        raise ValueError(add.__qualname__)
    return _table_of(rows.model), condition_of(rows)


def _put_in(number: "int | _Put") -> "int | _Place":
    """Among the parameters: within what is written itself a number has only its place."""
    return number.place if type(number) is _Put else number


def _table_of(model: type[Model]) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(model._meta.db_table)


def _joins(rows: QuerySet) -> bool:
    return sum(map(bool, rows.query.alias_refcount.values())) > 1


def forget() -> None:
    """For tests: their databases differ in the keys of what statements name by key."""
    _statement.cache_clear()
    _condition_once.cache_clear()


@dataclass(frozen=True)
class _Rows:
    """Stands for a queryset where statements are told apart."""

    model: type[Model]
    db: str


@dataclass(frozen=True)
class _Place:
    """Stands for a key where statements are told apart, and among the parameters of one."""

    number: int


class _Put(Expression):
    """Stands where a key will."""

    output_field = BigIntegerField()

    def __init__(self, place: _Place) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler, connection):
        return "%s", (self.place,)


class _Gap(Expression):
    """Stands where a condition will."""

    output_field = BooleanField()

    def __init__(self, number: int = 0) -> None:
        super().__init__()
        self.sign = f"/* which rows {number} */"

    def as_sql(self, compiler, connection):
        return self.sign, (self.sign,)


class Stands(Expression):
    """Whether a row stands among those of a condition."""

    output_field = BooleanField()

    def __init__(self, sql: str, params: tuple) -> None:
        super().__init__()
        self.condition = sql, params

    def as_sql(self, compiler, connection):
        return self.condition


class _Known(Expression):
    """A condition on a row of `table`, as a statement has it that gives the table no other name."""

    output_field = BooleanField()

    def __init__(self, table: str, sql: str, params: tuple) -> None:
        super().__init__()
        self.table, self.sql, self.params, self.alias = table, sql, params, ""

    def resolve_expression(self, query=None, *args, **kwargs):
        return self.relabeled_clone({"": query.get_initial_alias()})

    def relabeled_clone(self, change_map: dict[str, str]):
        clone = self.copy()
        clone.alias = change_map.get(self.alias, self.alias)
        return clone

    def as_sql(self, compiler, connection):
        name = compiler.quote_name_unless_alias(self.alias)
        return self.sql if name == self.table else self.sql.replace(f"{self.table}.", f"{name}."), self.params


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """Pieces between the gaps, and how rows of the answer become what the queryset gives.

    `brought` are the prefetches whose statements are written too; a page of one record reads them with it.
    """

    db: str
    pieces: list[Condition]
    make: Callable[[Iterable[Sequence]], list]
    width: int | None  # columns that are no part of a row stand behind those that are
    converters: list[tuple[int, tuple[list[Callable], Any]]]
    brought: "dict[Prefetch, _Statement]"
    others: list[Prefetch]

    def read(self, conditions: list[Condition], known: dict, cut: slice | None = None, keys: tuple = ()) -> list:
        """On the connection of the thread. `known` as in related managers."""
        connection, (sql, params) = connections[self.db], self._with(conditions)
        params = tuple(keys[each.number] if type(each) is _Place else each for each in params) if keys else params
        if cut:
            sql += f" {connection.ops.limit_offset_sql(cut.start, cut.stop)}"
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            answer = cursor.fetchall()
        found = self.make(self._converted(answer, connection))
        for record in found if known else ():
            _remember(record, known)
        if len(found) == 1:
            self._bring(found[0])
        lookups = (*self.others, *(self.brought if len(found) > 1 else ()))
        if lookups:
            prefetch_related_objects(found, *lookups)
        return found

    def _with(self, conditions: list[Condition]) -> Condition:
        parts = list(chain.from_iterable(zip_longest(self.pieces, conditions)))[:-1]
        sql = "".join(f"({part})" if place % 2 else part for place, (part, _) in enumerate(parts))
        return sql, tuple(chain.from_iterable(params for _, params in parts))

    def _converted(self, answer: list[tuple], connection) -> Iterable[Sequence]:
        rows = answer if self.width is None else [row[: self.width] for row in answer]
        return (self._row(list(row), connection) for row in rows) if self.converters else rows

    def _row(self, row: list, connection) -> list:
        for place, (convert, expression) in self.converters:
            for each in convert:
                row[place] = each(row[place], expression, connection)
        return row

    def _bring(self, record: Model) -> None:
        for lookup, statement in self.brought.items():
            manager = getattr(record, lookup.prefetch_to)
            rows = manager.all() if lookup.queryset is None else manager._apply_rel_filters(lookup.queryset.all())
            rows._result_cache = statement.read([], rows._known_related_objects, keys=(record.pk,))
            rows._prefetch_done = True
            record.__dict__.setdefault("_prefetched_objects_cache", {})[lookup.prefetch_to] = rows


def _remember(record: Model, known: dict) -> None:
    """The record that rows were asked of is the one they lead to."""
    for field, records in known.items():
        if not field.is_cached(record) and getattr(record, field.attname) in records:
            setattr(record, field.name, records[getattr(record, field.attname)])


@lru_cache(maxsize=MOST)
def _statement(add: Callable[..., QuerySet], shape: tuple) -> _Statement:
    """Raises ValueError when the querysets do not stand in it once each, in the order they are given."""
    gaps = count()
    rows = add(*(_in_its_place(each, gaps) for each in shape))
    return _write(rows, next(gaps))


def _in_its_place(given, gaps: Iterator[int]):
    if isinstance(given, _Rows):
        return given.model._default_manager.using(given.db).filter(_Gap(next(gaps)))
    return _Put(given) if isinstance(given, _Place) else given


def _write(rows: QuerySet, gaps: int = 0) -> _Statement:
    compiler = rows.query.get_compiler(rows.db)
    sql, params = compiler.as_sql()
    lookups = [each if isinstance(each, Prefetch) else Prefetch(each) for each in rows._prefetch_related_lookups]
    brought = {each: _write(_of_one(each, rows)) for each in lookups if _is_plain(each, rows.model)}
    columns = [each for each, *_ in compiler.select[: compiler.col_count]]
    return _Statement(
        db=rows.db,
        pieces=_pieces(sql, params, gaps),
        make=maker(rows, compiler),
        width=compiler.col_count if compiler.has_extra_select else None,
        converters=list(compiler.get_converters(columns).items()),
        brought=brought,
        others=[each for each in lookups if each not in brought],
    )


def _pieces(sql: str, params: tuple, gaps: int) -> list[Condition]:
    """What stands before, between and after the gaps, which come in their order."""
    texts, signs = GAP.split(sql)[::2], GAP.findall(sql)
    if signs != [_Gap(number).sign for number in range(gaps)]:
        raise ValueError(sql)
    places = [params.index(sign) for sign in signs]
    return [
        (text, params[since:until])
        for text, since, until in zip(texts, [0, *(place + 1 for place in places)], [*places, len(params)], strict=True)
    ]


def _is_plain(lookup: Prefetch, model: type[Model]) -> bool:
    """Rows that refer to the record by its key, under their own name."""
    name = lookup.prefetch_to
    related = next((each for each in model._meta.get_fields() if each.name == name), None)
    if related is None or not related.one_to_many or lookup.prefetch_through != name:
        return False
    return isinstance(related, GenericRelation) or related.field.target_field.primary_key


def _of_one(lookup: Prefetch, rows: QuerySet) -> QuerySet:
    """Those of a record whose key comes later."""
    related, key = rows.model._meta.get_field(lookup.prefetch_to), _Put(_Place(0))
    found = related.related_model._default_manager.using(rows.db) if lookup.queryset is None else lookup.queryset
    if isinstance(related, GenericRelation):
        kind = ContentType.objects.db_manager(rows.db).get_for_model(
            rows.model, for_concrete_model=related.for_concrete_model
        )
        return found.filter(**{related.content_type_field_name: kind.pk, related.object_id_field_name: key})
    return found.filter(**{related.field.name: key})
