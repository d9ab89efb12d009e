"""The funnel of any history: 排查 = 化解 + 在办 + 已流转未化解 + 转处罚, 期初 + 新增 − 办结 = 期末, what plain Python
counts, and a past that stays as it was.
"""

import datetime as dt
import statistics
from itertools import combinations_with_replacement

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baiyi.figures import Period, all_figures, get
from baiyi.figures.balance import balances, total
from baiyi.figures.evaluation import percentage, values
from baiyi.figures.links import list_link
from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.transfers.models import Transfer
from baiyi.transfers.services import recall_transfer, send_back_transfer, send_transfer
from disputes.models import Dispute
from disputes.reading.funnel import CLOSED, FATES, KEYS, STEPS, TO_DATE, funnel, spans
from tests.disputes.histories import ACT, LASTING_ACT, START, History, Told
from tests.disputes.made import make_dispute, make_graded
from tests.disputes.situations import fresh, join, make_again, make_merged, relapse

chance = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # what failed says its history; a shorter one takes minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COUNTED = [each.key for each in all_figures() if each.list_url == "disputes:dispute-list"]
DAY = dt.timedelta(days=1)
BEGUN = [  # three are found, one of them settled and broken out again: what chance does next meets every state
    *[(0, "find", place, 0) for place in range(3)],
    *[(0, "grade", place, 0) for place in range(3)],
    (1, "resolve", 0, 0),
    (1, "relapse", 0, 0),
    (0, "send", 1, 0),
]


@pytest.fixture
def unit_ids(force) -> list[int]:
    return [force.station.pk, force.other_station.pk]


def periods(until: dt.date) -> list[Period]:
    """Any of some days to any later one, the future included."""
    days = [START, START + 2 * DAY, until - DAY, until + 2 * DAY]
    return [Period(*pair) for pair in combinations_with_replacement(sorted(set(days)), 2)]


@chance
@given(acts=st.lists(ACT, min_size=6, max_size=30))
def test_whatever_happened_what_was_found_is_the_sum_of_its_fates(acts, force, unit_ids):
    with transaction.atomic():
        history = History(force)
        history.tell([*BEGUN, *acts])
        groups = [unit_ids, *([each] for each in unit_ids)]
        for period in periods(history.today):
            for group in groups:
                told = Told.read(set(group)).fates(period.since, period.until)
                found = values(told, period=period, unit_ids=group)
                assert found == told, (period, group, history.told)
                assert found["disputes_found"] == sum(found[key] for key in FATES)
        transaction.set_rollback(True)


@chance
@given(acts=st.lists(ACT, min_size=6, max_size=30))
def test_whatever_happened_the_stock_adds_up_for_every_period_and_unit(acts, force, unit_ids):
    with transaction.atomic():
        history = History(force)
        history.tell([*BEGUN, *acts])
        for period in periods(history.today):
            found = balances(get("disputes_open"), period, unit_ids)
            assert all(each.is_even for each in found.values()), (period, history.told)
            whole, told = total(found, unit_ids), Told.read(set(unit_ids))
            assert whole.opening == told.open_at_end_of(period.since - DAY)
            assert whole.closing == told.open_at_end_of(period.until)
            assert values(["disputes_open"], period=period, unit_ids=unit_ids)["disputes_open"] == whole.closing
        transaction.set_rollback(True)


@chance
@given(acts=st.lists(LASTING_ACT, min_size=6, max_size=25))
def test_past_stays_as_it_was_whatever_happens_later(acts, force, unit_ids):
    """Told at the end of each day, and again when all has happened: also of what broke out again, or was sent back."""
    with transaction.atomic():
        history, then = History(force), {}

        def note(day: dt.date) -> None:
            then[day] = values(COUNTED, period=Period(START, day), unit_ids=unit_ids)

        history.tell([*BEGUN, *acts], note)
        for day, told in then.items():
            assert values(COUNTED, period=Period(START, day), unit_ids=unit_ids) == told, (day, history.told)
        transaction.set_rollback(True)


