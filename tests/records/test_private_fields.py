"""What stands encrypted in the database is never kept as plain text on the machine it is typed on."""

import pytest

from tests.forms_of_pages import open_page
from tests.world import World

PERSONAL = {
    "inspections:venue-add": {"head_name", "head_phone"},
    "inspections:venue-change": {"head_name", "head_phone"},
    "inspections:notice-serve": {"receiver_name", "witness_name"},
    "inspections:notice-add-proof": {"receiver_name"},
    "inspections:entry-review": {"receiver_name", "witness_name"},
    "disputes:dispute-add": {"first_name", "second_name"},
    "disputes:dispute-party": {"name"},
}


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_personal_fields_are_marked_and_no_other(force, settings, name):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    _, _, fields, _ = open_page(World(force), name)
    assert {key for key, bound in fields.items() if "data-private" in str(bound)} == PERSONAL[name]
