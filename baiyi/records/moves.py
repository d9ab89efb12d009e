"""Moves: a record changes state only through a named step that locks, checks, explains a refusal and journals."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import transition

from baiyi.records import clock
from baiyi.records.signals import moved


class MoveRefused(Exception):
    """The move is not possible now; the text is shown to the user."""


class StaleRecord(Exception):
    """Somebody saved the record after this page was opened."""

    def __init__(self, record):
        super().__init__("内容已被他人修改，请核对后再保存")
        self.record = record


@dataclass(frozen=True)
class Condition:
    """What must hold for a step, with the sentence shown when it does not."""

    text: str
    check: Callable[[Any], bool]

    def __call__(self, record) -> bool:
        return self.check(record)


@dataclass(frozen=True)
class Step:
    """A move as a page shows it."""

    name: str
    label: str
    right: str
    is_danger: bool


def step(
    field,
    source,
    target,
    *,
    label: str,
    right: str,
    conditions: Iterable[Condition] = (),
    is_danger: bool = False,
    at: str = "",
):
    """Declare a transition method with its Chinese label, its right and its named conditions.

    The right is held over the record; `at` names a unit of the record ("to_unit") where it must be held instead, so
    that of two sides only one may. A method with a parameter `reason` is handed the reason of the move.
    """
    return transition(
        field=field,
        source=source,
        target=target,
        conditions=list(conditions),
        custom={"label": label, "right": right, "is_danger": is_danger, "at": at},
    )


def void_step(right: str, *, label: str = "作废", at: str = ""):
    """The step `void` of a record that keeps its state and counts no more. It takes a reason, and moves no more."""

    @step("state", "*", None, label=label, right=right, is_danger=True, at=at)
    def void(self, *, reason: str) -> None:
        self.voided_at, self.void_reason = clock.now(), reason

    return void


def facts_wanted(model, name: str) -> set[str]:
    """What the step cannot do without; a day of its own is today when nobody says it."""
    takes = signature(getattr(model, name)).parameters.values()
    return {each.name for each in takes if each.kind is each.KEYWORD_ONLY and each.default is each.empty} - {"on"}


def verb_of(name: str) -> Callable[..., Any]:
    """The service verb of a step that needs no more than the step itself; a day of its own is today."""

    def verb(record, *, by, **facts):
        takes = signature(getattr(type(record), name)).parameters
        today: dict[str, dt.date] = {"on": clock.today()} if "on" in takes and "on" not in facts else {}
        return move(record, name, by=by, **(today | facts))

    return verb


def move(record, name: str, *, by, reason: str = "", version: int | None = None, **facts):
    """Lock the row, check version, right, source state and conditions, run the step, save, send `moved`.

    `facts` go to the step's method. Returns the locked and saved row. `by=None` is the program itself, or somebody
    whose right the caller has checked in another way: no right is asked.
    Raises StaleRecord, PermissionDenied, MoveRefused (its text is shown to the user).
    """
    with transaction.atomic():
        return move_locked(lock(record, version=version), name, by=by, reason=reason, **facts)


@transaction.atomic
def move_locked(locked, name: str, *, by, reason: str = "", **facts):
    """The same for a row that the caller got from `lock` in this transaction: a row is locked once."""
    label = _run(locked, name, facts, by, reason)
    locked.save(verb=label, reason=reason)
    moved.send(type(locked), record=locked, name=name, label=label, by=by, reason=reason, facts=facts)
    return locked


def begin(record, *steps: tuple[str, dict], by):
    """The first steps of a row that is not saved yet, as (name, facts): same checks, one insert.

    Raises PermissionDenied, MoveRefused.
    """
    labels = [_run(record, name, facts, by, "") for name, facts in steps]
    record.save(verb="并".join(labels))
    for (name, facts), label in zip(steps, labels, strict=True):
        moved.send(type(record), record=record, name=name, label=label, by=by, reason="", facts=facts)
    return record


def _run(record, name: str, facts: dict, by, reason: str) -> str:
    """Checks and runs the step on the row in memory; returns its label."""
    chosen = _transition(record, name)
    if by is not None and not _may(by, record, chosen.custom):
        raise PermissionDenied(chosen.custom["right"])
    _refuse_unless_possible(record, chosen)
    run = getattr(record, name)
    run(**facts, **({"reason": reason} if "reason" in signature(run).parameters else {}))
    return chosen.custom["label"]


def lock(record, *, version: int | None = None):
    """Get the row again with a lock. Raises StaleRecord when `version` is given and no longer the row's.

    The key stays free: a row that refers to this one can be committed meanwhile, else two transactions could wait for
    each other.
    """
    locked = type(record)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
    if version is not None and locked.version != version:
        raise StaleRecord(locked)
    return locked


def steps_of(model) -> dict[str, Step]:
    """By name; none for a record without states."""
    if not any(field.name == "state" for field in model._meta.concrete_fields):
        return {}
    return {name: _step(name, chosen[0].custom) for name, chosen in _all_transitions(model).items()}


def available_moves(record, user) -> list[Step]:
    """The moves this user can make on the record now: the buttons of its page. No statements."""
    found = []
    if record.voided_at is not None:
        return found
    for name, transitions in _all_transitions(record).items():
        chosen = _fitting(transitions, record.state)
        if chosen is not None and _may(user, record, chosen.custom) and all(c(record) for c in chosen.conditions or ()):
            found.append(_step(name, chosen.custom))
    return found


def _may(user, record, custom: dict) -> bool:
    if custom["at"]:
        return user.holds_at(custom["right"], getattr(record, f"{custom['at']}_id"))
    return user.has_perm(custom["right"], record)


def _step(name: str, custom: dict) -> Step:
    return Step(name, custom["label"], custom["right"], custom["is_danger"])


def _all_transitions(model) -> dict[str, list]:
    """Of a model, or of the model of a record: by name, one for each state it starts from."""
    cls, found = model if isinstance(model, type) else type(model), {}
    for each in cls._meta.get_field("state").get_all_transitions(cls):
        found.setdefault(each.name, []).append(each)
    return found


def _transition(record, name: str):
    """The one that starts from the record's state, else any of that name."""
    transitions = _all_transitions(record).get(name)
    if transitions is None:
        raise MoveRefused("没有这个操作")
    return _fitting(transitions, record.state) or transitions[0]


def _fitting(transitions: list, state: str):
    return next((each for each in transitions if each.source in {state, "*"}), None)


def _refuse_unless_possible(record, chosen) -> None:
    if record.voided_at is not None:
        raise MoveRefused(f"{record}已作废，不能再“{chosen.custom['label']}”")
    if chosen.source not in {record.state, "*"}:
        raise MoveRefused(f"当前状态为“{record.get_state_display()}”，不能“{chosen.custom['label']}”")
    for condition in chosen.conditions or ():
        if not condition(record):
            raise MoveRefused(getattr(condition, "text", "条件不满足"))
