"""Sending: once to each person, counted exactly, never to nobody, never with an address outside."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from baiyi.accounts.models import User
from baiyi.notifications import kinds
from baiyi.notifications.models import Notification
from baiyi.notifications.services import Message, is_own_address, mark_all_read, mark_read, send, send_many
from tests.conftest import REPEAT
from tests.factories import make_force, make_issued_notice, make_venue

FACTS = {"name": "星河歌舞厅"}


def tell(people, notice, kind, **facts) -> int:
    return send(people, **({"kind": kind, "subject": notice, "period": "2022-W29", "facts": FACTS} | facts))


def test_send_writes_one_row_a_person_and_says_how_many(force, notice, kind):
    assert tell([force.alice, force.amy], notice, kind) == 2
    row = Notification.objects.get(recipient=force.alice)
    assert (row.text, row.url) == ("星河歌舞厅有一件事", notice.get_absolute_url())
    assert (row.unit, row.subject, row.kind_label) == (force.station, notice, "测试消息")
    assert (row.is_late, row.is_urgent, row.read_at) == (False, False, None)


def test_send_again_writes_only_who_was_not_told(force, notice, kind):
    tell([force.alice], notice, kind)
    assert tell([force.alice, force.amy], notice, kind) == 1
    assert tell([force.alice, force.amy], notice, kind) == 0
    assert Notification.objects.count() == 2


def test_send_in_another_period_speaks_again(force, notice, kind):
    assert tell([force.alice], notice, kind) == 1
    assert tell([force.alice], notice, kind, period="2022-W30") == 1


def test_send_passes_over_nobody_the_inactive_and_the_second_mention(force, notice, kind):
    force.amy.is_active = False
    force.amy.save()
    assert tell([None, force.amy, force.alice, force.alice], notice, kind) == 1
    assert tell([None], notice, kind, period="x") == 0
    assert list(Notification.objects.values_list("recipient", flat=True)) == [force.alice.pk]


def test_send_keeps_the_mark_of_what_comes_late(force, notice, kind):
    tell([force.alice], notice, kind, is_late=True)
    assert Notification.objects.get().is_late


def test_urgency_is_of_the_kind(force, notice):
    urgent = kinds.register("test_urgent", label="测试急件", text="急", is_urgent=True)
    send([force.alice], kind=urgent, subject=notice, period="1")
    assert Notification.objects.get().is_urgent


def test_subject_may_belong_to_no_unit(force, kind):
    send([force.alice], kind=kind, subject=force.branch, period="1", facts=FACTS, url="/")
    assert Notification.objects.get().unit is None


def test_long_text_is_cut_to_what_the_column_holds(force, notice, kind):
    tell([force.alice], notice, kind, facts={"name": "长" * 400})
    assert len(Notification.objects.get().text) == 300


def test_facts_with_braces_are_text(force, notice, kind):
    tell([force.alice], notice, kind, facts={"name": "{recipient.password}"})
    assert Notification.objects.get().text == "{recipient.password}有一件事"


@pytest.mark.parametrize(
    "url", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com", "inbox/", "", "\\\\x"]
)
def test_address_outside_this_site_is_refused(force, notice, kind, url):
    with pytest.raises(ValueError, match="address"):
        tell([force.alice], notice, kind, url=url)
    assert not is_own_address(url)
    assert not Notification.objects.exists()


def test_unknown_kind_and_missing_fact_are_errors(force, notice, kind):
    with pytest.raises(KeyError):
        tell([force.alice], notice, "no_such_kind")
    with pytest.raises(KeyError):
        tell([force.alice], notice, kind, facts={})
    with pytest.raises(ValueError, match="twice"):
        kinds.register(kind, label="另一种", text="另一句")


def test_send_many_costs_the_same_for_two_messages_and_for_seventy(force, notice, kind):
    """One insert and one count. (SQLite takes about 76 rows an insert, 999 values; PostgreSQL takes them all.)"""
    people = User.objects.bulk_create([User(username=f"u{n}", name=f"人员{n}") for n in range(70)])
    tell([force.alice], notice, kind)  # content types are read once a process

    def cost(found) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert send_many(
                [Message(each, notice, f"p{len(found)}", facts=FACTS) for each in found], kind=kind
            ) == len(found)
        return len([query for query in seen if "SAVEPOINT" not in query["sql"]])

    assert cost(people[:2]) == cost(people) == 2


def test_first_reading_counts(force, notice, kind):
    tell([force.alice, force.amy], notice, kind)
    row = Notification.objects.get(recipient=force.alice)
    mark_read(row)
    first = Notification.objects.get(pk=row.pk).read_at
    mark_read(row)
    assert Notification.objects.get(pk=row.pk).read_at == first
    assert mark_all_read(force.alice) == 0
    assert mark_all_read(force.amy) == 1
    assert not Notification.objects.filter(read_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", range(REPEAT))
def test_eight_senders_at_once_write_each_message_once(run, kind):
    """Half of them name the people in the other order; what the calls say they wrote adds up to the rows."""
    force = make_force()
    notice = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    people = User.objects.bulk_create([User(username=f"u{n}", name=f"人员{n}") for n in range(60)])
    people = list(User.objects.filter(username__startswith="u"))
    gate, written, failed = threading.Barrier(8), [], []

    def work(place: int) -> None:
        gate.wait()
        try:
            written.append(tell(people if place % 2 else people[::-1], notice, kind))
        except Exception as error:  # shown by the assertion below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert sum(written) == Notification.objects.count() == 60
