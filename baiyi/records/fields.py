"""Model fields of the platform."""

import json

from django import forms
from django.core import checks
from django.core.validators import MaxLengthValidator
from django.db import models

from baiyi.records import crypto
from baiyi.records.derived import DerivedField, derived_fields


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


class FingerprintField(DerivedField, models.CharField):
    """Finds the rows whose encrypted field `of` says the same, however it was typed: `name_print__in=fingerprints(…)`
    (crypto.py). Written with `of` whichever way that is written (derived.py). Empty text has none. Never journaled: it
    tells that two people are one.

    After a rotation of keys rows are still found, but two rows can only be compared once `seal_again` has run.
    """

    def __init__(self, *args, of: str, **kwargs):
        kwargs |= {"max_length": 80, "db_index": True, "editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)
        self.of, self.sources = of, (of,)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def derive(self, row):
        return crypto.fingerprint(getattr(row, self.of) or "")

    def check(self, **kwargs):
        known = {field.name: field for field in self.model._meta.concrete_fields}
        problem = f"{self.name} needs an encrypted field {self.of} beside it"
        is_fit = isinstance(known.get(self.of), EncryptedTextField)
        return [*super().check(**kwargs), *([] if is_fit else [checks.Error(problem, obj=self, id="baiyi.E007")])]


def fingerprints_of(model: type[models.Model]) -> list[FingerprintField]:
    return [field for field in derived_fields(model) if isinstance(field, FingerprintField)]


def private_fields(model: type[models.Model]) -> set[str]:
    """Names of what may stand nowhere else: encrypted text and its fingerprints."""
    return {
        field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField | FingerprintField)
    }


def unjournaled_fields(model: type[models.Model]) -> set[str]:
    """Names of what no line of the journal speaks of: private fields, and what only follows others."""
    return private_fields(model) | {field.name for field in derived_fields(model)}
