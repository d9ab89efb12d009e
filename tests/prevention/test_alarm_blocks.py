"""Blocks of cells pasted from a spreadsheet: what is understood, and what is refused with the cell named."""

import pytest
from django import forms

from baiyi.records.text import key
from prevention.forms.alarms.block import MOST_COLUMNS, MOST_ROWS, Block

BEATS = {key(name): pk for name, pk in {"东一": 1, "X-02": 2, "未分巡区": 0}.items()}
CATEGORIES = {key(name): code for name, code in {"街面盗窃": "theft", "纠纷": "dispute", "交通": "traffic"}.items()}
HEAD = "巡区\t街面盗窃\t纠纷\t交通"


def read(*lines: str) -> dict:
    return Block("\n".join(lines), beats=BEATS, categories=CATEGORIES).counts


def refusal(*lines: str) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        read(*lines)
    return "；".join(refused.value.messages)


def test_block_is_read_by_names_in_any_order():
    assert read("\t交通\t街面盗窃", "X-02\t1\t2", "东一\t\t3") == {(2, "traffic"): 1, (2, "theft"): 2, (1, "theft"): 3}


@pytest.mark.parametrize("nothing", ["", " ", "-", "—", "－", "0", "０", "/"])
def test_blank_and_dash_are_nothing(nothing):
    assert read(HEAD, f"东一\t{nothing}\t2\t") == {(1, "dispute"): 2}


@pytest.mark.parametrize(("typed", "count"), [("１２", 12), ("1,234", 1234), ("１，２３４", 1234), (" 7 ", 7)])
def test_numbers_in_full_width_and_with_separators(typed, count):
    assert read(HEAD, f"东一\t{typed}") == {(1, "theft"): count}


def test_quoted_cells_may_hold_line_feeds_and_titles_stand_above():
    lines = ("6月9日警情统计表", "", '巡区\t"街面\n盗窃"\t纠纷', '"东一"\t4\t', "", "未分巡区\t\t1")
    assert read(*lines) == {(1, "theft"): 4, (0, "dispute"): 1}
    assert read(*(line.replace("\n", "\r\n") for line in lines))


def test_totals_are_checked_and_not_counted():
    lines = (f"{HEAD}\t合计", "东一\t1\t2\t\t3", "X-02\t\t1\t4\t5", "合计\t1\t3\t4\t8")
    assert sum(read(*lines).values()) == 8
    wrong = (*lines[:2], "X-02\t\t1\t4\t6", "合计\t1\t3\t5\t8")
    assert refusal(*wrong) == "E3 合计写的是 6，各格相加是 5；D4 合计写的是 5，各格相加是 4"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((f"{HEAD}\t诈骗", "东一\t1\t\t\t2"), "E1 “诈骗”不是警情类别"),
        ((HEAD, "东一\t1", "东九\t2"), "A3 “东九”不是本单位的巡区"),
        ((HEAD, "东一\t1", "\t2"), "A3 “”不是本单位的巡区"),
        ((f"{HEAD}\t", "东一\t1\t\t\t2"), "E1 “”不是警情类别"),
        ((HEAD, "东一\t1", "东一\t2"), "A3 “东一”重复"),
        ((f"{HEAD}\t纠纷", "东一\t1"), "E1 “纠纷”重复"),
        ((HEAD, "东一\t-3"), "B2 “-3”不是不小于 0 的整数"),
        ((HEAD, "东一\t1.5"), "B2 “1.5”不是不小于 0 的整数"),
        ((HEAD, "东一\t两起"), "B2 “两起”不是不小于 0 的整数"),
        ((HEAD, "东一\t٣"), "B2 “٣”不是不小于 0 的整数"),
        ((HEAD, "东一\t10000"), "B2 大于 9999，请核对"),
        ((HEAD, f"东一\t{'9' * 5000}"), "B2 “99999999999999999999”不是不小于 0 的整数"),
        (("东一\t1", "X-02\t2"), "没有找到表头：第一列是巡区，表头一行是警情类别名称"),
        (("🚓\t👮", "\0\t1"), "没有找到表头：第一列是巡区，表头一行是警情类别名称"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_cell(lines, words):
    assert refusal(*lines) == words


def test_too_many_rows_columns_or_mistakes():
    limit = f"一次最多粘贴 {MOST_ROWS} 行、{MOST_COLUMNS} 列"
    assert refusal(HEAD, *["东一\t1"] * MOST_ROWS) == limit
    assert refusal(HEAD + "\t" * MOST_COLUMNS, "东一\t1" + "\t1" * MOST_COLUMNS) == limit
    assert refusal(HEAD, *[f"甲{n}\t1" for n in range(30)]).endswith("还有 20 处")
    assert refusal(HEAD, "东一\t" + "\t" * 30 + "1") == "AF1 “”不是警情类别"
    assert refusal('"' + "甲" * 140_000) == "粘贴的内容不是表格，请从表格里整块复制"
