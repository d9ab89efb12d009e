"""Deadlines and the work calendar as the tests of every page meet them."""

import datetime as dt

from django.urls import reverse

from baiyi.deadlines import reference
from baiyi.deadlines.festivals import statutory
from baiyi.deadlines.models import CalendarProposal, CalendarYear, Deadline, LegalBasis, Pause, Rule
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


@once
def rule(world: World) -> Rule:
    """One that nothing rests on."""
    facts = {"kind": "rectify", "measure": "working", "length": 5, "max_length": 10}
    facts |= {"label": "样例规则", "effective_from": clock.today(), "basis": None}
    return reference.add_rule(by=world.force.people["office"], **facts)


@once
def basis(world: World) -> LegalBasis:
    days = {"effective_from": clock.today(), "effective_to": None}
    words = {"title": "样例条例", "article": "第一条", "summary": "样例", "issued_by": "国务院"}
    return reference.add_basis(by=world.force.people["office"], **words, **days)


def version_words(world: World) -> dict:
    """As the page shows it, with one length changed and what it is compared with."""
    day = clock.today() + dt.timedelta(days=1)
    return {"length": "4", "grace": "0", "reason": "按新规定", "seen": "on", "shown": f"{day} working 4 10 1 0 True"}


COUNTS = ("grace", "max_extensions", "max_length")
FORM_PAGES = {
    "deadlines:basis-add": FormPage(
        "office",
        lambda world: reverse("deadlines:basis-add"),
        lambda world: {
            "title": "某条例",
            "issued_by": "国务院",
            "article": "第二条",
            "summary": "责令整改",
            "effective_from": f"{clock.today()}",
        },
        outcome=LegalBasis,
        made=lambda world: LegalBasis.objects.latest("pk"),
        takes_any_day=True,
    ),
    "deadlines:basis-end": FormPage(
        "office",
        at("deadlines:basis-end", basis),
        lambda world: {"effective_to": f"{clock.today()}", "reason": "已废止"},
        record=basis,
        outcome=LegalBasis,
        made=basis,
        takes_any_day=True,
    ),
    "deadlines:rule-add": FormPage(
        "office",
        lambda world: reverse("deadlines:rule-add"),
        lambda world: {
            "label": "另一规则",
            "kind": "rectify",
            "measure": "natural",
            "length": "9",
            "grace": "0",
            "max_extensions": "0",
            "starts_with": "签发",
        },
        outcome=Rule,
        made=lambda world: Rule.objects.latest("pk"),
        counts_from_zero=COUNTS,
    ),
    "deadlines:rule-version": FormPage(
        "office", at("deadlines:rule-version", rule), version_words, record=rule, counts_from_zero=COUNTS
    ),
    "deadlines:rule-end": FormPage(
        "office", at("deadlines:rule-end", rule), lambda world: {"reason": "不再用"}, record=rule
    ),
    "deadlines:proposal-add": FormPage(
        "office",
        lambda world: reverse("deadlines:proposal-add"),
        lambda world: {
            "year": "2031",
            "document_no": "国办发明电〔2030〕9号",
            "source": "公报",
            "text": "一、元旦：1月1日（周三）放假1天。",
        },
        outcome=CalendarProposal,
        made=lambda world: CalendarProposal.objects.latest("pk"),
    ),
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
    "deadlines:rule-": Subject(rule, is_for_all=True),
    "deadlines:basis-": Subject(basis, is_for_all=True),
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
