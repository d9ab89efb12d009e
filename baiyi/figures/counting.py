"""口径标志: what a figure's amount may be added to. Measures are never added across, nor figures that may count the
same things: what can be added says so, as figures that are `apart`.
"""

from collections.abc import Iterable, Mapping

from baiyi.figures.declarations import Composed, Figure, Median
from baiyi.figures.registry import all_figures, get

DERIVED = (Composed, Median)
INCLUSIVE, EXCLUSIVE, DERIVED_WORD, BY_ITSELF = "包含", "互斥", "比率", "单列"


class NotAdditive(ValueError):
    """These figures do not exclude each other."""


def flag(figure: Figure) -> str:
    """包含 (counted in another figure too), 互斥 (added to those it excludes), 比率, or 单列: added to nothing."""
    if isinstance(figure, DERIVED):
        return DERIVED_WORD
    if figure.part_of:
        return INCLUSIVE
    return EXCLUSIVE if figure.apart else BY_ITSELF


def words(figure: Figure) -> str:
    """How the flag is said beside the definition, with the measure."""
    said = [f"计量单位：{figure.measure}", flag(figure)]
    if figure.part_of:
        said.append(f"已含在“{get(figure.part_of).label}”内")
    if others := [each.label for each in all_figures() if each is not figure and is_apart(each, figure)]:
        said.append(f"与{'、'.join(others)}互不重复，可以相加")
    if flag(figure) in {DERIVED_WORD, BY_ITSELF}:
        said.append("不与其他数相加")
    return "；".join(said)


def is_apart(one: Figure, other: Figure) -> bool:
    return bool(one.apart) and one.apart == other.apart


def added(keys: Iterable[str], amounts: Mapping[str, int]) -> int:
    """The sum of figures that exclude each other. Raises NotAdditive for others."""
    figures = [get(key) for key in keys]
    first = figures[0]
    for figure in figures:
        if figure.measure != first.measure or not is_apart(figure, first):
            raise NotAdditive(f"{figure.key} and {first.key} may not be added")
    return sum(amounts[figure.key] for figure in figures)