@chance
@given(acts=st.lists(ACT, min_size=6, max_size=25))
def test_lengths_are_those_plain_python_finds(acts, force, unit_ids):
    with transaction.atomic():
        history = History(force)
        history.tell([*BEGUN, *acts])
        period = Period(START, history.today)
        for group in (unit_ids, unit_ids[:1]):
            told = {(each.step, each.basis): (each.count, each.median, each.mean) for each in spans(group, period)}
            assert told == _lengths(Told.read(set(group)).rows, period)
        transaction.set_rollback(True)


def _lengths(rows: list[Dispute], period: Period) -> dict:
    found = {}
    for step, start, end in STEPS:
        walked, begun = [], []
        for row in rows:
            first, last = getattr(row, start), getattr(row, end)
            if first and last and period.since <= last <= period.until:
                walked.append((last - first).days)
            if row.relapse_of_id is None and row.found_on >= period.since and first and first <= period.until:
                begun.append((min(last or row.ended_on or period.until, period.until) - first).days)
        for basis, days in ((CLOSED, walked), (TO_DATE, begun)):
            middle, average = (statistics.median(days), statistics.fmean(days)) if days else (None, None)
            found[step, basis] = (len(days), middle, pytest.approx(average) if days else None)
    return found


HISTORY = [  # found, graded, sent, answered, settled, punished, broken out again, linked, merged, voided, called back
    *[(0, "find", place, 0) for place in range(8)],
    *[(0, "grade", place, 0) for place in range(6)],
    *[(1, "send", place, 0) for place in (0, 2, 4, 5)],
    (1, "accept", 0, 0),
    (0, "send_back", 2, 0),
    (0, "recall", 4, 0),
    (1, "resolve", 0, 0),
    (0, "resolve", 1, 0),
    (0, "penalise", 3, 0),
    (1, "relapse", 1, 0),
    (0, "link", 6, 0),
    (0, "merge", 7, 0),
    (1, "call", 0, 0),
    (0, "find", 1, 0),
]


@pytest.fixture
def lived(force, settings) -> History:
    history = History(force)
    history.tell(HISTORY)
    settings.BAIYI_TODAY = f"{history.today}T10:00:00+08:00"
    return history


def test_history_that_the_lists_are_read_of_holds_every_fate(lived, unit_ids):
    found = values(KEYS, period=Period(START, lived.today), unit_ids=unit_ids)
    assert all(found.values()), (found, lived.told)


@pytest.mark.parametrize("who", ["office", "chief", "bob"])
@pytest.mark.parametrize("days", [0, 2, 99])
def test_each_number_of_the_funnel_opens_exactly_its_rows(who, days, lived, force, sign_in):
    client, user = sign_in(force.people[who]), force.people[who]
    period = Period(START, min(START + days * DAY, lived.today))
    found = funnel(user.units(), period)
    for line in [found.whole, *found.lines]:
        assert line.is_even
        for cell in [*line.cells, *line.fates]:
            page = client.get(cell.url)
            shown = [row.record for row in page.context["table"].paginated_rows]
            assert page.context["table"].page.paginator.count == len(shown) == cell.amount, (line.name, cell.url)


def test_lines_of_the_units_add_up_to_the_whole(lived, force):
    found = funnel(force.people["office"].units(), Period(START, lived.today))
    for key in KEYS:
        assert sum(line.amounts[key] for line in found.lines) == found.whole.amounts[key]
    assert {line.name for line in found.lines} == {force.station.short_name, force.other_station.short_name}


def test_every_figure_and_its_list_agree_on_a_past_day_too(lived, force, sign_in):
    office, client = force.people["office"], sign_in(force.people["office"])
    for period in (Period(START, START + DAY), Period(START + DAY, lived.today)):
        for key in COUNTED:
            figure = get(key)
            rows = set(figure.selected(period, office.unit_ids()).values_list("pk", flat=True))
            shown = {row.record.pk for row in client.get(list_link(figure, period)).context["table"].paginated_rows}
            assert shown == rows, (key, period)


