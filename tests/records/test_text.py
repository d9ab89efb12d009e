"""What counts of a text when it is looked for, and what of it is saved."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baiyi.records.text import clean, key, letters, words

ONE_AND_THE_SAME = [
    ("飞鸿KTV", "飞鸿ＫＴＶ", "飞鸿 KTV", "飞鸿　ktv", "飞\u200b鸿ＫtＶ", "\u202e飞鸿KTV\u202c", "飞鸿\x07K\u2060TV"),
    (
        "柳公（治）限〔2026〕第012号",
        "柳公\x28治\x29限[2026]第012号",
        "柳公（治）限［２０２６］第012号",
        "柳公【治】限 2026 第012号",
    ),
    ("解放路12—3号", "解放路12-3号", "解放路１２－３号", "解放路12 - 3 号"),
    ("买买提·艾力", "买买提・艾力", "买买提•艾力", "买买提艾力"),
    ("葛某", "葛\U000e0100某", "葛\u00ad某"),
    ("Straße", "STRASSE"),
]
DIFFERENT = [
    ("1-23号", "12-3号"),
    ("12-3", "123"),
    ("3.5", "35"),
    ("〔2026〕12", "〔202〕612"),
    ("飞鸿KTV", "飞鸿"),
    ("𠮷祥", "吉祥"),
    ("\ue000某", "某"),  # a character of the police's own set
    ("\U00031350某", "某"),  # newer than the tables of this Python
]


@pytest.mark.parametrize("same", ONE_AND_THE_SAME, ids=lambda same: same[0])
def test_one_text_has_one_key_however_it_is_typed(same):
    assert {key(text) for text in same} == {key(same[0])}
    assert key(same[0])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_texts_have_different_keys(one, other):
    assert key(one) != key(other)


@given(st.text())
@example("K\u200b\u0301")
@example("1⁄\u00ad2")
@example("\u1100\u200b\u1161")
def test_key_of_a_key_is_the_same(text):
    assert key(key(text)) == key(text)
    assert letters(letters(text)) == letters(text)


IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.characters(
    min_codepoint=0x20000, max_codepoint=0x2A6DF
)
PLAIN = st.text(st.sampled_from("abcxyz0123456789") | IDEOGRAPHS)
NOISE = st.text(st.sampled_from(" \u3000\t\u200b\u200e\u202e\ufeff\x07\u00ad（）\x28\x29〔〕【】《》“”·、。\x2c\x21"))


@given(PLAIN, NOISE)
def test_letters_digits_and_ideographs_are_all_kept_and_nothing_else_is(text, noise):
    assert letters(noise.join(["", *text, ""])) == text
    assert key(text) == text


@given(st.text())
def test_no_key_holds_what_nobody_can_see(text):
    assert not any(char.isspace() or unicodedata.category(char) in {"Cc", "Cs"} for char in key(text))


@given(st.text(st.characters(codec="utf-8", categories=["Lo", "Ll", "Nd"])))
def test_what_is_a_key_already_is_one_letter_by_letter(text):
    """The short way of `key` says nothing else than the long one."""
    assert key(text) == key(f"，{text}")


@pytest.mark.parametrize("text", ["金帆ktv2", "0", "一龥", "z9"])
def test_short_way_is_taken(text, monkeypatch):
    monkeypatch.setattr("baiyi.records.text._once", lambda *args: "long")
    assert key(text) == text


@given(st.lists(PLAIN.filter(bool), max_size=4, unique=True), st.sampled_from([" ", "　", "，", "、", " \u200b "]))
def test_words_come_apart_at_blanks_and_commas(typed, between):
    if between in "，、" and any(word[:1].isdigit() or word[-1:].isdigit() for word in typed):
        return
    assert words(between.join(typed)) == typed


@pytest.mark.parametrize("typed", ["", "  ", "（）", "〔〕", "\u200b", "——"])
def test_what_has_no_letter_is_no_word(typed):
    assert words(typed) == []


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("abc\u202edcba", "abcdcba"),
        ("甲\u200b乙\ufeff丙\u2060", "甲乙丙"),
        ("\u200e左到右\u200f", "左到右"),
        ("甲\x07乙\x1b", "甲乙"),
        ("　 场所\xa0 ", "场所"),
        ("甲\t乙", "甲 乙"),
        ("soft\u00adhyphen", "softhyphen"),
        ("x\ufe0f", "x"),
        ("乙\u200d丙", "乙丙"),
        ("\u3164空", "空"),
        ("\ufffe甲\ufdd0", "甲"),
    ],
)
def test_what_nobody_can_see_is_not_saved(typed, saved):
    assert clean(typed, lines=False) == saved


@pytest.mark.parametrize(
    "text",
    [
        "买买提·艾力",
        "葛\U000e0100某",  # this form of the character is the one in the register
        "神\ufe00社",
        "𠮷野家㐂䶮",
        "\ue000\U00031350",
        "检查👮‍♂️正常",
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "❤️",
        "1\ufe0f\u20e3号",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "〔2026〕12号，“整改”",
        "内　空",
        "ئەلى",
    ],
)
def test_what_a_name_needs_is_saved_as_typed(text):
    assert clean(text, lines=False) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_lines_stay_where_a_field_has_lines(end):
    assert clean(f"一{end}二", lines=True) == "一\n二"
    assert clean(f"一{end}二", lines=False) == "一 二"


@given(st.text(), st.booleans())
def test_what_is_saved_is_saved_the_same_again(text, lines):
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once


@given(st.text())
def test_cleaning_loses_no_word_of_a_search(text):
    assert key(clean(text, lines=True)) == key(text)


def test_nul_is_left_for_the_form_to_refuse():
    assert clean("甲\0乙", lines=False) == "甲\0乙"
