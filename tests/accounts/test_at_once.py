"""At once: the same person moved twice, a unit ended while somebody comes, a part taken twice. Real threads."""

import pytest
from django.core.exceptions import ValidationError

from baiyi.accounts.handover import services as handover
from baiyi.accounts.models import HandoverPart, Posting, Unit, User
from baiyi.accounts.people.services import move_person
from baiyi.accounts.roles import Role
from baiyi.accounts.units.services import end_unit
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from tests.conftest import REPEAT
from tests.factories import make_force, make_unit, make_venue
from tests.faults.test_concurrency import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]


def moving(posting: Posting, unit: Unit):
    facts = {"role": Role.OFFICER, "on": clock.today(), "reason": "轮岗", "by": None, "version": 1}
    return lambda: move_person(posting, unit=unit, **facts)


@pytest.mark.parametrize("turn", range(REPEAT))
def test_two_who_move_one_person_at_once_move_him_once(turn):
    force = make_force()
    posting, third = Posting.objects.get(user=force.alice), make_unit("北塘派出所", parent=force.branch)
    found = at_once([moving(posting, force.other_station), moving(posting, third)])
    assert sorted(type(each) for each in found if isinstance(each, Exception)) == [StaleRecord]
    assert force.alice.postings.count() == 2
    assert force.alice.postings.filter(ends_on=None).count() == 1
    assert User.objects.get(pk=force.alice.pk).version == 2


@pytest.mark.parametrize("turn", range(REPEAT))
def test_nobody_comes_to_a_unit_while_it_is_ended(turn):
    force = make_force()
    post = make_unit("夜市警务室", kind="post", parent=force.station, starts_on=clock.today())
    facts = {"on": clock.today(), "reason": "并入", "by": None, "version": 1}
    posting = Posting.objects.get(user=force.alice)
    ended, moved = at_once([lambda: end_unit(post, **facts), moving(posting, post)])
    refused, done = (ended, moved) if isinstance(ended, Exception) else (moved, ended)
    assert isinstance(refused, ValidationError)
    assert isinstance(done, Posting if refused is ended else Unit)
    assert ("在任人员" if refused is ended else "撤销") in str(refused)
    assert Posting.objects.filter(unit=post).exists() == (refused is ended)


@pytest.mark.parametrize("turn", range(REPEAT))
def test_part_taken_twice_at_once_is_taken_once(turn):
    force = make_force()
    for _ in range(3):
        make_venue(force.station, force.alice, responsible=force.alice)
    made = handover.hand_over(force.alice, takers={"venues": force.amy}, reason="轮岗", by=force.alice)
    part = made.parts.get()
    found = at_once([lambda: handover.take(part, by=force.amy)] * 3)
    assert [type(each) for each in found].count(MoveRefused) == 2
    assert (HandoverPart.objects.get().given, HandoverPart.objects.get().left) == (3, [])
