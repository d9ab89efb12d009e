"""Lists as tables, and as cards on a phone."""

import pytest
from django.urls import get_resolver

from baiyi.records.tables import PhoneCard, RecordTable


def tables_of(base: type = RecordTable) -> list[type]:
    get_resolver().url_patterns  # noqa: B018 reads every view, and with it every table
    return [
        found
        for each in base.__subclasses__()
        for found in (each, *tables_of(each))
        if not each.__module__.startswith("tests.")
    ]


@pytest.mark.parametrize("table", tables_of(), ids=lambda table: table.__name__)
def test_card_of_a_list_names_columns_it_has(table):
    card, columns = table.card, set(table.base_columns)
    named = [card.title, *card.marks, *card.facts, *([card.foot] if card.foot else [])]
    assert set(named) <= columns
    assert len(named) == len(set(named))


def test_cell_of_a_card_says_its_place_and_what_is_left_out_says_nothing():
    card = PhoneCard("name", ("lamp", "state"), {"unit": "", "due_on": "期限"}, foot="actions")
    assert [card.cell(name) for name in ("name", "lamp", "state", "actions")] == [
        {"class": "title"},
        {"class": "mark"},
        {"class": "mark"},
        {"class": "foot"},
    ]
    assert card.cell("unit") == {"class": "fact"}
    assert card.cell("due_on") == {"class": "fact", "data-label": "期限"}
    assert card.cell("note") == {}
