"""Lines of the journal that no `save()` writes."""

from auditlog.diff import model_instance_diff
from auditlog.registry import auditlog

from baiyi.deadlines.models import Deadline
from baiyi.journal.services import first_values
from tests.factories import make_issued_notice, make_venue


def test_a_record_that_was_made_says_what_the_journal_would_say(db, force):
    venue = make_venue(force.station, force.alice)
    deadline = Deadline.objects.of(make_issued_notice(venue, [force.alice, force.amy])).first()
    for record in (venue, deadline):
        assert auditlog.contains(type(record))
        said = model_instance_diff(None, record)
        others = {each.name for each in record._meta.get_fields() if each.auto_created and not each.concrete}
        assert first_values(record) == {name: values for name, values in said.items() if name not in others}


def test_rows_that_point_at_it_are_not_asked_for(force, django_assert_num_queries):
    venue = make_venue(force.station, force.alice)
    with django_assert_num_queries(0):
        first_values(venue)
