"""Drafts: one row a form, the last save wins, nobody else's."""

import uuid

import pytest

from baiyi.records.drafts import ChangedElsewhere, draft_of, drafts_of, drop_draft, save_draft
from baiyi.records.models import Draft
from baiyi.records.tickets import Ticket

KIND = "inspection"


@pytest.fixture
def number():
    return uuid.uuid4()


def save(by, number, **facts):
    return save_draft(**({"by": by, "client_uuid": number, "kind": KIND, "payload": {"a": ["1"]}} | facts))


def test_last_save_wins_in_one_row(force, number, settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    first = save(force.alice, number)
    settings.BAIYI_TODAY = "2022-07-06T10:05:00+08:00"
    second = save(force.alice, number, payload={"a": ["2"]}, label="星河")
    assert first.pk == second.pk
    assert Draft.objects.get().payload == {"a": ["2"]}
    assert second.updated_at > first.updated_at


def test_one_form_number_of_two_people_is_two_drafts(force, number):
    save(force.alice, number, payload={"a": ["alice"]})
    save(force.bob, number, payload={"a": ["bob"]})
    assert draft_of(force.alice, number, KIND).payload == {"a": ["alice"]}
    drop_draft(by=force.bob, client_uuid=number)
    assert draft_of(force.bob, number, KIND) is None
    assert draft_of(force.alice, number, KIND) is not None


def test_drafts_are_listed_newest_first_and_by_kind(force, settings):
    for minute in (1, 3, 2):
        settings.BAIYI_TODAY = f"2022-07-06T10:0{minute}:00+08:00"
        save(force.alice, uuid.uuid4(), label=str(minute))
    save(force.alice, uuid.uuid4(), kind="other")
    assert [draft.label for draft in drafts_of(force.alice, KIND)] == ["3", "2", "1"]
    assert draft_of(force.alice, uuid.uuid4(), KIND) is None


def test_anything_a_form_sends_comes_back_the_same(force, number):
    typed = {"q": ["", "甲\0乙", "𠮷", "</script>", "a" * 50_000], "空": []}
    save(force.alice, number, payload=typed)
    assert draft_of(force.alice, number, KIND).payload == typed
    assert draft_of(force.alice, number, "other") is None


def page(version: int, writer: str) -> Ticket:
    """A showing of the form that was opened on that version."""
    return Ticket(0, "/form/", KIND, "", writer, version)


def test_page_that_saves_late_what_is_there_already_takes_nothing_over(force, number):
    """A page that was closed saves once more, and on a slow network after the one that followed it."""
    typed, more = {"a": ["1"]}, {"a": ["1"], "b": ["2"]}
    begun = save(force.alice, number, ticket=page(0, "old"))
    save(force.alice, number, payload=typed, ticket=page(begun.version, "new"))
    save(force.alice, number, payload=typed, ticket=page(0, "old"))
    assert save(force.alice, number, payload=more, ticket=page(begun.version, "new")).payload == more
    with pytest.raises(ChangedElsewhere):
        save(force.alice, number, payload={"a": ["3"]}, ticket=page(0, "old"))


def test_page_that_saves_what_another_saved_goes_on_with_it(force, number):
    typed = {"a": ["1"]}
    begun = save(force.alice, number, payload={}, ticket=page(0, "first"))
    save(force.alice, number, payload=typed, ticket=page(begun.version, "first"))
    save(force.alice, number, payload=typed, ticket=page(begun.version, "second"))
    assert save(force.alice, number, payload={"a": ["2"]}, ticket=page(begun.version, "second")).payload == {"a": ["2"]}