def test_rates_say_what_they_divide(lived, force, sign_in):
    """化解 ÷ 排查 and 流转后化解 ÷ 流转, on the page too."""
    line = funnel(force.people["office"].units(), Period(START, lived.today)).whole
    found, sent, resolved, sent_resolved = (line.amounts[key] for key in KEYS[:4])
    assert (line.of_found, line.of_sent) == (percentage(resolved, found), percentage(sent_resolved, sent))
    assert line.bases == (f"{resolved}/{found}", f"{sent_resolved}/{sent}")
    url = f"/disputes/funnel/?since={START}&until={lived.today}"
    page = sign_in(force.people["office"]).get(url).content.decode()
    for base in line.bases:
        assert base in page
    none = funnel(force.people["office"].units(), Period(START - 9 * DAY, START - 8 * DAY)).whole
    assert (none.of_found, none.of_sent, none.bases) == (None, None, ("0/0", "0/0"))


def test_funnel_is_two_statements(lived, force):
    units, period = force.people["office"].units(), Period(START, lived.today)
    funnel(units, period)
    with CaptureQueriesContext(connection) as seen:
        funnel(units, period)
    assert len(seen) == 2


def figure(key: str, force, since: dt.date = START) -> int:
    return values([key], period=Period(since, clock.today()))[key]


@pytest.mark.parametrize("verb", ["link", "merge"])
def test_second_record_of_a_matter_counts_once_and_again_when_it_is_another(verb, force, settings):
    settings.BAIYI_TODAY = f"{START}T10:00:00+08:00"
    main, second = make_dispute(force), make_graded(force)
    assert (figure("disputes_found", force), figure("disputes_open", force)) == (2, 2)
    if verb == "merge":
        make_merged(force)
        return
    second = join(second, main, force)
    assert (figure("disputes_found", force), figure("disputes_open", force)) == (1, 1)
    move(second, "unlink", by=None, reason="不是同一事项")
    assert (figure("disputes_found", force), figure("disputes_open", force)) == (2, 2)


def test_matter_that_broke_out_twice_is_found_once_and_sent_once(force, settings):
    settings.BAIYI_TODAY = f"{START}T10:00:00+08:00"
    first = make_graded(force, "labour", to_unit=force.partner_body)
    for step in range(1, 4):
        settled = fresh(move(fresh(first), "resolve", by=None, on=clock.today(), way="mediation", words="x"))
        settings.BAIYI_TODAY = f"{START + step * DAY}T10:00:00+08:00"
        first = relapse(settled, force)
        first = move(first, "grade", by=None, on=clock.today(), risk=first.risk)
    send_transfer(first, by=force.alice, task="再次调处", to_unit=force.partner_body)
    counted = ("disputes_found", "disputes_transferred", "labour_disputes_sent")
    assert [figure(key, force) for key in counted] == [1, 1, 1]
    assert Dispute.objects.count() == 4


def test_what_was_called_back_before_it_was_signed_for_was_never_sent(force, settings):
    settings.BAIYI_TODAY = f"{START}T10:00:00+08:00"
    called, returned = (make_graded(force, to_unit=force.partner_body) for _ in range(2))
    settings.BAIYI_TODAY = f"{START + DAY}T10:00:00+08:00"
    recall_transfer(Transfer.objects.about(called).get(), by=force.alice, reason="发错了")
    send_back_transfer(Transfer.objects.about(returned).get(), by=force.people["partner"], return_kind="not_ours")
    assert values(["disputes_transferred"], period=Period(START, START))["disputes_transferred"] == 1
    assert [figure(f"found_disputes_{fate}", force) for fate in ("away", "in_hand")] == [0, 2]


def test_what_broke_out_again_counts_as_settled_until_that_day(force, settings):
    settings.BAIYI_TODAY = f"{START}T10:00:00+08:00"
    first = make_graded(force)
    settled = move(first, "resolve", by=None, on=clock.today(), way="mediation", words="x")
    settings.BAIYI_TODAY = f"{START + 3 * DAY}T10:00:00+08:00"
    relapse(settled, force)
    on = {day: values(["disputes_resolved"], period=Period(START, START + day * DAY)) for day in (0, 2, 3)}
    assert [on[day]["disputes_resolved"] for day in (0, 2, 3)] == [1, 1, 0]


def test_what_is_voided_counts_nowhere(force):
    make_again(force)
    for dispute in Dispute.objects.all():
        Dispute.objects.filter(pk=dispute.pk).update(voided_at=clock.now())
    found = values(COUNTED, period=Period(clock.today(), clock.today()))
    assert not any(found.values())
