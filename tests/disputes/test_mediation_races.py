"""At once: two sessions, two mediations of one dispute, two parts of one agreement. Real threads and connections; what
is decided by locks is decided on PostgreSQL.
"""

import pytest

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from disputes.models import Mediation, Session
from disputes.services import instalments, mediations
from tests.conftest import REPEAT
from tests.disputes import mediation_samples as made
from tests.disputes.made import make_graded
from tests.factories import make_force
from tests.faults.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))


def refused(found: list) -> list:
    return [each for each in found if isinstance(each, MoveRefused | StaleRecord)]


@several
def test_two_sessions_at_once_are_one(run):
    force = make_force()
    mediation = made.make_public(force)
    facts = {"version": mediation.version, "name": "hold_first", "on": clock.today(), **made.MEETING}
    jobs = [lambda who=who: mediations.hold_session(mediation, by=who, **facts) for who in (force.alice, force.amy)]
    found = at_once(jobs)
    assert len(refused(found)) == 1, found
    assert (Mediation.objects.get().sessions_held, Session.objects.count()) == (1, 1)


@several
def test_two_mediations_of_one_dispute_at_once_are_one(run):
    force = make_force()
    dispute = make_graded(force)
    facts = {"version": dispute.version, "organ": "东街派出所", "mediators": "主持民警", "accepted_on": clock.today()}
    jobs = [
        lambda who=who: mediations.start_mediation(dispute, by=who, kind="people", **facts)
        for who in (force.alice, force.amy)
    ]
    found = at_once(jobs)
    assert len(refused(found)) == 1, found
    assert Mediation.objects.count() == 1


@several
def test_two_parts_performed_at_once_end_the_mediation_once(run):
    force = make_force()
    mediation = made.make_agreed(force)
    jobs = [
        lambda part=part: (
            instalments.perform_instalment(part, by=force.alice, version=part.version, on=clock.today()).state
        )
        for part in mediation.instalments.all()
    ]
    assert at_once(jobs) == ["performed"] * 2
    done = Mediation.objects.get()
    assert (done.state, done.version) == ("performed", mediation.version + 1)
    assert not done.deadlines.open().exists()


@several
def test_part_performed_while_another_is_not_kept_leaves_one_story(run):
    force = make_force()
    first, second = made.make_agreed(force).instalments.all()
    on = clock.today()
    found = at_once(
        [
            lambda: instalments.perform_instalment(first, by=force.alice, version=first.version, on=on),
            lambda: instalments.breach_instalment(second, by=force.amy, version=second.version, on=on, reason="没有钱"),
        ]
    )
    mediation = Mediation.objects.get()
    states = sorted(mediation.instalments.values_list("state", flat=True))
    assert mediation.state == "breached"
    assert states == (["breached", "breached"] if refused(found) else ["breached", "performed"])
