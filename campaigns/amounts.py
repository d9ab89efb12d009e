"""Amounts as people type them: up to eight digits before the point, one or two after it."""

import re
from decimal import Decimal

from django import forms

from baiyi.records.typed import ungrouped

AMOUNT = re.compile(r"-?[0-9]{1,8}(?:\.[0-9]{1,2})?")


def amount_of(text: str, *, places: int = 1) -> Decimal | None:
    """The number that was typed; None for anything else, also for more places than wanted."""
    text = text.strip()
    number = Decimal(text) if AMOUNT.fullmatch(text) else None
    return number if number is not None and number == round(number, places) else None


class AmountField(forms.CharField):
    """A number in digits; what is none comes back as typed. None where nothing was typed and nothing had to be."""

    reading = staticmethod(ungrouped)

    def __init__(self, *, places: int = 1, **kwargs):
        self.places = places
        super().__init__(
            max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs
        )

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        typed = super().clean(value)
        if not typed and not self.required:
            return None
        number = amount_of(typed, places=self.places)
        if number is None:
            raise forms.ValidationError(
                f"{self.label}须是数，如 12{f'，小数最多 {self.places} 位' if self.places else ''}"
            )
        return number
