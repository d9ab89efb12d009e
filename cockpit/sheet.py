"""A sheet of figures: sections of lines, in all and by unit, each number with the list of what it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baiyi.accounts.models import Unit, UnitKind
from baiyi.accounts.territory import subtree
from baiyi.figures import Period, counting, get
from baiyi.figures.evaluation import Ask, base_of, evaluate_once
from baiyi.figures.links import list_link


@dataclass(frozen=True)
class Total:
    """Figures that exclude each other, added; each of them stands below."""

    key: str
    label: str
    measure: str
    parts: tuple[str, ...]


Sections = tuple[tuple[str, tuple[str | Total, ...]], ...]


def lines_of(sections: Sections, kind: type) -> tuple:
    """The keys (str) or the totals of all sections, in order."""
    return tuple(line for _, lines in sections for line in lines if isinstance(line, kind))


def labels_of(sections: Sections) -> dict[str, str]:
    """Of every line, by key."""
    totals = {total.key: total.label for total in lines_of(sections, Total)}
    return {key: get(key).label for key in lines_of(sections, str)} | totals


@dataclass(frozen=True)
class Line:
    label: str
    measure: str
    value: Any
    shown: str
    by_unit: list[tuple[str, str]]  # what is shown, and the list of it
    url: str = ""
    definition: str = ""
    base: str = ""  # the two counts of a percentage


@dataclass(frozen=True)
class Sheet:
    layout: Sections
    period: Period
    units: tuple[Unit, ...]
    amounts: dict[Unit | None, dict[str, Any]]  # of a unit, of all at None, by key
    bases: dict[str, str]  # of all, by key of a percentage

    @cached_property
    def sections(self) -> list[tuple[str, list[Line]]]:
        return [(title, [self._line(each) for each in lines]) for title, lines in self.layout]

    def said(self, keys: Iterable[str]) -> list[str]:
        """检查场所812家: what is zero is left out, and a percentage has its two counts."""
        labels, whole = labels_of(self.layout), self.amounts[None]
        bases = {key: f"（{base}）" for key, base in self.bases.items()}
        return [
            f"{labels[key]}{_shown(key, whole[key])}{self._measure(key)}{bases.get(key, '')}"
            for key in keys
            if whole[key]
        ]

    def _line(self, line: str | Total) -> Line:
        if isinstance(line, Total):
            cells = [(str(self.amounts[unit][line.key]), "") for unit in self.units]
            whole = self.amounts[None][line.key]
            return Line(line.label, line.measure, whole, str(whole), cells)
        figure, url, whole = get(line), list_link(get(line), self.period), self.amounts[None][line]
        amounts = [(unit, self.amounts[unit][line]) for unit in self.units]
        cells = [(figure.shown(amount), _within(url, unit) if amount else "") for unit, amount in amounts]
        said = {"definition": f"{figure.definition.text}；{counting.words(figure)}", "base": self.bases.get(line, "")}
        return Line(figure.label, figure.measure, whole, figure.shown(whole), cells, url, **said)

    def _measure(self, key: str) -> str:
        totals = (total.measure for total in lines_of(self.layout, Total) if total.key == key)
        return next(totals, "") or get(key).measure


def _shown(key: str, amount) -> str:
    figure = get(key)
    return figure.shown(amount) if figure else str(amount)


def _within(url: str, unit: Unit) -> str:
    """The records of one unit; of the branch itself there is no such list, it would show all."""
    return "" if unit.kind == UnitKind.BRANCH or not url else f"{url}&within={unit.pk}"


def read_sheet(request, sections: Sections, period: Period, units: Sequence[Unit]) -> Sheet:
    """Of these units; those with nothing to report are left out. One statement for all figures.

    Raises FiguresUnread.
    """
    keys, totals = lines_of(sections, str), lines_of(sections, Total)
    asked = {None: tuple(unit.pk for unit in units), **_groups(units)}
    found = evaluate_once(request, [Ask(key, period, ids) for ids in asked.values() for key in keys])
    amounts = {}
    for unit, ids in asked.items():
        single = {key: found[Ask(key, period, ids)] for key in keys}
        amounts[unit] = single | {total.key: counting.added(total.parts, single) for total in totals}
    shown = tuple(unit for unit in asked if unit is not None and any(amounts[unit].values()))
    bases = {key: base for key in keys if (base := base_of(Ask(key, period, asked[None]), found))}
    return Sheet(sections, period, shown, amounts, bases)


def _groups(units: Iterable[Unit]) -> dict[Unit, tuple[int, ...]]:
    """Each unit that reports, with the posts of a station; a post whose station is not among them, by itself."""
    known = {unit.pk for unit in units}
    tops = [unit for unit in units if unit.kind != UnitKind.POST or unit.parent_id not in known]
    return {unit: tuple(each.pk for each in _reporting_as(unit, units)) for unit in tops}


def _reporting_as(unit: Unit, units: Iterable[Unit]) -> list[Unit]:
    return subtree(units, unit.pk) if unit.kind == UnitKind.STATION else [unit]
