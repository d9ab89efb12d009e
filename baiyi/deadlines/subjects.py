"""Records that carry deadlines: what they owe, opened, paused, closed and voided by their own moves.

A model declares its obligations; `moved` does the rest inside the transaction of the move. Overdue, near and the lamp
of a record come from its deadlines alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery

from baiyi.deadlines import kinds, services
from baiyi.deadlines.calendar import Calendar
from baiyi.deadlines.models import Deadline, Rule, near_on, overdue_on
from baiyi.deadlines.receipts import lamp_of_open, near_until
from baiyi.records import clock
from baiyi.records.lamps import Lamp
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.signals import moved

BEGIN = "begin"  # the first save of a record, as one opens what it owes from the start
Due = Mapping[str, date]  # due day by kind, of what the same move opened before


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One thing a record owes by a day. `rule` gives the rule for a record, as a row or its code; None: this one owes
    it not.

    Moves are named: those that open it (BEGIN is the first save), close it (on the move's `on`, else today), void it,
    pause it (with the ground of Pause, unless the move's facts name another) and resume it. `starts_on` and `length`
    see the record after the move, `due_on` its facts (a day somebody chose); without them it starts on the move's day
    and lasts as long as the rule says. A periodic one is opened again by the schedule once its period was closed, for
    rows of `owing`.
    """

    kind: str
    rule: Callable[[Any], Rule | str | None]
    opened_by: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    voided_by: tuple[str, ...] = ("void",)
    paused_by: Mapping[str, str] = field(default_factory=dict)
    resumed_by: tuple[str, ...] = ()
    starts_on: Callable[[Any, Due], date] | None = None
    length: Callable[[Any], int | None] = lambda record: None
    due_on: Callable[[Mapping], date | None] = lambda facts: None
    period: Callable[[Any], str] = lambda record: ""
    is_periodic: bool = False


class SubjectQuerySet(ScopedQuerySet):
    """Rows by their deadlines; `kind` narrows to one obligation. All read the same day, `late_after`."""

    def overdue(self, on: date, *, kind: str = ""):
        """Open on that day and late, as known today."""
        return self._owing(overdue_on(on), kind)

    def near_due(self, on: date, *, kind: str = ""):
        return self._owing(near_on(on, near_until(on)), kind)

    def due_by(self, until: date, *, kind: str = ""):
        """With an open deadline that is not paused and due by that day, the late ones too."""
        return self._owing(Q(closed_on=None, voided_at=None, paused_on=None, effective_due_on__lte=until), kind)

    def with_due(self):
        """Adds effective_due_on and is_within_limit of the first obligation, and what `with_gravest` adds."""
        main = self._mine().filter(kind=self.model.OBLIGATIONS[0].kind).order_by("-pk")
        return self.annotate(
            effective_due_on=Subquery(main.values("effective_due_on")[:1]),
            is_within_limit=Subquery(main.values("is_within_limit")[:1]),
        ).with_gravest()

    def with_gravest(self):
        """Adds the gravest open deadline: grave_kind, grave_due_on, grave_late_after (None: paused, or nothing open).
        A lamp needs no more.
        """
        gravest = self._mine().filter(closed_on=None).order_by(F("late_after").asc(nulls_last=True), "pk")
        return self.annotate(
            grave_kind=Subquery(gravest.values("kind")[:1]),
            grave_due_on=Subquery(gravest.values("effective_due_on")[:1]),
            grave_late_after=Subquery(gravest.values("late_after")[:1]),
        )

    def _mine(self):
        """Of a row in the statement around."""
        return Deadline.objects.about(self.model).filter(object_id=OuterRef("pk"), voided_at=None)

    def with_terms(self, **wanted: str):
        """with_terms(recheck=RECHECK) adds recheck_due_on and recheck_late_after of the open deadline of that kind."""
        mine = Deadline.objects.about(self.model).open().filter(object_id=OuterRef("pk")).order_by("-pk")
        found = {}
        for name, kind in wanted.items():
            rows = mine.filter(kind=kind)
            found[f"{name}_due_on"] = Subquery(rows.values("effective_due_on")[:1])
            found[f"{name}_late_after"] = Subquery(rows.values("late_after")[:1])
        return self.annotate(**found)

    def in_tab(self, tab: str, on: date):
        """全部, 超期, 临期, else a state of that name; voided rows stand in none. Raises LookupError for any other."""
        chosen = {"all": self.current, "overdue": lambda: self.overdue(on), "near": lambda: self.near_due(on)}
        if tab in chosen:
            return chosen[tab]()
        if tab not in dict(self.model._meta.get_field("state").flatchoices):
            raise LookupError(f"{tab} is no state of {self.model._meta.label}")
        return self.current().filter(state=tab)

    def owing(self, kind: str):
        """Rows whose periodic obligation goes on; a model that lets it end says when."""
        return self.current()

    def _owing(self, condition: Q, kind: str):
        rows = Deadline.objects.about(self.model).filter(condition, **({"kind": kind} if kind else {}))
        return self.current().filter(pk__in=rows.order_by().values("object_id"))


