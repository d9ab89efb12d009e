"""Check rules (表内校验): what the numbers of one form must satisfy among themselves, as data with an effective day.

合计 = 分项, A > 0 → B required, A ≤ B. The same rules serve forms and imported rows: `problems` knows values only.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baiyi.records.models import CheckRule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subject:
    """A kind of form that rules are made for: its name, and the label of each of its fields; those of `numbers` count
    something. Asked of when a page shows them: forms may not be whole yet when they are declared.
    """

    label: str
    fields: Callable[[], Mapping[str, str]]
    numbers: Callable[[], Iterable[str]]


subjects: dict[str, Subject] = {}  # by the key that stands in the rules


@dataclass(frozen=True)
class Failed:
    """A rule that does not hold: the sentence, and the field it stands at."""

    field: str
    text: str


def problems(subject: str, values: Mapping[str, Any], *, on: date, labels: Mapping[str, str] = {}) -> list[Failed]:
    """Every rule in force on that day that the values break. One statement.

    `labels` are the words of the fields. A rule over a field that is not among the values is left out and logged.
    """
    found = []
    for rule in CheckRule.objects.in_force(subject, on):
        missing = {rule.left, *rule.others} - set(values)
        if missing:
            log.error("check rule %s names fields that %s has not: %s", rule.pk, subject, sorted(missing))
        else:
            found += _BROKEN[rule.kind](rule, values, labels)
    return found


def _sum(rule: CheckRule, values: Mapping, labels: Mapping) -> Iterable[Failed]:
    total, parts = values[rule.left] or 0, sum(values[name] or 0 for name in rule.others)
    if total != parts:
        words = " + ".join(labels.get(name, name) for name in rule.others)
        yield _failed(rule, rule.left, f"{labels.get(rule.left, rule.left)}应等于 {words}：{total} ≠ {parts}")


def _required(rule: CheckRule, values: Mapping, labels: Mapping) -> Iterable[Failed]:
    if (values[rule.left] or 0) > 0:
        for name in rule.others:
            if values[name] in (None, "", 0, [], ()):
                text = f"填了{labels.get(rule.left, rule.left)}，请填写{labels.get(name, name)}"
                yield _failed(rule, name, text)


def _most(rule: CheckRule, values: Mapping, labels: Mapping) -> Iterable[Failed]:
    for name in rule.others:
        value, most = values[rule.left], values[name]
        if value is not None and most is not None and value > most:
            text = f"{labels.get(rule.left, rule.left)}不能大于{labels.get(name, name)}：{value} > {most}"
            yield _failed(rule, rule.left, text)


def _failed(rule: CheckRule, field: str, text: str) -> Failed:
    return Failed(field, rule.message or text)


_BROKEN = {CheckRule.Kind.SUM: _sum, CheckRule.Kind.REQUIRED: _required, CheckRule.Kind.MOST: _most}
