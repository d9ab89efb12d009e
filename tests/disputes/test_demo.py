"""The demonstration's disputes: their records make the figures of the article, and hold what all disputes hold."""

import datetime as dt
import io
from collections import Counter

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import compute_due, load_calendar
from baiyi.figures import Period, all_figures, get
from baiyi.figures.balance import balances
from baiyi.figures.evaluation import values
from baiyi.records import clock
from baiyi.transfers.models import Transfer
from campaigns.models import Campaign
from disputes.kinds import RESOLVE, REVISIT, STAGE
from disputes.models import (
    Dispute,
    FamilyWarning,
    FollowUp,
    Instalment,
    Mechanism,
    Mediation,
    MediationState,
    Party,
    Passage,
    State,
)
from disputes.models.handled import FOLLOWED, OPEN
from disputes.reading.funnel import FATES, funnel
from disputes.views.disputes import DisputeList
from tests.disputes.histories import Told

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

START, DAY_9, DAY_18 = dt.date(2022, 7, 4), dt.date(2022, 7, 12), dt.date(2022, 7, 21)
MORNING = "2022-07-21T09:30:00"  # day 18 is not over: nothing may have happened later
ARTICLE = {"disputes_found": 169, "disputes_transferred": 74, "disputes_resolved": 36}


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


def period(on: dt.date = DAY_18) -> Period:
    return Campaign.objects.at_hand(on).period(on)


def figures(on: dt.date = DAY_18) -> dict:
    return values([each.key for each in all_figures()], period=period(on))


def test_seed_gives_the_figures_of_the_article():
    found = figures()
    assert {key: found[key] for key in ARTICLE} == ARTICLE


def test_both_denominators_are_written_out_and_the_whole_is_even():
    office = User.objects.get(username="office")
    whole = funnel(office.units(), period())
    line = whole.whole
    assert line.bases == ("36/169", "36/74")
    assert (f"{line.of_found}", f"{line.of_sent}") == ("21.3", "48.6")
    assert all(each.is_even for each in [line, *whole.lines])
    assert sum(each.amounts["disputes_found"] for each in whole.lines) == 169
    assert all(span.count for span in whole.spans)


def test_page_of_the_funnel_says_so(sign_in):
    url = f"/disputes/funnel/?since={period().since}&until={period().until}"
    page = sign_in(User.objects.get(username="leader")).get(url).content.decode()
    assert all(words in page for words in ("36/169", "21.3", "36/74", "48.6"))


def test_figures_of_disputes_and_the_169_hazards_share_neither_query_nor_label():
    ours = [each for each in all_figures() if each.list_url.startswith("disputes:")]
    others = [each for each in all_figures() if each not in ours]
    assert {each.label for each in ours} & {each.label for each in others} == set()
    assert all(each.rows().model._meta.app_label == "disputes" for each in ours)
    assert {each.rows for each in ours} & {each.rows for each in others if hasattr(each, "rows")} == set()


def test_every_awaited_figure_counts_something():
    found = figures()
    awaited = [each.key for each in all_figures() if getattr(each, "awaited_as", "") == "纠纷"]
    assert len(awaited) >= 12
    assert [key for key in awaited if not found[key]] == []


def test_an_earlier_day_has_no_greater_figures_and_is_even_too():
    earlier, later = figures(DAY_9), figures()
    assert all(0 < earlier[key] < later[key] for key in ARTICLE)
    for found in (earlier, later):
        assert found["disputes_found"] == sum(found[key] for key in FATES)
    ids = set(User.objects.get(username="office").unit_ids())
    told = Told.read(ids).fates(period(DAY_9).since, DAY_9)
    assert {key: earlier[key] for key in told} == told


def test_stock_adds_up_at_every_station():
    found = balances(get("disputes_open"), period(), None)
    assert len(found) >= 8
    assert all(each.is_even for each in found.values())
    assert all(each.opening and each.added for each in found.values())