class HasDeadlines(models.Model):
    """Beside Record: `OBLIGATIONS`, the first one being what lists call its term (期限)."""

    OBLIGATIONS: ClassVar[tuple[Obligation, ...]] = ()
    shows_receipts: ClassVar[bool] = True  # a panel of receipts on its page

    deadlines = GenericRelation(Deadline)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """What it owes from the start is opened with the first save. Raises MoveRefused."""
        owed = [each for each in self.OBLIGATIONS if BEGIN in each.opened_by] if self._state.adding else []
        if not owed:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():  # never the one without the other
            super().save(*args, **kwargs)
            _open(self, owed, facts={}, by=self.created_by)

    def open_deadline(self, kind: str) -> Deadline | None:
        """The open one of that kind, with its rule. One statement."""
        return self.deadlines.open().filter(kind=kind).select_related("rule").order_by("-pk").first()

    def what_is_next(self) -> str:
        """Of its open deadlines the one that is late first. One statement."""
        soonest = self.deadlines.open().filter(paused_on=None).order_by("late_after", "pk").first()
        if soonest is None:
            return ""
        due = soonest.effective_due_on
        return f"{kinds.label_of(soonest.kind)}期限{due.month}月{due.day}日"

    @property
    def due_lamp(self) -> Lamp | None:
        """For rows of `with_gravest`: how the gravest open deadline stands today, and which it is; None without one."""
        if not self.grave_kind:
            return None
        days = (self.grave_due_on, self.grave_late_after)
        return lamp_of_open(*days, on=clock.today(), word=kinds.label_of(self.grave_kind))

    @property
    def is_late(self) -> bool:
        """For rows of `with_gravest`: whether its lamp is red."""
        return self.grave_late_after is not None and self.grave_late_after < clock.today()


def models_with_deadlines() -> list[type[HasDeadlines]]:
    """Every model of ours that declares obligations."""
    from django.apps import apps  # noqa: PLC0415 - asked for when all models are loaded

    return [model for model in apps.get_models() if issubclass(model, HasDeadlines)]


def follow_move(sender, *, record, name: str, by, reason: str, facts: dict, **kwargs) -> None:
    """Opens, closes, voids, pauses and resumes what the move says. Raises MoveRefused, which takes the move back."""
    if isinstance(record, HasDeadlines):
        _settle(record, name, facts=facts, reason=reason, by=by)
        _open(record, [each for each in record.OBLIGATIONS if name in each.opened_by], facts=facts, by=by)


def rule_of(record, obligation: Obligation, known: dict[str, Rule]) -> Rule:
    """The rule that counts it. One statement for a code that is not among the `known`, which remembers it."""
    rule = obligation.rule(record)
    if isinstance(rule, Rule):
        return rule
    found = known.get(rule) or Rule.objects.select_related("basis").filter(code=rule).first()
    if found is None:
        raise LookupError(
            f"no rule {rule} for {obligation.kind} of {record._meta.label}: a row of rules.csv plants one"
        )
    known[rule] = found
    return found


def _day_of(facts: Mapping) -> date:
    return facts.get("on") or clock.today()


def _settle(record, name: str, *, facts: Mapping, reason: str, by) -> None:
    touched, on = {each.kind: each for each in record.OBLIGATIONS if _touches(each, name)}, _day_of(facts)
    if not touched:
        return
    for deadline in record.deadlines.open().filter(kind__in=touched).order_by("pk"):
        obligation = touched[deadline.kind]
        if name in obligation.closed_by:
            services.close_deadline(deadline, on=max(on, deadline.starts_on), by=by)
        elif name in obligation.voided_by:
            services.void_deadline(deadline, by=by, reason=reason)
        elif name in obligation.resumed_by:
            services.resume_deadline(deadline, on=on, by=by, reason=reason)
        else:
            ground = facts.get("ground") or obligation.paused_by[name]
            services.pause_deadline(deadline, ground=ground, on=on, by=by, reason=reason)


def _touches(obligation: Obligation, name: str) -> bool:
    moves = (obligation.closed_by, obligation.voided_by, obligation.paused_by, obligation.resumed_by)
    return any(name in each for each in moves)


def _open(record, obligations: list[Obligation], *, facts: Mapping, by) -> None:
    """Without a savepoint of its own: the transaction of the move ends with a refusal."""
    obligations = [each for each in obligations if each.rule(record) is not None]
    if not obligations:
        return
    calendar, wanted, due = services.load_calendar(), [], {}
    for obligation in obligations:
        new = _new(record, obligation, facts, due)
        due[obligation.kind] = new.due_on or _due_of(new, calendar)
        wanted.append(new)
    services.open_first_deadlines(wanted, by=by, calendar=calendar)


def _due_of(new: services.NewDeadline, calendar: Calendar) -> date:
    return services.compute_due(new.rule.on(new.starts_on), new.starts_on, new.length, calendar=calendar).due_on


def _new(record, obligation: Obligation, facts: Mapping, due: Due) -> services.NewDeadline:
    chosen = obligation.due_on(facts)
    return services.NewDeadline(
        record,
        obligation.kind,
        unit=record.unit,
        rule=rule_of(record, obligation, {}),
        starts_on=obligation.starts_on(record, due) if obligation.starts_on else _day_of(facts),
        length=None if chosen else obligation.length(record),
        due_on=chosen,
        period=obligation.period(record),
    )


moved.connect(follow_move, dispatch_uid="deadlines")
