"""Deadlines and the work calendar as the tests of every page meet them."""

from django.urls import reverse

from baiyi.deadlines.models import CalendarYear, Deadline, Pause
from baiyi.deadlines.services import pause_deadline
from baiyi.records import clock
from tests.factories import make_hazard, make_inspection, make_venue
from tests.samples import FormPage, Subject
from tests.world import World

FORM_PAGES = {
    "deadlines:calculator": FormPage(
        "alice", lambda world: reverse("deadlines:calculator"), method="get", takes_any_day=True
    )
}
SUBJECTS = {
    "deadlines:calendar-detail": Subject(
        lambda world: CalendarYear.objects.get(year=2022), lambda year: {"pk": year.year}, is_for_all=True
    ),
}


def happen(world: World) -> None:
    """A term that stands still. Whose it is does not matter here."""
    force = world.force
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()])
    deadline = Deadline.objects.filter(starts_on__lte=clock.today()).latest("pk")
    pause_deadline(deadline, ground=Pause.Ground.values[0], on=clock.today(), by=force.alice, reason="等鉴定")
