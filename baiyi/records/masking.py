"""How personal text is shown to those who may not read it, and how it is kept out of logs."""

import logging
from copy import copy

from baiyi.records.personal_numbers import Found, Kind, numbers_in


def mask_name(name: str) -> str:
    """张三 → 张*;欧阳小明 → 欧***."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """13800008000 → 138****8000; anything shorter keeps its last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_personal(name: str, text: str) -> str:
    """The text of a personal field, by what the name of the field says it is."""
    return mask_phone(text) if name.endswith("phone") else mask_name(text)


def mask_numbers(text: str) -> str:
    """Mask what looks like an ID number or a mobile number inside free text, however it is typed."""
    parts, end = [], 0
    for found in numbers_in(text):
        if found.kind is not Kind.CARD:  # of all long numbers one in ten looks like one
            parts += [text[end : found.start], _masked(found)]
            end = found.end
    return "".join([*parts, text[end:]])


def _masked(found: Found) -> str:
    if found.kind is Kind.MOBILE:
        return mask_phone(found.digits)
    return f"{found.digits[0]}{'*' * 16}{found.digits[-1]}"


class LogFormatter(logging.Formatter):
    """One line an event, no control characters, no ID or mobile numbers, whatever made the text.

    A traceback keeps its lines, each indented: the text of an exception cannot pose as a line of the log.
    """

    def format(self, record: logging.LogRecord) -> str:
        own = copy(record)
        own.exc_text = None  # what another handler's formatter left there is not masked
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - a name of logging
        return _plain_line(super().formatMessage(record))

    def formatException(self, ei) -> str:  # noqa: N802
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indented(super().formatStack(stack_info))


def _plain_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in mask_numbers(text))


def _indented(text: str) -> str:
    return "\n".join(f"    {_plain_line(line)}" for line in text.splitlines())
