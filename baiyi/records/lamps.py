"""Lamps and tags: colour, shape and word together, so that colour is never the only carrier."""

from dataclasses import dataclass
from functools import cache, lru_cache

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Lamp:
    """`tone` is red, yellow, green, blue or grey; `shape` is ▲ ◆ ● ○ or empty (a tag without a lamp)."""

    text: str
    tone: str = "grey"
    shape: str = ""


def overdue(text: str) -> Lamp:
    return Lamp(text, "red", "▲")


def near(text: str) -> Lamp:
    return Lamp(text, "yellow", "◆")


def good(text: str) -> Lamp:
    return Lamp(text, "green", "●")


def no_data(text: str = "无数据") -> Lamp:
    return Lamp(text, "grey", "○")


def tag(text: str, tone: str = "grey") -> Lamp:
    return Lamp(text, tone)


@cache
def drawn_shape(shape: str) -> str:
    """The shape of a lamp alone."""
    return render_to_string("records/_shape.html", {"shape": shape})


@lru_cache(maxsize=2000)
def drawn_lamp(lamp: Lamp | None) -> str:
    """As a page shows it; few differ, and each is drawn once."""
    return render_to_string("records/_lamp.html", {"value": lamp})
