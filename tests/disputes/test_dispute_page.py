"""The page of a dispute says what is its own, though its statements are written once, and reads nothing twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.records.written import Key
from disputes.models import Dispute, SizeBand
from disputes.reading.dispute_page import HISTORY, NAMES, STAGES, TIES, parties_of, threads_of
from tests.campaigns.samples import running_campaign
from tests.disputes.made import make_led, make_linked, make_passed, make_revisited, make_with_party

JOINED = ("accounts_unit", "disputes_disputecategory", "disputes_risklevel", "accounts_user", "disputes_stage")


def said(dispute: Dispute, part: int) -> list[tuple[str, str]]:
    return [(line["line"], line["who"]) for line in threads_of(dispute).of(part)]


def test_each_dispute_has_its_own_threads(force, django_assert_num_queries):
    linked, sized, passed = make_linked(force), make_revisited(force), make_passed(force)
    first, last = SizeBand.objects.first(), SizeBand.objects.last()
    Dispute.objects.filter(pk=sized.pk).update(size=first)
    Dispute.objects.filter(pk=passed.pk).update(size=last)
    linked, main, sized, passed = (
        Dispute.objects.get(pk=pk) for pk in (linked.pk, linked.main_id, sized.pk, passed.pk)
    )
    for _ in range(2):  # the second time no statement is written
        assert said(linked, TIES) == [("主记录", main.number)]
        assert (said(main, TIES), said(main, HISTORY)) == ([], [("同一事项的记录", linked.number)])
        assert (said(linked, NAMES), said(sized, NAMES)) == ([], [("规模", first.name)])
        assert said(passed, NAMES) == [("规模", last.name)]
        assert ("回访", force.people["office"].name) in said(sized, HISTORY)
        assert [bool(line["on"]) for line in threads_of(passed).of(STAGES)] == [False, True, False, False]
    with django_assert_num_queries(1):
        threads_of(passed)


def test_parties_are_those_of_the_dispute(force):
    whose, other = make_with_party(force), make_linked(force)
    assert [party.name for party in parties_of(Key(whose.pk))] == ["张三丰"]
    assert parties_of(Key(other.pk)) == []


@pytest.mark.parametrize("make", [make_led, make_passed, make_linked, make_with_party])
@pytest.mark.parametrize("account", ["office", "alice"])
def test_page_asks_no_second_time_for_what_is_joined(force, sign_in, make, account):
    running_campaign(force)
    dispute = make(force)
    client = sign_in(force.people[account])
    client.get(dispute.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        assert client.get(dispute.get_absolute_url()).status_code == 200
    again = [each["sql"] for each in asked for table in JOINED if each["sql"].startswith(f'SELECT "{table}"."id", ')]
    assert again == []
    assert len(asked) <= 12
