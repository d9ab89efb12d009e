"""What stands in a workbook: text that stays text, whatever it looks like, and names that a workbook may have."""

import re

UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # tab and line feed stay
LINE_ENDS = re.compile(r"\r\n?")
MOST = 16_000  # characters: at most 32,767 units of UTF-16 fit a cell
CUT = "……（过长，余下从略）"
MORE = "……"
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
MOST_OF_SHEET_NAME = 15  # characters: 31 units of UTF-16 with room to spare
RESERVED = {"history"}
MOST_PRINTED = 110  # units of UTF-16 in one part of what is printed above or below; 255 with the codes fit


def text_of(text: str) -> str:
    """As a cell takes it: without control characters, and no longer than fits."""
    if UNWANTED.search(text):
        text = UNWANTED.sub("", LINE_ENDS.sub("\n", text))
    return text if len(text) <= MOST else text[:MOST] + CUT


def sheet_name(title: str) -> str:
    """Raises nothing: what no sheet may be called loses what is forbidden."""
    name = NOT_IN_SHEET_NAMES.sub(" ", text_of(title)).replace("\n", " ").strip(" '")[:MOST_OF_SHEET_NAME].strip(" '")
    return name if name and name.lower() not in RESERVED else "导出"


def file_name(title: str) -> str:
    """Of the file that is downloaded, without what a system forbids in names."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text_of(title)).strip("._") or "导出"


def printed(words: str) -> str:
    """In the head or foot of a printed page, where & begins a code and is written twice."""
    signs = ["&&" if sign == "&" else sign for sign in " ".join(text_of(words).split())]
    kept, room = [], MOST_PRINTED
    for sign in signs:
        room -= len(sign.encode("utf-16-le")) // 2
        if room < len(MORE):
            return "".join(kept) + MORE
        kept.append(sign)
    return "".join(kept)
