"""ID and mobile numbers are found in free text however they are typed, and what only looks long is left alone."""

import time

import pytest

from baiyi.records.masking import mask_numbers
from baiyi.records.personal_numbers import Kind, numbers_in


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证 000000201001010018 的人", "身份证 0****************8 的人"),
        ("身份证00000020100101001x", "身份证0****************X"),
        ("000000 20100101 0018", "0****************8"),
        ("000000-2010-0101-001X。", "0****************X。"),
        ("0000 0020 1001 0100 1X", "0****************X"),
        ("00000020100101001 Ｘ", "0****************X"),
        ("０００００0２０１００１０１００１８", "0****************8"),
        ("0 0 0 0 0 0 2 0 1 0 0 1 0 1 0 0 1 8", "0****************8"),
        ("电话13912345678。", "电话139****5678。"),
        ("139 1234 5678", "139****5678"),
        ("139-1234-5678", "139****5678"),
        ("139 123 45678", "139****5678"),
        ("139.1234.5678", "139****5678"),
        ("(139) 1234–5678", "(139****5678"),
        ("１３９１２３４５６７８", "139****5678"),
        ("１３９　１２３４　５６７８", "139****5678"),
        ("1 3 9 1 2 3 4 5 6 7 8", "139****5678"),
        ("139\u200b1234\u200b5678", "139****5678"),
        ("+8613912345678", "+139****5678"),
        ("+86 139 1234 5678", "+86 139****5678"),
        ("0086-13912345678", "139****5678"),
        ("2026-06-10 13912345678", "2026-06-10 139****5678"),
        ("1.13912345678，2.13812345678", "1.139****5678，2.138****5678"),
        ("13912345678 13812345678", "139****5678 138****5678"),
        ("13912345678/000000201001010018", "139****5678/0****************8"),
        ("13912345678x", "139****5678x"),
    ],
)
def test_numbers_in_free_text_are_masked(text, masked):
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "编号 202207180001",
        "2026-06-10 10:00:00,123 INFO baiyi 15 20 30 40 50 6",
        "192.168.10.100 139.196.10.100:8000",
        "elapsed 1412.8412345 s",
        "1764418456.1234567",
        "A3301026500002026060001",
        "云公（治）责改字〔2026〕139号",
        "13,24,35,46,57,8",
        "139123456789",
        "23912345678",
        "330102 2026 9999 0001",
        "",
    ],
)
def test_other_numbers_stay(text):
    assert mask_numbers(text) == text


def kinds(text: str) -> list[Kind]:
    return [found.kind for found in numbers_in(text)]


def test_bank_cards_are_known_by_their_check_digit():
    assert kinds("4111111111111112") == kinds("4111 1111 1111 1112") == []
    assert kinds("4111111111111111") == kinds("4111 1111-1111 1111") == kinds("４１１１1111 1111 1111") == [Kind.CARD]


def test_positions_are_those_of_the_text():
    text = "甲 139 1234 5678，乙 000000201001010018"
    assert [text[each.start : each.end] for each in numbers_in(text)] == ["139 1234 5678", "000000201001010018"]


def test_long_text_takes_no_long_time():
    begun = time.perf_counter()
    mask_numbers("1 " * 10_000 + "9" * 10_000 + "13-" * 5_000)
    assert time.perf_counter() - begun < 3
