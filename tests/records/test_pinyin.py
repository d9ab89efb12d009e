"""Names are found by their pinyin, in every reading of their characters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baiyi.records.pinyin import FEW_INITIALS, FEW_SYLLABLES, LONG, initials, readings, spellings

MANY = "曾单解仇查区朝重行长乐盖覃尉朴任华宁翟缪"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾某", "zengmou"),
        ("曾某", "zm"),
        ("单某", "shanmou"),
        ("解某", "xiemou"),
        ("仇某", "qiumou"),
        ("查某", "zhamou"),
        ("区某", "oumou"),
        ("盖某", "gemou"),
        ("覃某", "qinmou"),
        ("朴某", "piaomou"),
        ("尉某", "yumou"),
        ("万俟某", "moqimou"),
        ("朝阳路", "cyl"),
        ("朝阳路", "zhaoyanglu"),
        ("重庆小面", "cqxm"),
        ("重阳木", "chongyangmu"),
        ("六安路", "lal"),
        ("六安路", "luanlu"),
        ("吕某", "lvmou"),
        ("金帆KTV", "jfktv"),
        ("金帆KTV", "jinfanktv"),
    ],
)
def test_every_reading_is_a_spelling(name, typed):
    assert any(typed in spelling for spelling in spellings(name))


@pytest.mark.parametrize("name", ["KTV", "110-2026", "", "〔〕"])
def test_what_is_not_chinese_has_no_spelling(name):
    assert spellings(name) == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from(MANY + "街道号柳北"), min_size=1, max_size=LONG), st.data())
def test_any_part_is_found_in_any_reading(name, data):
    """Up to some characters at a stretch; of a whole name, also the usual reading."""
    found = spellings(name)
    for few, letters_of in ((FEW_INITIALS, lambda reading: reading[0]), (FEW_SYLLABLES, lambda reading: reading)):
        begins = data.draw(st.integers(0, len(name) - 1))
        read = [data.draw(st.sampled_from(readings(char)[:2])) for char in name[begins : begins + few]]
        typed = "".join(map(letters_of, read))
        assert any(typed in spelling for spelling in found), (name, typed)
    assert any(initials(name) in spelling for spelling in found)


def test_spellings_of_a_long_name_stay_few():
    assert len(" ".join(spellings("柳州市柳北区解放北路12号金帆大厦3楼"))) < 1000
    assert len(" ".join(spellings(MANY * 2))) < 200_000
    assert len(spellings("朝" * (LONG + 1))) == 2
