"""Lines that stand on every record's page (states, facts, buttons), drawn without the template engine: it looks up and
decides a dozen things a line, and half of a page's time went there.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.text import Truncator

from baiyi.records.lamps import Lamp, drawn_lamp

NOT_FILLED = format_html('<span class="{}">未填写</span>', "muted")
FACT = """
          <dt>{}</dt>
          <dd>{}</dd>
        """
STATE = """
      <li class="is-{}"{}>
        <span class="state-mark" aria-hidden="true">{}</span>
        <span class="state-text">
          <span class="state-label">{}</span>
          <span class="visually-hidden">{}</span>
          {}
        </span>
      </li>
    """
BUTTON = """
        <a class="button{}" href="{}">{}{}</a>
      """
PRIMARY = " button-primary"
STATUS_WORDS = {"done": "已完成", "current": "当前"}
CURRENT = format_html(' aria-current="{}"', "step")
DAYS: dict[str, Callable[[Any], str]] = {  # formats of Django's `date` that need no look at the language
    "Y-m-d": lambda day: day.isoformat()[:10],
    "Y-m-d H:i": lambda at: f"{at.isoformat()[:10]} {at.hour:02}:{at.minute:02}",
    "n/j": lambda day: f"{day.month}/{day.day}",
    "n/j H:i": lambda at: f"{at.month}/{at.day} {at.hour:02}:{at.minute:02}",
    "H:i": lambda at: f"{at.hour:02}:{at.minute:02}",
}


def draw_facts(rows: Iterable[tuple[str, Any]]) -> str:
    """Label and value of each row."""
    return format_html_join("", FACT, ((label, draw_value(value)) for label, value in rows))


def draw_value(value) -> str:
    return NOT_FILLED if value is None or value == "" else draw_fact(value)


def draw_fact(value) -> str:
    """What stands beside a label: a lamp, or the words with their line breaks."""
    if isinstance(value, Lamp):
        return drawn_lamp(value)
    words = value if isinstance(value, str) else str(value)
    return linebreaksbr(words) if "\n" in words or "\r" in words else conditional_escape(words)


def draw_buttons(actions: Iterable, icon: Callable[[str, str], str]) -> str:
    """Buttons in the head of a page."""
    rows = (
        (PRIMARY if each.is_primary else "", each.url, icon(each.icon, "") if each.icon else "", each.label)
        for each in actions
    )
    return format_html_join("", BUTTON, rows)


def draw_states(states: Iterable, tick: str) -> str:
    """The stations of the state bar; `tick` is the icon of those that are done."""
    return format_html_join("", STATE, (_state(place, each, tick) for place, each in enumerate(states, 1)))


def _state(place: int, state, tick: str) -> tuple:
    note = format_html('<span class="state-note">{}</span>', state.note) if state.note else ""
    is_current = CURRENT if state.status == "current" else ""
    mark = tick if state.status == "done" else place
    return state.status, is_current, mark, state.label, STATUS_WORDS.get(state.status, "未到"), note


def shortened(text: str, most: int) -> str:
    """As Django's `truncatechars`, which looks at every letter also of a short text."""
    whole = unicodedata.normalize("NFC", text)
    return whole if len(whole) <= most else Truncator(text).chars(most)


def draw_day(value: date | datetime | None, wanted: str) -> str | None:
    """A day or an instant of the local clock; None for formats that are not drawn here."""
    draw = DAYS.get(wanted)
    is_known = draw is not None and (isinstance(value, datetime) or (isinstance(value, date) and "H" not in wanted))
    return draw(value) if is_known else None
