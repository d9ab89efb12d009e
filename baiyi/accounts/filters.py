"""Narrowing a list to one unit. Filters live in the URL."""

from collections.abc import Container

import django_filters


class UnitFilter(django_filters.ChoiceFilter):
    """Units of some kinds in the user's own subtrees, which the request knows already; others are no choice."""

    def __init__(self, label: str, kinds: Container[str], *, field_name: str = "unit"):
        self.kinds = kinds
        super().__init__(label=label, field_name=field_name, empty_label="全部", choices=())

    @property
    def field(self):
        field = super().field
        request = self.parent.request
        units = request.user.units() if request else []
        field.choices = [(unit.pk, unit.short_name) for unit in units if unit.kind in self.kinds]
        return field
