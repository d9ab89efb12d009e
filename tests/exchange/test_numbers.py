"""A number belongs to the person whose form it is."""

import uuid

import pytest

from baiyi.exchange.models import DocumentNumber
from baiyi.exchange.numbers import reserve_number, void_reserved
from baiyi.records import clock

FORM = uuid.uuid4()


@pytest.fixture
def reserve(force):
    def _reserve(by):
        facts = {"document_type": "by_date", "character": "限", "on": clock.today()}
        return reserve_number(organ=force.station, reserved_for=FORM, by=by, **facts)

    return _reserve


def test_same_form_number_of_two_persons_is_two_forms(force, reserve):
    first, second = reserve(force.alice), reserve(force.amy)
    assert (first.number, second.number) == (1, 2)
    assert (reserve(force.alice), reserve(force.amy)) == (first, second)
    assert DocumentNumber.objects.count() == 2


def test_voiding_what_a_form_reserved_leaves_the_numbers_of_others(force, reserve):
    first, second = reserve(force.alice), reserve(force.amy)
    assert void_reserved(reserved_for=FORM, by=force.amy, reason="放弃") == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (DocumentNumber.State.RESERVED, DocumentNumber.State.VOIDED)
