"""What of a text counts when it is looked for, and what of it is kept when it is saved. Pure functions.

`key` is what counts: letters, digits and ideographs in one width and case. `clean` is what is saved: as typed, without
what nobody can see. Nothing else in the product normalises text (docs/adr/0031-one-text.md).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\ufffc"
)  # letters and marks that show as nothing
WRITTEN_AROUND = range(0x0600, 0x0606), range(0x06DD, 0x06DE), range(0x070F, 0x0710)  # signs of category Cf that show
SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)  # choose the look of a character, not another one
TAGS = range(0xE0020, 0xE0080)  # spell out a flag
FLAG, JOINER, KEYCAP, NUL = "\U0001f3f4", "\u200d", "\u20e3", "\0"
SKINS = range(0x1F3FB, 0x1F400)
IDEOGRAPHS = range(0x2E80, 0x2FE0), range(0x3005, 0x3008), range(0x3400, 0xA000), range(0xF900, 0xFB00)
RARE = range(0x20000, 0x40000), range(0xE000, 0xF900), range(0xF0000, 0x10FFFE)  # also newer than Python's tables
LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BREAKS = re.compile(r"\s+")
BETWEEN_WORDS = re.compile(r"(?<!\d)[,，;；、]|[,，;；、](?!\d)")
PLAIN = re.compile(r"[\x20-\x7e\u3001-\u3002\u4e00-\u9fff\uff0c\uff1a\uff1b\uff08\uff09]*")  # nothing to clean inside
CHARACTERS = 10_000  # remembered, with what they are
KEYED = re.compile(r"[0-9a-z\u4e00-\u9fa5]*")  # a key already
MOST_WORDS = 8  # of one search


def key(text: str) -> str:
    """What counts of a name, number or text. The same text in another width, case, bracket or spacing has the same key;
    two numbers that something stands between stay two (1-23 is not 12-3). `key(key(text)) == key(text)`.
    """
    return _folded(text, "-")


def letters(text: str) -> str:
    """The same, with numbers run together: 138-0013-8000 is 13800138000."""
    return _folded(text, "")


def words(typed: str) -> list[str]:
    """Keys of the words somebody looks for, in whatever order; none when there is no letter or digit."""
    shown = "".join(char for char in BETWEEN_WORDS.sub(" ", typed) if char.isspace() or not _is_unseen(char))
    return list(dict.fromkeys(filter(None, map(key, shown.split()))))[:MOST_WORDS]


def clean(text: str, *, lines: bool) -> str:
    """As it is saved: without invisible, control and direction characters, and without blanks around it. Line feeds
    stay where the field has `lines`, else they are blanks. NUL stays, for the form to refuse.
    """
    if not PLAIN.fullmatch(text):
        text = "".join(_kept(LINE_ENDS.sub("\n", text)))
        text = text if lines else text.replace("\n", " ")
    return text.strip()


def _folded(text: str, between_digits: str) -> str:
    while not KEYED.fullmatch(text) and (found := _once(text, between_digits)) != text:
        text = found
    return text


def _once(text: str, between_digits: str) -> str:
    seen = "".join(char for char in text if not _is_unseen(char))
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return "".join(_counting(plain, between_digits))


def _counting(plain: str, between_digits: str) -> Iterator[str]:
    last, is_divided = "", False
    for char in plain:
        if _counts(char):
            if is_divided and last.isdecimal() and char.isdecimal():
                yield between_digits
            yield char
            last, is_divided = char, False
        elif not char.isspace() and not _is_unseen(char):
            is_divided = True


@lru_cache(maxsize=CHARACTERS)
def _counts(char: str) -> bool:
    """Letters, their marks, digits, and ideographs that no table knows yet."""
    return (unicodedata.category(char)[0] in "LMN" and not _is_unseen(char)) or _is_in(char, RARE)


@lru_cache(maxsize=CHARACTERS)
def _is_unseen(char: str) -> bool:
    """Shows as nothing, or only changes how its neighbours show."""
    if char in INVISIBLE or _is_in(char, SELECTORS):
        return True
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} and not _is_in(char, WRITTEN_AROUND)


def _kept(text: str) -> Iterator[str]:
    """The characters that are saved, in their order; `before` is the last of them that is no selector or skin."""
    before = last = ""
    for place, char in enumerate(text):
        if char == "\n" or char == NUL or not (_is_unseen(char) or _is_in(char, (SKINS,)) or _is_noncharacter(char)):
            yield char if char == "\n" or not char.isspace() or char in "\u3000\xa0 " else " "
            before = last = char
        elif char == "\t":
            yield " "
            before = last = " "
        elif _belongs(char, before, last, text[place + 1 : place + 2]):
            yield char
            last = char


def _belongs(char: str, before: str, last: str, after: str) -> bool:
    """Whether it makes one character with what stands before it (and after)."""
    if not before:
        return False
    if _is_in(char, (SKINS,)):
        return True
    if _is_in(char, SELECTORS):
        return last == before and (_is_in(before, IDEOGRAPHS + RARE) or _is_picture(before) or after == KEYCAP)
    if char == JOINER:
        return last != JOINER and _is_picture(before) and _is_picture(after)
    return before == FLAG and _is_in(char, (TAGS,))


def _is_picture(char: str) -> bool:
    """Emoji and signs: ☺ 👮 ♂ ❤."""
    return bool(char) and (unicodedata.category(char) in {"So", "Sm", "Sk"} or _is_in(char, (range(0x1F000, 0x20000),)))


def _is_noncharacter(char: str) -> bool:
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def _is_in(char: str, ranges: tuple[range, ...]) -> bool:
    return any(ord(char) in each for each in ranges)
