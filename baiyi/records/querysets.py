"""Scope: every queryset a user sees starts from `visible_to(user)`."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Count, Q


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

    def in_tab(self, tab: str, on: dt.date):
        """The rows of a tab of the list; a queryset whose list has tabs says which."""
        raise NotImplementedError(tab)

    def tab_counts(self, tabs: Iterable[str], on: dt.date) -> dict[str, int]:
        """How many rows each tab holds, in one statement."""
        rows = {tab: self.in_tab(tab, on).order_by().values("pk") for tab in tabs}
        return self.aggregate(**{tab: Count("pk", filter=Q(pk__in=each)) for tab, each in rows.items()})

    def _in_units(self, unit_ids: list[int]) -> Q:
        condition = Q()
        for path in self.unit_fields:
            condition |= Q(**{f"{path}__in": unit_ids})
        return condition
