"""What the rows of an answer become: records, dictionaries or tuples, as a queryset gives them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, ValuesIterable, ValuesListIterable, get_related_populators


class Light(ModelIterable):
    """For rows that are only looked at, many at a time: the records they lead to are shared, and nothing that is done
    when a record is made for use is done. `rows._iterable_class = Light`.
    """


def maker(rows: QuerySet, compiler) -> Callable[[Iterable[Sequence]], list]:
    """As Django makes records, dictionaries and tuples of an answer, which looks all of this up at each reading."""
    kind, query = rows._iterable_class, rows.query
    if kind is ModelIterable:
        return partial(_records, *_making(compiler, rows.db))
    if kind is Light:
        return partial(_light_records, *_making(compiler, rows.db))
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


def _light_records(
    own: Callable, columns: slice, populate: list, added: list, answer: Iterable[Sequence]
) -> list[Model]:
    lead, make, found = [_leading(each) for each in populate], _light(own), []
    for row in answer:
        record = make(row[columns])
        for each in lead:
            each(row, record)
        for name, place in added:
            setattr(record, name, row[place])
        found.append(record)
    return found


def _leading(populate: Callable) -> Callable[[Sequence, Model], None]:
    """Sets the record that a row leads to: one that an earlier row of the answer led to already, where many may."""
    populator = populate.__self__
    field = getattr(populator.local_setter, "__self__", None)
    if not isinstance(field, ForeignKey) or field.unique or populator.reorder_for_init:
        return populate
    place, known = populator.cols_start + populator.pk_idx, {}

    def lead(row: Sequence, record: Model) -> None:
        key = row[place]
        if key in known:
            field.set_cached_value(record, known[key])
        else:
            populate(row, record)
            known[key] = field.get_cached_value(record)

    return lead


def _light(own: Callable) -> Callable[[Sequence], Model]:
    """As `from_db`, without signals and descriptors, for a model that makes its records as every other does."""
    model, (db, names) = own.func.__self__, own.args
    if model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__:
        return own
    state_of = partial(_state, db)

    def make(values: Sequence) -> Model:
        record = model.__new__(model)
        record.__dict__.update(zip(names, values, strict=True))
        record._state = state_of()
        return record

    return make


def _state(db: str) -> ModelState:
    state = ModelState()
    state.db, state.adding = db, False
    return state
