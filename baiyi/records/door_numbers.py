"""Door numbers (门牌) in free text: fields whose help text says that they take none refuse them.

A road, a stretch of it (12—30号), a residential area, a gate, an exit or a line by its number are no door. Names of
people are not recognised.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

FORBIDDEN = "不写门牌"  # as the help text of such a field says it
REFUSAL = "请去掉门牌（{found}），写到路段、片区或小区为止，例如“文庙路中段”“东街小区”"
NUMBER = r"[0-9a-z]{1,6}"
# what is numbered on a road and is no door
NO_DOOR = r"(?:线|门|口|出口|入口|桥|站|闸|库|地块|路段|路口)"
WITHIN = rf"{NUMBER}(?:栋|幢|号楼|#楼)|[0-9一二三四五六七八九十]{{1,4}}单元|[0-9]{{1,4}}室|[0-9]{{1,5}}弄"
ON_A_ROAD = rf"(?:路|街|巷|道|弄|里|村|组|院)(?:第)?[0-9]{{1,5}}(?:[-之附][0-9]{{1,4}})?号(?!{NO_DOOR}|[-—~至到])"
A_STRETCH = re.compile(r"([0-9]{1,5})(?:号)?[-—–~至到]([0-9]{1,5})号")
DOOR = re.compile(f"{WITHIN}|{ON_A_ROAD}", re.IGNORECASE)


def door_number_in(text: str) -> str:
    """The first one, in half width; empty without any."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = DOOR.search(A_STRETCH.sub(_without_stretch, plain))
    return found[0] if found else ""


def _without_stretch(found: re.Match) -> str:
    """12—30号 is left out; 18-2号 is one door."""
    return "" if int(found[1]) < int(found[2]) else found[0]


def refuse_door_number(text: str) -> None:
    """Raises ValidationError, which says what to write instead."""
    if found := door_number_in(text):
        raise ValidationError(REFUSAL.format(found=found), "door_number")
