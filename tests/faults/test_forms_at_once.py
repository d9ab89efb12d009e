"""One form from five taps, and one name from two desks, at the same moment. Real threads and connections."""

import uuid
from functools import partial

import pytest
from django.test import Client

from baiyi.accounts.models import User
from baiyi.records.models import Draft
from campaigns.models import Operation
from tests.campaigns.samples import running_campaign
from tests.conftest import REPEAT
from tests.factories import Force, make_force
from tests.faults.test_concurrency import at_once
from tests.samples import filled_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))
NEW_OPERATION, NEW_ACCOUNT = "/campaign/operations/new/", "/accounts/users/new/"


def window(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def sent(force: Force, address: str, words: dict, count: int, *, who: str, is_one_form: bool) -> list:
    """The answers to as many posts at the same moment."""
    windows = [window(force.people[who]) for _ in range(count)]
    form = filled_in(windows[0].get(address).context["form"], words)
    number = uuid.uuid4()
    posts = [form | {"client_uuid": str(number if is_one_form else uuid.uuid4())} for _ in windows]
    return at_once([partial(each.post, address, post) for each, post in zip(windows, posts, strict=True)])


def operation_words(force: Force) -> dict:
    running_campaign(force)
    return {"name": "夜查行动", "unit": force.branch.pk, "starts_at": "2026-06-10T20:00", "ends_at": "2026-06-10T23:00"}


@several
def test_five_identical_posts_of_a_joint_operation_are_one(run):
    force = make_force()
    answers = sent(force, NEW_OPERATION, operation_words(force), 5, who="office", is_one_form=True)
    assert [each.status_code for each in answers] == [302] * 5
    assert len({each.url for each in answers}) == 1
    assert Operation.objects.count() == 1
    assert Draft.objects.exclude(submitted_at=None).count() == 1


@several
def test_one_account_name_from_four_desks_is_one_account_and_three_refusals(run):
    force = make_force()
    words = {
        "username": "newcomer",
        "name": "新人",
        "unit": force.station.pk,
        "role": "officer",
        "police_status": "police",
    }
    answers = sent(force, NEW_ACCOUNT, words, 4, who="sysadmin", is_one_form=False)
    assert sorted(each.status_code for each in answers) == [302, 422, 422, 422]
    assert User.objects.filter(username="newcomer").count() == 1
    refused = [each for each in answers if each.status_code == 422]
    assert all("新人" in each.content.decode() for each in refused)