def test_twenty_one_transfers_are_late():
    about = Transfer.objects.of_kind(Dispute)
    late = [about.filter(pk__in=Transfer.objects.overdue(DAY_18, kind=kind)).count() for kind in ("sign", "handle")]
    assert (sum(late), late) == (21, [8, 13])
    assert Dispute.objects.in_tab("unsigned", DAY_18).count() == 8


def test_disputes_stand_at_every_state_some_late_silent_led_and_red():
    disputes = Dispute.objects.current()
    assert set(disputes.values_list("state", flat=True)) >= set(State) - {State.MERGED}
    tabs = ["open", "ungraded", "overdue", "near", "high", "silent", "away", "unsigned", "resolved"]
    counts = disputes.tab_counts(tabs, DAY_18)
    assert all(counts.values()), counts
    assert counts["silent"] <= counts["open"] * 2 / 5
    assert disputes.filter(leader__isnull=False).count() >= 5
    assert disputes.filter(main__isnull=False).count() == 1
    assert set(Mediation.objects.values_list("state", flat=True)) >= set(MediationState) - {MediationState.BREACHED}
    assert (Mediation.objects.count(), FamilyWarning.objects.count()) == (15, 2)
    assert Instalment.objects.overdue(DAY_18).exists()


def test_days_are_in_order_and_none_lies_ahead():
    for each in Dispute.objects.all():
        reached = [each.graded_on, each.resolved_on or each.ended_on, each.revisited_on, each.closed_on]
        days = [each.found_on, *filter(None, reached)]
        assert days == sorted(days), each
        assert each.transferred_on is None or each.found_on <= each.transferred_on <= (each.ended_on or DAY_18), each
        assert max([*days, each.progressed_on]) <= DAY_18, each
        assert bool(each.ended_on) == (each.state not in OPEN), each
        assert bool(each.resolved_on) == (each.state in {State.RESOLVED, State.CLOSED, State.RELAPSED}), each
        assert (each.graded_on is None) == (each.state == State.REGISTERED), each
        assert each.created_at <= clock.now(), each
        assert each.first_found_on <= each.found_on, each
    assert not FollowUp.objects.filter(visited_on__gt=DAY_18).exists()


def test_deadlines_compute_again():
    calendar, rows = load_calendar(), []
    for model in (Dispute, Mediation, Instalment, FamilyWarning):
        rows += Deadline.objects.about(model).select_related("rule")
    rows += Deadline.objects.about(Transfer).select_related("rule")
    assert len(rows) > 350
    for row in rows:
        again = compute_due(row.rule, row.starts_on, row.length, calendar=calendar)
        assert (again.due_on, again.trace) == (row.due_on, row.trace)


def test_what_is_owed_is_what_the_obligations_say():
    """As if the services had made them: the length of the level, from the day it was graded, settled or entered."""
    levels = {each.pk: each for each in Dispute.objects.select_related("risk", "stage")}
    seen = Counter()
    for row in Deadline.objects.about(Dispute):
        dispute = levels[row.object_id]
        seen[row.kind, row.closed_on is None] += 1
        if row.kind == RESOLVE:
            assert (row.length, row.starts_on) == (dispute.risk.limit_days, dispute.graded_on or dispute.found_on)
            assert row.closed_on == dispute.ended_on
        if row.kind == REVISIT:
            assert row.length == dispute.risk.revisit_days
        if row.kind == STAGE:
            assert (row.length, row.starts_on) == (dispute.stage.length, dispute.stage_since)
            assert row.period == dispute.stage.period
    assert all(seen[kind, True] for kind in (RESOLVE, REVISIT, STAGE)), seen


def open_terms(kind: str) -> set[int]:
    return set(Deadline.objects.about(Dispute).open().filter(kind=kind).values_list("object_id", flat=True))


