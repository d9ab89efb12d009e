"""The demonstration's cases: their records make the figures of the article on day 18, and hold what all cases hold."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.test import override_settings

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import compute_due, load_calendar
from baiyi.figures import all_figures
from baiyi.figures.evaluation import values
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from campaigns.models import Campaign
from cases.kinds import CUSTODY, LISTED, REPORT
from cases.models import Case, CaseLead, CustodyLine, Outcome, ProgressReport
from cases.models.stages import OPEN, State
from cases.views.cases import CaseList

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

START, DAY_9, DAY_18 = dt.date(2022, 7, 4), dt.date(2022, 7, 12), dt.date(2022, 7, 21)
MORNING = "2022-07-21T09:30:00"  # day 18 is not over: nothing may have happened later
ARTICLE = {
    "violations_handled": 89,
    "fraud_coerced_persons": 9,
    "cable_theft_suspects": 5,
    "brawl_persons": 15,
    "vice_coerced_persons": 19,
    "vice_penalised_persons": 217,
    "illegal_foreigners": 2,
    "gangs_broken": 2,
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Seeded inside one transaction that is rolled back at the end."""
    place = tmp_path_factory.mktemp("demo")
    settings = override_settings(BAIYI_TODAY=MORNING, VAR_DIR=place, MEDIA_ROOT=place / "media")
    with django_db_blocker.unblock(), settings, transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAIYI_DEMO_PASSWORD", "Right-horse7")
        call_command("seed_demo", start=START, verbosity=0, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def on_day_18(demo, settings):
    settings.BAIYI_TODAY = MORNING


def figures(on: dt.date) -> dict:
    period = Campaign.objects.at_hand(on).period(on)
    return values([each.key for each in all_figures()], period=period)


def test_seed_gives_the_figures_of_the_article():
    found = figures(DAY_18)
    assert {key: found[key] for key in ARTICLE} == ARTICLE


def test_an_earlier_day_has_no_greater_figures():
    earlier, later = figures(DAY_9), figures(DAY_18)
    assert all(earlier[key] <= later[key] for key in ARTICLE)
    assert 0 < earlier["vice_penalised_persons"] < 217
    assert 0 < earlier["violations_handled"] < 89


def test_every_awaited_figure_but_studies_counts_something():
    """Each item of the list that waits for cases finds something to count; nobody has made a study by day 18."""
    found = figures(DAY_18)
    awaited = [each.key for each in all_figures() if getattr(each, "awaited_as", "") == "案件"]
    assert len(awaited) >= 20
    empty = {key for key in awaited if not found[key]}
    assert empty <= {"studies_made"}, empty


def test_cases_stand_at_every_stage_some_late_silent_led_listed_and_disputed():
    cases = Case.objects.current()
    assert set(cases.values_list("state", flat=True)) >= {*OPEN, State.PROSECUTED, State.PENALISED, State.WITHDRAWN}
    counts = cases.tab_counts(["open", "overdue", "near", "silent", "led", "listed", "ended"], DAY_18)
    assert all(counts.values()), counts
    assert counts["silent"] <= counts["open"] / 4
    assert Outcome.objects.filter(state="disputed").count() == 1
    assert cases.filter(suspended_on__isnull=False).exists()


def test_who_leads_finds_his_cases_and_what_he_has_to_rule():
    case = Outcome.objects.get(state="disputed").case
    leaders = {lead.leader for lead in CaseLead.objects.filter(ends_on=None).select_related("leader")}
    assert len(leaders) >= 2
    labels = {each.label for leader in leaders for each in todo_sources.of(leader, DAY_18) if each.title == case.name}
    assert labels == {"战果待裁定"}


def test_days_of_a_case_are_in_order_and_none_lies_ahead():
    for case in Case.objects.all():
        reached = [case.filed_on, case.solved_on, case.detained_on, case.arrested_on]
        days = [case.accepted_on, *filter(None, reached), *filter(None, [case.ended_on])]
        assert min(days) == case.accepted_on, case
        assert max(days) <= case.progressed_on or case.is_open, case
        assert max([*days, case.progressed_on]) <= DAY_18, case
        assert case.ended_on in {None, max(days)}, case
        assert bool(case.ended_on) == (not case.is_open), case
        assert case.created_at <= clock.now(), case
    assert not Outcome.objects.filter(Q(happened_on__gt=DAY_18) | Q(happened_on__lt=F("case__accepted_on"))).exists()
    assert not Outcome.objects.filter(created_at__gt=clock.now()).exists()
    assert not ProgressReport.objects.filter(created_at__gt=clock.now()).exists()
    assert not CustodyLine.objects.filter(starts_on__gt=DAY_18).exists()


def test_deadlines_compute_again():
    calendar = load_calendar()
    rows = [*Deadline.objects.about(Case), *Deadline.objects.about(CustodyLine)]
    assert len(rows) > 100
    for row in rows:
        if row.kind != LISTED:
            again = compute_due(row.rule, row.starts_on, row.length, calendar=calendar)
            assert (again.due_on, again.trace) == (row.due_on, row.trace)


def test_what_is_led_owes_one_report_and_what_ended_owes_nothing():
    open_terms = Deadline.objects.about(Case).open()
    led = set(Case.objects.open().filter(leader__isnull=False).values_list("pk", flat=True))
    assert sorted(open_terms.filter(kind=REPORT).values_list("object_id", flat=True)) == sorted(led)
    listed = Case.objects.exclude(listing_level="").values_list("pk", flat=True)
    assert set(open_terms.filter(kind=LISTED).values_list("object_id", flat=True)) == set(listed)
    ended = Case.objects.exclude(state__in=OPEN).values("pk")
    assert not open_terms.filter(object_id__in=ended).exists()
    assert not CaseLead.objects.filter(ends_on=None, case__in=ended).exists()
    assert not CustodyLine.objects.filter(state="active", case__in=ended).exists()
    running = CustodyLine.objects.filter(state="active").values_list("pk", flat=True)
    assert set(
        Deadline.objects.about(CustodyLine).open().filter(kind=CUSTODY).values_list("object_id", flat=True)
    ) == set(running)


def test_officers_work_where_the_case_is_handled():
    for case in Case.objects.select_related("officer", "unit"):
        assert case.unit_id in case.officer.unit_ids(), case


@pytest.mark.parametrize("account", ["office", "officer", "leader"])
def test_numbers_on_tabs_are_those_of_each_tab_by_itself(account):
    """They are counted in groups: of a group only what stands in its first tab."""
    rows = Case.objects.visible_to(User.objects.get(username=account))
    alone = {tab: rows.in_tab(tab, DAY_18).count() for tab in CaseList.TABS}
    assert rows.tab_counts(CaseList.TABS, DAY_18) == alone
    assert account == "officer" or all(alone[tab] for tab in rows.tab_groups[0])
    few = tuple(CaseList.TABS)[1:4]
    assert rows.tab_counts(few, DAY_18) == {tab: alone[tab] for tab in few}
