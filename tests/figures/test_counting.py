"""口径标志: every figure has one, and only figures that exclude each other are added."""

import pytest

from baiyi.figures import all_figures, get
from baiyi.figures.counting import BY_ITSELF, EXCLUSIVE, INCLUSIVE, NotAdditive, added, flag, is_apart, words

CONTAINED = [figure for figure in all_figures() if figure.part_of]
SIDES = sorted({figure.apart for figure in all_figures() if figure.apart})


@pytest.mark.parametrize("figure", all_figures(), ids=lambda figure: figure.key)
def test_every_figure_says_its_measure_and_what_it_is_added_to(figure):
    said = words(figure)
    assert said.startswith(f"计量单位：{figure.measure}；{flag(figure)}")
    assert "相加" in said or figure.part_of


@pytest.mark.parametrize("figure", CONTAINED, ids=lambda figure: figure.key)
def test_a_part_has_the_measure_of_its_whole(figure):
    whole = get(figure.part_of)
    assert whole is not None
    assert whole.measure == figure.measure
    assert flag(figure) == INCLUSIVE


@pytest.mark.parametrize("side", SIDES)
def test_what_excludes_each_other_has_one_measure(side):
    figures = [figure for figure in all_figures() if figure.apart == side]
    assert len(figures) > 1
    assert len({figure.measure for figure in figures}) == 1
    assert len({figure.part_of for figure in figures}) == 1


@pytest.mark.parametrize(
    "keys",
    [
        ["hazards_found", "hazards_on_site"],  # one within the other
        ["venues_inspected", "inspections_made"],  # 家 and 次
        ["hazard_rectification_rate", "notice_on_time_rate"],
        ["sweep_force", "sweep_cars"],
        ["checkpoint_captured", "sweep_captured"],  # may be the same people
    ],
)
def test_others_are_not_added(keys):
    with pytest.raises(NotAdditive):
        added(keys, dict.fromkeys(keys, 1))


def test_what_excludes_each_other_is_added():
    keys = ["sweep_force", "checkpoint_force", "night_force"]
    assert added(keys, dict(zip(keys, (1, 20, 300), strict=True))) == 321
    assert flag(get("sweep_force")) == EXCLUSIVE
    assert "清查出动警力" in words(get("night_force"))


def test_figures_without_a_side_are_not_apart():
    assert flag(get("inspections_made")) == BY_ITSELF
    assert not is_apart(get("inspections_made"), get("operations_held"))
