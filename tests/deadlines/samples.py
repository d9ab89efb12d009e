"""Deadlines and the work calendar as the tests of every page meet them."""

from django.urls import reverse

from baiyi.deadlines.festivals import statutory
from baiyi.deadlines.models import CalendarProposal, CalendarYear, Deadline, Pause
from baiyi.deadlines.proposals import propose_calendar, waiting_of
from baiyi.deadlines.services import pause_deadline
from baiyi.deadlines.workdays import NamedDay
from baiyi.records import clock
from tests.factories import make_hazard, make_inspection, make_venue
from tests.samples import FormPage, Subject, at
from tests.world import World, once

YEAR = 2030


def a_proposal() -> CalendarProposal:
    """Of a year without a table; brought by nobody who signed in."""
    days = [NamedDay(day, False, name) for name, days in statutory(YEAR) for day in days]
    return waiting_of(YEAR) or propose_calendar(
        year=YEAR, days=days, document_no="国办发明电〔2029〕9号", source="公报"
    )


@once
def proposal(world: World) -> CalendarProposal:
    return a_proposal()


FORM_PAGES = {
    "deadlines:proposal-confirm": FormPage(
        "office",
        at("deadlines:proposal-confirm", proposal),
        lambda world: {"against": "0", "losing": "0"},
        counts_from_zero=("against", "losing"),
        record=proposal,
        outcome=CalendarProposal,
        made=proposal,
    ),
    "deadlines:proposal-refuse": FormPage(
        "office",
        at("deadlines:proposal-refuse", proposal),
        lambda world: {"reason": "与通知原文不符"},
        record=proposal,
        outcome=CalendarProposal,
        made=proposal,
    ),
    "deadlines:calculator": FormPage(
        "alice", lambda world: reverse("deadlines:calculator"), method="get", takes_any_day=True
    ),
}
SUBJECTS = {
    "deadlines:proposal-detail": Subject(proposal, is_for_all=True),
    "deadlines:proposal-confirm": Subject(proposal, is_for_all=True),
    "deadlines:proposal-refuse": Subject(proposal, is_for_all=True),
    "deadlines:calendar-detail": Subject(
        lambda world: CalendarYear.objects.get(year=2022), lambda year: {"pk": year.year}, is_for_all=True
    ),
}


def happen(world: World) -> None:
    """A term that stands still, and a table that waits. Whose they are does not matter here."""
    a_proposal()
    force = world.force
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()])
    deadline = Deadline.objects.filter(starts_on__lte=clock.today()).latest("pk")
    pause_deadline(deadline, ground=Pause.Ground.values[0], on=clock.today(), by=force.alice, reason="等鉴定")
