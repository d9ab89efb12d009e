"""The days off and the worked days that a pasted notice of the 国务院办公厅 names, or a list of days.

“二、春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。” as well as
“2027-01-01/2027-01-03 放假 元旦”.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from baiyi.deadlines.workdays import CalendarRefused, NamedDay

LONGEST = 31  # days of one holiday
ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)|【[^】]*】")
ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})日{0,1}")
COUNTED = re.compile(r"(放假|休息|连休|调休)([,，、]{0,1}共{0,1})\d+[天日]")
CLAUSE = re.compile(r"(.*?)(放假|休息|上班|补班)")
ONE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号]"
DAYS = re.compile(rf"{ONE}(?:\s*(?:至|到|—+|–|-|~|～|/)\s*{ONE})?")
NUMBERED = re.compile(r"^[\s一二三四五六七八九十\d]*[、.．)）]?\s*")
SIGNED = re.compile(r"\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*")


def days_of(text: str, year: int) -> list[NamedDay]:
    """In the order of the days. Raises CalendarRefused naming the line that says no day or not what the day is."""
    found: list[NamedDay] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            found += _days_of_line(line, year)
        except ValueError as error:
            raise CalendarRefused(f"第 {number} 行有误：{error}") from error
    if not found:
        raise CalendarRefused("没有读到放假或上班的日期，请粘贴通知原文的各条")
    return sorted(found)


def _days_of_line(line: str, year: int) -> Iterator[NamedDay]:
    plain = COUNTED.sub(r"\1", ISO.sub(r"\1年\2月\3日", ASIDE.sub("", line)))
    if _is_day_of_signing(plain, year):
        return
    name, divider, rest = plain.partition("：") if "：" in plain else plain.partition(":")
    words = rest if divider else plain
    note = NUMBERED.sub("", name).strip()[:50] if divider else ""
    place = 0
    for clause in CLAUSE.finditer(words):
        place, works = clause.end(), clause[2] in {"上班", "补班"}
        for day in _spelled(clause[1], year):
            yield NamedDay(day, works, note or _after(words, place))
    if DAYS.search(words[place:]):
        raise ValueError(f"“{words[place:].strip()[:30]}”没有写明放假还是上班")


def _is_day_of_signing(plain: str, year: int) -> bool:
    """The day of the notice itself stands alone, in the year before."""
    signed = SIGNED.fullmatch(plain)
    return bool(signed) and int(signed[1]) < year and int(signed[2]) < 12


def _after(words: str, place: int) -> str:
    """The name at the end of a line of a list."""
    rest = words[place:].strip(" ,，。；;　\t")
    return "" if DAYS.search(rest) or CLAUSE.search(rest) else rest[:50]


def _spelled(clause: str, year: int) -> Iterator[date]:
    """Each day of the clause; a month that is not said is that of the day before it."""
    month = None
    for found in DAYS.finditer(clause):
        first_year, first_month, first_day, last_year, last_month, last_day = found.groups()
        month = int(first_month) if first_month else month
        if month is None:
            raise ValueError(f"“{found[0]}”没有写明月份")
        first = _day(int(first_year or year), month, int(first_day), found[0])
        last = first
        if last_day:
            month = int(last_month) if last_month else month
            last = _day(int(last_year or year), month, int(last_day), found[0])
        if not 0 <= (last - first).days < LONGEST:
            raise ValueError(f"“{found[0]}”的先后或天数不对，跨年的请写明年份")
        for number in range((last - first).days + 1):
            yield first + timedelta(days=number)


def _day(year: int, month: int, day: int, words: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"没有“{words}”这一天") from error
