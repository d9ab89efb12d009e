"""What can be meant in one way only is taken, and told; anything else is a fault that says how to write it."""

import datetime as dt
from decimal import Decimal

import pytest

from baiyi.exchange.workbooks.values import CellFault, choice_of, day_of, number_of, people_of, text_of, truth_of

FOURTH = dt.date(2022, 7, 4)
AT_NIGHT = dt.datetime.fromisoformat("2022-07-04T23:30")


@pytest.mark.parametrize(
    ("cell", "is_mended"),
    [
        (FOURTH, False),
        (dt.datetime.fromisoformat("2022-07-04"), False),
        (AT_NIGHT, True),
        ("2022-07-04", False),
        ("2022-7-4", True),
        ("2022/7/4", True),
        ("2022.7.4", True),
        ("２０２２．７．４", True),
        ("2022年7月4日", True),
        (" 2022 年 7 月 4 日 ", True),
        ("20220704", True),
        (20220704, True),
        (44746, True),
        (44746.75, True),
        ("7月4日", True),
    ],
)
def test_a_day_however_it_is_written(cell, is_mended):
    meant = day_of(cell, year=2022)
    assert (meant.value, bool(meant.mended)) == (FOURTH, is_mended)


@pytest.mark.parametrize(
    "cell", ["", "下周一", "2022.13.4", "2022-2-30", "7.4", "22.7.4", "4/7/2022", True, 7, "已整改"]
)
def test_what_may_be_another_day_or_none_is_a_fault(cell):
    with pytest.raises(CellFault) as caught:
        day_of(cell, year=2022)
    assert caught.value.how


@pytest.mark.parametrize(
    ("cell", "value"), [(12, "12"), ("1,200", "1200"), ("１２", "12"), ("12 家", "12"), ("-3.5", "-3.5"), (0.1, "0.1")]
)
def test_a_number_however_it_is_written(cell, value):
    assert number_of(cell, measures=["家"]).value == Decimal(value)


@pytest.mark.parametrize("cell", ["约30", "12人", "1,20", "十二", "", True, "3-5"])
def test_what_is_no_number_is_a_fault(cell):
    with pytest.raises(CellFault, match="不是数字"):
        number_of(cell, measures=["家"])


@pytest.mark.parametrize("cell", [4.30102199001011e17, 430102199001011234, 1e15])
def test_a_long_number_that_lost_its_end_is_never_guessed(cell):
    with pytest.raises(CellFault, match="科学计数"):
        text_of(cell)


@pytest.mark.parametrize(
    ("cell", "value"), [("甲某\n", "甲某"), (13800138000, "13800138000"), (3.0, "3"), (True, "是"), ("𠮷祥", "𠮷祥")]
)
def test_a_text_is_taken_tidily(cell, value):
    assert text_of(cell).value == value


def test_ticks_choices_and_people():
    assert [truth_of(each).value for each in ("是", "√", "Ｙ", 1, True, "否", "×", 0, False)] == [True] * 5 + [
        False
    ] * 4
    levels = {"一般": "ordinary", "重大": "major", "3级": 3}
    assert [choice_of(each, levels).value for each in ("重 大", "一般\n", "３级")] == ["major", "ordinary", 3]
    assert people_of("某1、某2，某3;某 4\n某5") == ["某1", "某2", "某3", "某4", "某5"]
    for cell in ("基本", ""):
        with pytest.raises(CellFault):
            truth_of(cell)
        with pytest.raises(CellFault, match="没有"):
            choice_of(cell, levels)
