"""Every list of the project as a workbook: the same rows in the same order, the same columns, the same words."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils.formats import localize
from django.utils.html import strip_tags

from baiyi.exchange.exports.offer import Offer
from baiyi.records.policies import walk_urls
from baiyi.records.said import DASH, TICKS, columns_of
from baiyi.records.views import ListPage
from tests.discovered import address, make_everything
from tests.exchange.exports.reading import exported
from tests.world import World

ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td(?! class=\"pick\")[^>]*>(.*?)</td>", re.DOTALL)  # without the box a row is chosen by
LISTS = {
    name: pattern.callback.view_class
    for name, pattern in walk_urls()
    if issubclass(getattr(pattern.callback, "view_class", object), ListPage)
}
PAGE, MOST = 100, 3
TAKEN = sorted(name for name, view in LISTS.items() if view.is_taken_away)
ONES_OWN = {"notifications:messages", "jobs:job-list", "exchange:export-list"}


def test_lists_that_are_not_taken_away_are_these():
    assert {name for name, view in LISTS.items() if not view.is_taken_away} == ONES_OWN
    assert len(TAKEN) > 50


@pytest.fixture
def world(force) -> World:
    world = World(force)
    make_everything(world)
    return world


@pytest.mark.one_day("walks every list of the project, the same on every day")
def test_workbook_says_what_the_list_says(world):
    """As whoever sees rows first opens it, and in the order of its first column turned round."""
    wrong, unmet = {}, []
    for name in TAKEN:
        listed = address(name, world)
        who = next((who for who in world.force.people if rows_of_list(world, who, listed)), None)
        if who is None:
            unmet.append(name)
            continue
        for url in (listed, f"{listed}?sort=-{first_column(listed, world.force.people[who])}"):
            rows = rows_of_list(world, who, url)
            found = differences(exported(world.force.people[who], url), rows)
            wrong |= {f"{url} {who}": found[:MOST]} if found else {}
    assert wrong == {}, str(wrong)
    assert unmet == [], "lists without a row in what the samples make"


def first_column(url: str, user) -> str:
    return next(iter(columns_of(Offer(url, user).table))).name


def differences(table: list[list], rows: list[list[str]]) -> list:
    """On the first page of the list, the widest there is."""
    if len(rows) < PAGE and len(table) - 1 != len(rows):
        return [(len(table) - 1, len(rows))]
    pairs = [
        (cell, word)
        for cells, words in zip(table[1 : PAGE + 1], rows, strict=True)
        for cell, word in zip(cells, words, strict=True)
    ]
    return [pair for pair in pairs if pair[1] not in readings(pair[0])]


def readings(cell) -> set[str]:
    """How a page may say what stands in a cell."""
    if isinstance(cell, float):
        return {f"{cell:g}", f"{cell:.0f}"}
    if isinstance(cell, dt.date):
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())
        return {localize(cell), *(f"{moment:{form}}" for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"))}
    return {" ".join(cell.split())}


def rows_of_list(world: World, who: str, url: str) -> list[list[str]] | None:
    """The words of the cells that the page shows; None for who may not open it."""
    response = world.client(who).get(f"{url}{'&' if '?' in url else '?'}per_page={PAGE}")
    if response.status_code in {403, 404}:
        return None
    assert response.status_code == 200, (url, who)
    table = response.context["table"]
    if not table.paginator.count:
        return []
    shown = [each.name for each in table.columns]
    taken = [each.name for each in table.columns.iterall() if is_taken(each, shown)]
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [[words(cell) for cell in CELL.findall(row)] for row in ROW.findall(body)]
    return [[row[shown.index(name)] if name in shown else "" for name in taken] for row in rows]


def is_taken(column, shown: list[str]) -> bool:
    """What says nothing on this page is left out of it, never of the workbook."""
    hides_blank = getattr(column.column, "hides_blank", False)
    return not column.column.exclude_from_export and (column.name in shown or hides_blank)


def words(cell: str) -> str:
    text = " ".join(unescape(strip_tags(cell)).split())
    return "" if text == DASH else TICKS.get(text, text)
