"""Lamps and tags: colour, shape and word together, so that colour is never the only carrier."""

from dataclasses import dataclass


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
