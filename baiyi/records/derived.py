"""Fields that follow others of the same row: fingerprints of encrypted text, keys of what is looked for.

They fill themselves whichever way the row is written: `save()`, also with `update_fields`, `bulk_create`,
`bulk_update`, and `.update()` of a source. The project does not start (`baiyi.E009`) when a model has one and writes
its rows by a manager that knows nothing of it.
"""

from collections.abc import Iterable
from functools import cache

from django.core import checks
from django.db import models, router, transaction

from baiyi.records.text import clean

CHUNK = 500  # rows


class DerivedField(models.Field):
    """`sources` are the names of the fields it follows, `derive` is what it then says."""

    sources: tuple[str, ...] = ()

    def derive(self, row: models.Model) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance, add):
        return self.fill(model_instance)

    def fill(self, row: models.Model) -> str:
        found = self.derive(row)
        setattr(row, self.attname, found)
        return found

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_that_it_follows()]

    def _check_that_it_follows(self) -> list[checks.Error]:
        model, problems = self.model, []
        missing = set(self.sources) - {field.name for field in model._meta.concrete_fields}
        if missing or not self.sources:
            problems.append(f"{self.name} follows {', '.join(sorted(missing)) or 'no field'}, which is not there")
        if not issubclass(model, Derived):
            problems.append(f"{model.__name__} must be a Derived model to save {self.name} with what it follows")
        problems += [
            f"{model.__name__}.{manager.name} must give a DerivedQuerySet: its bulk writes would pass {self.name} by"
            for manager in model._meta.managers
            if not isinstance(manager.get_queryset(), DerivedQuerySet)
        ]
        return [checks.Error(problem, obj=self, id="baiyi.E009") for problem in problems]


class DerivedQuerySet(models.QuerySet):
    """Bulk writes that take along what follows the fields they write."""

    def update(self, **changes):
        """`bulk_update` comes through here too. Who names a derived field himself has worked it out."""
        follow = [each for each in following(self.model, changes) if each.name not in changes]
        if not follow:
            return super().update(**changes)
        with transaction.atomic(using=router.db_for_write(self.model)):
            keys = list(self.order_by().values_list("pk", flat=True))
            written = super().update(**changes)
            fill(self.model, keys, follow)
        return written

    update.alters_data = True

    def bulk_create(self, objs, *args, update_fields=None, **kwargs):
        objs = list(objs)
        for each in objs:
            tidy(each)
        if update_fields:
            update_fields = [*update_fields, *(each.name for each in following(self.model, update_fields))]
        return super().bulk_create(objs, *args, update_fields=update_fields, **kwargs)


class Derived(models.Model):
    """A row whose derived fields are saved with what they follow. A new one holds no text that nobody can see, whoever
    made it; one that is there is never rewritten by the way.
    """

    objects = DerivedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if self._state.adding:
            tidy(self)
        if update_fields is not None:
            names = set(update_fields)
            update_fields = names | {each.name for each in following(type(self), names)}
        elif deferred := self.get_deferred_fields():  # those would not be saved
            for each in derived_fields(type(self)):
                if each.attname in deferred and not deferred.issuperset(each.sources):
                    each.fill(self)
        super().save(*args, update_fields=update_fields, **kwargs)


def tidy(row: models.Model) -> None:
    """What forms do to what is typed (typed.py), for what comes by no form. Lines stay: only a form knows whether a
    field has any.
    """
    for name in _texts(type(row)):
        if isinstance(text := getattr(row, name), str):
            setattr(row, name, clean(text, lines=True))


@cache
def _texts(model: type[models.Model]) -> list[str]:
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, DerivedField)
        and not field.choices
    ]


def derived_fields(model: type[models.Model]) -> list[DerivedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, DerivedField)]


def following(model: type[models.Model], names: Iterable[str]) -> list[DerivedField]:
    """What follows any of the fields."""
    written = set(names)
    return [field for field in derived_fields(model) if written.intersection(field.sources)]


def fill(model: type[models.Model], keys: Iterable[int], fields: list[DerivedField]) -> int:
    """Work them out anew for the rows with these keys, in chunks, from what the table says; returns how many rows.

    Also for migrations, whose models have no managers of ours.
    """
    waiting, done = sorted(keys), 0
    sources = {name for field in fields for name in field.sources}
    while chunk := waiting[done : done + CHUNK]:
        rows = list(model._base_manager.filter(pk__in=chunk).only("pk", *sources))
        for field in fields:
            for row in rows:
                field.fill(row)
        model._base_manager.bulk_update(rows, [field.name for field in fields])
        done += len(chunk)
    return done


def fill_all(label: str, *names: str):
    """For a migration, as `RunPython(fill_all("inspections.venue", "search_key"), RunPython.noop)`: every row."""

    def forwards(apps, schema_editor):
        model = apps.get_model(label)
        keys = model._base_manager.values_list("pk", flat=True)
        fill(model, keys, [model._meta.get_field(name) for name in names])

    return forwards
