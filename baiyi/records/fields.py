"""Model fields of the platform."""

import json

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from baiyi.records import crypto


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain in Python. Cannot be filtered on; never journaled."""

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
