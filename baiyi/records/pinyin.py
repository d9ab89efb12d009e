"""How a name may be typed in pinyin: by its initials or in full, in every reading of its characters (曾 解 仇 查 …)."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from math import prod

from pypinyin import Style, lazy_pinyin, pinyin

from baiyi.records.text import key

MOST = 64  # spellings of a name, or from one place of a longer one
SHORT, LONG = 8, 40  # characters: of what stands in all its spellings, and from which on a text has its usual one alone
FEW_INITIALS, FEW_SYLLABLES = 6, 4  # characters typed at a stretch that may be read otherwise in several places
# Readings as a surname or in a place that the dictionary of characters does not know.
OTHERS = {"万": ["mo"], "俟": ["qi"], "员": ["yun"], "尉": ["yu"], "牟": ["mu"], "朴": ["piao"], "盖": ["ge"]}


def initials(name: str) -> str:
    """金帆KTV → jfktv, as the words are usually read."""
    return "".join(lazy_pinyin(key(name), style=Style.FIRST_LETTER))


def spellings(name: str) -> list[str]:
    """Everything in pinyin the name is found by, or by a part of. None for a name without Chinese characters.

    A short name stands in all its spellings. A longer one stands as it is usually read, and each other reading of a
    character with the characters around it: what is typed of it at a stretch may be read otherwise in several places.
    """
    plain = key(name)
    read = [readings(char) for char in plain]
    if all(found == (char,) for found, char in zip(read, plain, strict=True)):
        return []
    usual = lazy_pinyin(plain, errors=list)
    firsts = [tuple(dict.fromkeys(each[0] for each in found)) for found in read]
    lines = [*_lines(firsts, [each[0] for each in usual], FEW_INITIALS), *_lines(read, usual, FEW_SYLLABLES)]
    return list(dict.fromkeys(lines))


@lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[str, ...]:
    """The usual one first; the character itself when it has none."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True)[0] + OTHERS.get(char, [])
    return tuple(dict.fromkeys(each for each in found if each)) or (char,)


def _lines(choices: list[tuple[str, ...]], usual: list[str], few: int) -> Iterator[str]:
    yield "".join(usual)
    if len(choices) <= SHORT and prod(map(len, choices)) <= MOST:
        yield from map("".join, product(*choices))
    elif len(choices) <= LONG:
        for place, found in enumerate(choices):
            others = product([each for each in found if each != usual[place]], *choices[place + 1 : place + few])
            before = "".join(usual[max(place - few + 1, 0) : place])
            yield from (before + "".join(spelling) for spelling in islice(others, MOST))
