"""The due day at the notice check: the rule's of the day of issue, unless somebody chose another."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

from inspections.entry_context import EntryContext
from inspections.services import planned_due

FAR = dt.timedelta(days=365)  # no page is open longer


class DueDay:
    """What was typed at the notice check, seen from today.

    `typed` holds `due_on` as it was typed, and `shown_on` and `offered_due`: the day of issue and the rule's due day
    that the page showed. A page of before these were carried along showed those of the day it was kept on.
    """

    def __init__(self, visit: EntryContext, typed: Mapping[str, str], *, kept_on: dt.date):
        self.visit, self.typed, self.kept_on = visit, typed.get("due_on") or "", kept_on
        self._said_on, self._said_due = (day_of(typed.get(name)) for name in ("shown_on", "offered_due"))

    @property
    def rule_due(self) -> dt.date:
        """Of a notice that is issued today."""
        return self.visit.planned.due_on

    @property
    def is_believable(self) -> bool:
        """Whether a page can have shown these days."""
        today = self.visit.on
        known = [each for each in (self._said_on, self._said_due) if each]
        return all(abs(each - today) < FAR for each in known) and (self._said_on or today) <= today

    @cached_property
    def shown_on(self) -> dt.date:
        return self._said_on or self.kept_on

    @cached_property
    def offered(self) -> dt.date:
        """The rule's due day that the page showed."""
        if self._said_due or self.shown_on == self.visit.on:
            return self._said_due or self.rule_due
        return planned_due(self.visit.venue.category.rule, on=self.shown_on).due_on

    @property
    def chosen(self) -> str:
        """As it was typed; empty when nobody chose a day."""
        return "" if not self.typed or day_of(self.typed) in {self.offered, self.rule_due} else self.typed

    @property
    def is_moved(self) -> bool:
        """Whether the page showed another day of issue, or another due day of the rule, than would be stored now."""
        return (self.shown_on, self.offered) != (self.visit.on, self.rule_due)

    @property
    def moved_text(self) -> str:
        """What the page showed and what holds now."""
        if not self.is_moved:
            return ""
        words = [f"签发日由 {_said(self.shown_on)} 改为 {_said(self.visit.on)}"]
        if not self.chosen and self.offered != self.rule_due:
            words.append(f"整改期限由 {_said(self.offered)} 改为 {_said(self.rule_due)}")
        return "，".join(words) if self.shown_on != self.visit.on else words[-1]

    def note(self, shown: dt.date | None) -> str:
        """Beside the day: that somebody chose it, and what the rule gives."""
        if shown is None or shown == self.rule_due:
            return ""
        rule = f"规则期满日 {_said(self.rule_due)}"
        if shown <= self.visit.on:
            return f"{_said(shown)} 不晚于签发日，不能作期满日，请重选；{rule}"
        return f"由登记人{'改短' if shown < self.rule_due else '改长'}，{rule}"


def day_of(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def _said(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
