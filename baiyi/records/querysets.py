"""Scope: every queryset a user sees starts from `visible_to(user)`."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q


class ScopedQuerySet(models.QuerySet):
    """Rows belong to a unit. `unit_fields` are the paths to the unit a row counts for."""

    unit_fields: tuple[str, ...] = ("unit",)

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

    def _in_units(self, unit_ids: list[int]) -> Q:
        condition = Q()
        for path in self.unit_fields:
            condition |= Q(**{f"{path}__in": unit_ids})
        return condition
