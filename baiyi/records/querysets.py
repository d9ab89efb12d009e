"""Scope: every queryset a user sees starts from `visible_to(user)`."""

import datetime as dt
from collections.abc import Hashable, Iterable

from django.core.cache import cache
from django.db import models
from django.db.models import BooleanField, Count, Q
from django.db.models.expressions import RawSQL

from baiyi.records.written import Condition, condition_of


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

    def hangs_on(self, on: dt.date) -> Hashable:
        """What decides besides the columns and the day which rows stand in a tab, or what a page reads with a row, when
        the queryset looks something up.
        """
        return ()

    def tab_counts(self, tabs: Iterable[str], on: dt.date) -> dict[str, int]:
        """How many rows each tab holds, in one statement."""
        found = {tab: RawSQL(*each, BooleanField()) for tab, each in self._conditions(tabs, on).items()}  # noqa: S611 - Django wrote it
        return self.aggregate(**{tab: Count("pk", filter=each) for tab, each in found.items()})

    def _conditions(self, tabs: Iterable[str], on: dt.date) -> dict[str, Condition]:
        """The condition of each tab as SQL, the same for everybody: written once a day, since writing takes longer than
        counting.
        """
        key, facts = f"tabs-of-{self.model._meta.label}-{on}", (tuple(tabs), self.hangs_on(on))
        known = cache.get(key)
        if known is None or known[0] != facts:
            known = facts, {tab: condition_of(self.model.objects.in_tab(tab, on)) for tab in facts[0]}
            cache.set(key, known)
        return known[1]

    def _in_units(self, unit_ids: list[int]) -> Q:
        condition = Q()
        for path in self.unit_fields:
            condition |= Q(**{f"{path}__in": unit_ids})
        return condition
