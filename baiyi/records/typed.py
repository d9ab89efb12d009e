"""What people type, taken as they mean it: text without what nobody can see, numbers, phones, codes and days in full
width or with separators. Every form field goes through `accept` (FormBase); what is wrong stays refused, in words.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms

from baiyi.records import clock
from baiyi.records.text import clean, letters

HALF = {place: place - 0xFEE0 for place in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
HALF |= {0xFF0D: ord("-"), 0xFF0F: ord("/"), 0xFF0E: ord(".")}
DASHES = re.compile(r"[‐‑‒–—―−－]")
DAY = re.compile(
    r"(?P<year>\d{4})(?:(?P<by>[-./])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})"
    r"|年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号]?"
    r"|(?P<month3>\d{2})(?P<day3>\d{2}))"
    r"|(?P<month4>\d{1,2})月(?P<day4>\d{1,2})[日号]?",
    re.ASCII,
)
MOMENT = re.compile(rf"(?P<on>{DAY.pattern})[T ]*(?P<at>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}([, ])\d{3}(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
AROUND_SIGNS = re.compile(r"\s*([-/.:年月])\s*")
AREA = re.compile(r"\(?(0\d{2,3})[-)]+([\d-]{7,9})", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}")
WRONG_NUMBER, WRONG_WHOLE = "请填写数字，如 2400 或 2,400", "请填写整数，如 2400 或 2,400"
WRONG_DAY = "请填写有效的日期，如 2026-11-01 或 2026年11月1日"
WRONG_MOMENT = "请填写有效的日期和时间，如 2026-11-01 09:30"


def accept(field: forms.Field, name: str) -> None:
    """Of a form's own copy of a field; a second time changes nothing."""
    if hasattr(field, "is_accepting"):
        return
    field.is_accepting = True
    if isinstance(field, forms.MultiValueField):
        for part in field.fields:
            accept(part, name)
    elif (reading := _reading(field, name)) is not None:
        field.to_python = _through(reading, field.to_python)


def day(text: str) -> str:
    """As 2026-11-01. What names no day is given back for the field to refuse; a day that does not exist raises
    ValidationError. A day without a year is one of this year.
    """
    found = DAY.fullmatch("".join(_plain(text).split()))
    return _iso(found) if found else text


def moment(text: str) -> str:
    """As 2026-11-01 09:30; otherwise as `day`."""
    found = MOMENT.fullmatch(AROUND_SIGNS.sub(r"\1", _plain(text)))
    return f"{_iso(found)} {found['at']}" if found else text


def number(text: str, refusal: str = WRONG_NUMBER) -> str:
    """２４００, 2,400 and 2 400 are 2400; 2,40 raises ValidationError."""
    found = ungrouped(text)
    if found.strip() and not NUMBER.fullmatch(found):
        raise forms.ValidationError(refusal, "invalid")
    return found


def ungrouped(text: str) -> str:
    """The same, and what is no number is given back for the field to refuse."""
    plain = _plain(text)
    if GROUPED.fullmatch(plain):
        return plain.replace(",", "").replace(" ", "")
    return plain or text


def phone(text: str) -> str:
    """A mobile number as eleven digits, another one with a dash after its area."""
    plain = "".join(_plain(text).split())
    together = letters(plain)
    bare = together.removeprefix("0086").removeprefix("86") if len(together) > len("13800138000") else together
    if MOBILE.fullmatch(bare):
        return bare
    found = AREA.fullmatch(plain)
    return f"{found[1]}-{found[2].replace('-', '')}" if found else plain


def code(text: str) -> str:
    """Letters and digits in half width; brackets stay."""
    return clean(text, lines=False).translate(HALF)


def _plain(text: str) -> str:
    return DASHES.sub("-", unicodedata.normalize("NFKC", clean(text, lines=False)))


def _iso(found: re.Match) -> str:
    parts = found.groupdict()
    year = int(parts["year"] or clock.today().year)
    month, on = (_first(parts, name) for name in ("month", "day"))
    try:
        return dt.date(year, month, on).isoformat()
    except ValueError as error:
        raise forms.ValidationError(f"没有 {year} 年 {month} 月 {on} 日这一天，请核对", "invalid") from error


def _first(parts: dict[str, str | None], name: str) -> int:
    return next(int(text) for part, text in parts.items() if part.startswith(name) and text)


def _reading(field: forms.Field, name: str) -> Callable[[str], str] | None:
    """How the text of a field is read: as it says itself (`reading`), or by its kind. None for what is chosen,
    uploaded, or kept as it is (passwords).
    """
    if hasattr(field, "reading"):
        return field.reading
    if isinstance(field, forms.DateTimeField):
        return moment if _says(field, WRONG_MOMENT) else _refused_by(field, moment)
    if isinstance(field, forms.DateField):
        return day if _says(field, WRONG_DAY) else _refused_by(field, day)
    if isinstance(field, forms.TimeField):
        return _plain
    if isinstance(field, forms.IntegerField):
        _take_separators(field)
        return lambda text: number(text, field.error_messages["invalid"])
    if isinstance(field, forms.CharField) and field.strip and not isinstance(field, forms.UUIDField):
        return _reading_of_text(field, name)
    return None


def _reading_of_text(field: forms.CharField, name: str) -> Callable[[str], str]:
    if "phone" in name:
        return phone
    if name.endswith(("number", "code", "username")) or isinstance(field, forms.SlugField | forms.RegexField):
        return code
    lines = isinstance(field.widget, forms.Textarea)
    return lambda text: clean(text, lines=lines)


def _take_separators(field: forms.IntegerField) -> None:
    """The browser's own control for numbers lets nobody type 2,400 or ２４００."""
    whole = not isinstance(field, forms.DecimalField | forms.FloatField)
    _says(field, WRONG_WHOLE if whole else WRONG_NUMBER)
    if isinstance(field.widget, forms.NumberInput):
        field.widget.input_type = "text"
        field.widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        for name in ("min", "max", "step"):
            field.widget.attrs.pop(name, None)


def _says(field: forms.Field, words: str) -> bool:
    """In place of Django's words for what is invalid; a form that has words of its own keeps them."""
    usual = next(each.default_error_messages["invalid"] for each in type(field).__mro__ if _has_words(each))
    if field.error_messages["invalid"] is usual:
        field.error_messages["invalid"] = words
    return field.error_messages["invalid"] == words


def _has_words(kind: type) -> bool:
    return "invalid" in vars(kind).get("default_error_messages", ())


def _refused_by(field: forms.Field, reading: Callable[[str], str]) -> Callable[[str], str]:
    """A day that does not exist is refused in the form's own words."""

    def read(text: str) -> str:
        try:
            return reading(text)
        except forms.ValidationError as error:
            raise forms.ValidationError(field.error_messages["invalid"], "invalid") from error

    return read


def _through(reading: Callable[[str], str], to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: to_python(reading(value) if isinstance(value, str) else value)
