"""Model fields of the platform."""

import json

from django import forms
from django.core import checks
from django.core.validators import MaxLengthValidator
from django.db import models

from baiyi.records import crypto


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain in Python. Never journaled. Cannot be filtered on: a
    `FingerprintField` beside it can.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.max_length:
            self.validators.append(MaxLengthValidator(self.max_length))

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return crypto.decrypt(value) if value else value

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": forms.TextInput, "max_length": self.max_length, **kwargs})


class EncryptedJSONField(EncryptedTextField):
    """JSON that is ciphertext in the database."""

    def get_prep_value(self, value):
        return super().get_prep_value(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value, expression, connection):
        plain = super().from_db_value(value, expression, connection)
        return json.loads(plain) if plain else {}

    def to_python(self, value):
        return value


class FingerprintField(models.CharField):
    """Finds the rows whose encrypted field `of` says the same, however it was typed: `name_print__in=fingerprints(…)`
    (crypto.py). Fills itself on `save()`, also when `update_fields` names only `of`, and on `bulk_create`; `.update()`
    and `bulk_update` pass it by. Empty text has none. Never journaled: it tells that two people are one.

    After a rotation of keys rows are still found, but two rows can only be compared once `seal_again` has run.
    """

    def __init__(self, *args, of: str, **kwargs):
        kwargs |= {"max_length": 80, "db_index": True, "editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance, add):
        found = crypto.fingerprint(getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, found)
        return found

    def check(self, **kwargs):
        known = {field.name: field for field in self.model._meta.concrete_fields}
        is_fit = isinstance(known.get(self.of), EncryptedTextField) and issubclass(self.model, Fingerprinted)
        problem = f"{self.name} needs an encrypted field {self.of} beside it, and a model that is Fingerprinted"
        return [*super().check(**kwargs), *([] if is_fit else [checks.Error(problem, obj=self, id="baiyi.E007")])]


class Fingerprinted(models.Model):
    """A row whose fingerprints are saved with what they are of."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            names = set(update_fields)
            update_fields = names | {each.name for each in fingerprints_of(type(self)) if each.of in names}
        super().save(*args, update_fields=update_fields, **kwargs)


def fingerprints_of(model: type[models.Model]) -> list[FingerprintField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, FingerprintField)]


def private_fields(model: type[models.Model]) -> set[str]:
    """Names of what may stand nowhere else: encrypted text and its fingerprints."""
    return {
        field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField | FingerprintField)
    }
