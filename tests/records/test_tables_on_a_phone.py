"""A table that becomes cards on a phone says beside each value what it is: there is no head above it any more."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CELL = re.compile(r"<td(?P<facts>[^>]*)>(?P<rest>.*)")
ROW = re.compile(r'{% include "([^"]*_row\.html)"')
CARDS = sorted(path for path in TEMPLATES.rglob("*.html") if "table-records" in path.read_text(encoding="utf-8"))


def with_rows(path: Path) -> list[Path]:
    """The template, and those of the rows it draws."""
    return [path, *(TEMPLATES / name for name in set(ROW.findall(path.read_text(encoding="utf-8"))))]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_cell_says_what_it_is(path):
    cells = [found for each in with_rows(path) for found in CELL.finditer(each.read_text(encoding="utf-8"))]
    unnamed = [found["rest"] for found in cells if "data-label" not in found["facts"]]
    assert [words for words in unnamed if "{{" in words or "{%" in words] == []


def test_the_pages_are_found():
    assert len(CARDS) >= 5
