"""ID, mobile and bank card numbers in free text, as people type them: in groups, with dashes, in full width (１３８…),
every digit by itself.

Several numbers beside each other are none: what is typed in groups begins with at least three digits (or is all single
digits), and an ID in groups holds a day of birth. Numbers in words (一三八…) are not found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import accumulate

# spaces of every width, dashes, dots, brackets, and what shows as nothing; comma and colon stand in lists and times
BETWEEN = r"[\s\-‐‑‒–—―−－_.．·・•()（）\u200b-\u200d\u2060\ufeff]{1,3}"
RUN = re.compile(rf"\d+(?:{BETWEEN}\d+)*(?:(?:{BETWEEN})?[XxＸｘ](?![A-Za-z]))?")
GROUP = re.compile(r"\d+|[XxＸｘ]")
ADDRESS_OR_FRACTION = re.compile(r"(?<![\d.])(?:\d{1,3}(?:\.\d{1,3}){3}|\d{1,10}\.\d{1,10})(?![\d.])")
MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
IDENTITY = re.compile(r"\d{17}[\dX]")
CARD = re.compile(r"\d{16,19}")
LENGTHS = {11, 13, 15, *range(16, 20)}  # of a mobile number without and with its country, of an ID, of cards
LEADING = 3  # digits of the first of several groups


class Kind(Enum):
    IDENTITY = "身份证号"
    MOBILE = "手机号"
    CARD = "银行卡号"


@dataclass(frozen=True)
class Found:
    """From `start` to `end` of the text; `digits` is the number in ASCII, a mobile number without its country."""

    kind: Kind
    start: int
    end: int
    digits: str


def numbers_in(text: str) -> Iterator[Found]:
    """From left to right, none inside another."""
    text = ADDRESS_OR_FRACTION.sub(lambda other: "," * len(other[0]), text)
    for run in RUN.finditer(text):
        places = list(GROUP.finditer(text, *run.span()))
        groups = [_ascii(each[0]) for each in places]
        first = 0
        while first < len(groups):
            count, kind = _beginning(groups[first : first + max(LENGTHS)])
            if kind:
                digits = "".join(groups[first : first + count])
                yield Found(kind, places[first].start(), places[first + count - 1].end(), _bare(kind, digits))
            first += count


def _beginning(groups: list[str]) -> tuple[int, Kind | None]:
    """What they begin with, of how many groups; the longest first: an ID is not taken for what it begins with."""
    counts = [count for count, length in enumerate(accumulate(map(len, groups)), 1) if length in LENGTHS]
    found = ((count, kind) for count in reversed(counts) if (kind := _kind(groups[:count])))
    return next(found, (1, None))


def _kind(groups: list[str]) -> Kind | None:
    digits = "".join(groups)
    is_one = len(groups) == 1 or groups[1:] == ["X"]
    if not is_one and len(groups[0]) < LEADING and max(map(len, groups)) > 1:
        return None
    if IDENTITY.fullmatch(digits) and (is_one or _holds_birthday(digits)):
        return Kind.IDENTITY
    if MOBILE.fullmatch(digits):
        return Kind.MOBILE
    return Kind.CARD if CARD.fullmatch(digits) and _checks(digits) else None


def _ascii(group: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else "X" for char in group)


def _bare(kind: Kind, digits: str) -> str:
    return digits[-11:] if kind is Kind.MOBILE else digits


def _holds_birthday(digits: str) -> bool:
    try:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])).year // 100 in {19, 20}
    except ValueError:
        return False


def _checks(digits: str) -> bool:
    """The check digit of a bank card (Luhn)."""
    doubled = sum(sum(divmod(2 * int(char), 10)) for char in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0
