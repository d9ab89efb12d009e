"""Door numbers are found in whatever width they are typed; roads, stretches, gates and exits are none."""

import pytest
from django import forms

from baiyi.records.door_numbers import door_number_in
from baiyi.records.forms import FormBase


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12栋3单元301室 张三", "12栋"),
        ("东街小区１２栋", "12栋"),
        ("文庙路 18 号", "路18号"),
        ("文庙路18-2号旁", "路18-2号"),
        ("东街小区5号楼", "5号楼"),
        ("东街小区三单元", "三单元"),
        ("明珠小区A幢", "A幢"),
        ("永嘉路88弄", "88弄"),
        ("东门村3组12号", "组12号"),
        ("商贸城301室", "301室"),
    ],
)
def test_door_number_is_found(typed, found):
    assert door_number_in(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "东街夜市一带",
        "文庙路12—30号路段",
        "文庙路12号至30号",
        "地铁2号线东街站",
        "火车站东广场2号出口",
        "东街2号桥",
        "环城路1号门",
        "G4202高速",
        "第一调解室",
        "一幢居民楼旁",
        "7天酒店门口",
        "108国道",
        "",
    ],
)
def test_road_stretch_gate_or_line_is_none(typed):
    assert door_number_in(typed) == ""


class Asking(FormBase, forms.Form):
    place = forms.CharField(label="地点", help_text="写路段、片区或小区，不写门牌和住址")
    address = forms.CharField(label="地址")


def test_form_refuses_it_where_its_words_forbid_it_and_nowhere_else():
    form = Asking({"place": "文庙路１８号", "address": "文庙路18号"})
    words = "请去掉门牌（路18号），写到路段、片区或小区为止，例如“文庙路中段”“东街小区”"
    assert form.errors == {"place": [words]}
