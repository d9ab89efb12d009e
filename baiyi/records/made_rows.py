"""What the rows of an answer become: records, dictionaries or tuples, as a queryset gives them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesIterable, ValuesListIterable, get_related_populators


def maker(rows: QuerySet, compiler) -> Callable[[Iterable[Sequence]], list]:
    """As Django makes records, dictionaries and tuples of an answer, which looks all of this up at each reading."""
    kind, query = rows._iterable_class, rows.query
    if kind is ModelIterable:
        return partial(_records, *_making(compiler, rows.db))
    if kind is ValuesIterable:
        names = [*(query.selected or (*query.values_select, *query.annotation_select))]
        return lambda answer: [dict(zip(names, row, strict=True)) for row in answer]
    if kind is ValuesListIterable:
        return lambda answer: [tuple(row) for row in answer]
    raise TypeError(kind)


def _making(compiler, db: str) -> tuple:
    select, made = compiler.select, compiler.klass_info
    begins, ends = made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[begins:ends]]
    populate = [each.populate for each in get_related_populators(made, select, db)]
    own = partial(made["model"].from_db, db, names)
    return own, slice(begins, ends), populate, list(compiler.annotation_col_map.items())


def _records(own: Callable, columns: slice, populate: list, added: list, answer: Iterable[Sequence]) -> list[Model]:
    found = []
    for row in answer:
        record = own(row[columns])
        for each in populate:
            each(row, record)
        for name, place in added:
            setattr(record, name, row[place])
        found.append(record)
    return found