def test_what_is_open_owes_and_what_ended_does_not():
    rows = Dispute.objects.current().filter(main=None)
    in_hand = set(rows.filter(state__in=OPEN).values_list("pk", flat=True))
    assert open_terms(RESOLVE) == in_hand
    assert open_terms(REVISIT) == set(rows.filter(state__in=FOLLOWED).values_list("pk", flat=True))
    ended = set(
        Dispute.objects.filter(state__in=[State.CLOSED, State.PENALISED, State.RELAPSED]).values_list("pk", flat=True)
    )
    assert Deadline.objects.about(Dispute).open().filter(object_id__in=ended).count() == 0


def test_second_record_of_a_matter_owes_nothing():
    shadow = Dispute.objects.get(main__isnull=False)
    assert not Deadline.objects.of(shadow).open().exists()


def test_each_stands_where_its_days_say_and_walked_what_lies_behind():
    stages = list(Mechanism.objects.get().stages.order_by("position"))
    walked = Counter(Passage.objects.values_list("dispute", flat=True))
    for each in Dispute.objects.all():
        left = [each.graded_on, each.resolved_on, each.closed_on]
        done = next((place for place, day in enumerate(left) if day is None), 3)
        assert (each.stage, each.stages_done) == (stages[min(done + 1, 3)], done == 3), each
        assert walked[each.pk] == done, each
        assert each.mechanism.effective_from <= each.found_on, each
    assert "示例" in f"{stages[0].mechanism.name}{stages[0].mechanism.note}"


def test_what_was_closed_has_the_papers_its_stages_ask_for():
    for each in Dispute.objects.filter(state__in=[State.CLOSED]):
        assert "follow_up" in {paper.kind.code for paper in each.papers.select_related("kind")}, each
        assert each.follow_ups.exists(), each


def test_each_dispute_has_its_lines_in_the_journal_in_order():
    kind = ContentType.objects.get_for_model(Dispute)
    lines: dict[int, list] = {}
    for pk, at in (
        LogEntry.objects.filter(content_type=kind).order_by("timestamp").values_list("object_id", "timestamp")
    ):
        lines.setdefault(pk, []).append(at)
    assert set(lines) == set(Dispute.objects.values_list("pk", flat=True))
    assert max(at for days in lines.values() for at in days) <= clock.now()
    steps = sum(len(days) for days in lines.values())
    graded = Dispute.objects.exclude(graded_on=None).count()
    ended = Dispute.objects.exclude(ended_on=None).count()
    assert steps >= Dispute.objects.count() + graded + ended


def test_numbers_are_unique_and_the_old_one_lives_on():
    numbers = list(Dispute.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    again = Dispute.objects.get(relapse_of__isnull=False)
    assert again.number == f"{again.relapse_of.number}-1"
    assert again.first_found_on == again.relapse_of.found_on


def test_no_child_is_named_and_officers_work_where_it_is_handled():
    for each in Dispute.objects.select_related("officer", "unit"):
        named = sum(party.side != Party.Side.OTHER for party in each.parties.all())
        assert named <= each.people - each.minors, each
        assert each.unit_id in each.officer.unit_ids(), each


def test_transfers_are_where_the_dispute_says():
    for each in Dispute.objects.all():
        sent = list(Transfer.objects.about(each))
        assert [row.sent_on for row in sent] == ([each.transferred_on] if each.transferred_on else []), each
        if sent and each.ended_on:
            assert sent[0].state == Transfer.State.SETTLED, each


@pytest.mark.parametrize("account", ["office", "officer", "leader"])
def test_numbers_on_tabs_are_those_of_each_tab_by_itself(account):
    """They are counted in groups: of a group only what stands in its first tab."""
    rows = Dispute.objects.visible_to(User.objects.get(username=account))
    alone = {tab: rows.in_tab(tab, DAY_18).count() for tab in DisputeList.TABS}
    assert rows.tab_counts(DisputeList.TABS, DAY_18) == alone
    assert account == "officer" or all(alone[tab] for tab in rows.tab_groups[0])
    few = tuple(DisputeList.TABS)[1:4]
    assert rows.tab_counts(few, DAY_18) == {tab: alone[tab] for tab in few}
