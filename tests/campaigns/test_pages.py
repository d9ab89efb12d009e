"""The first page and the frame of every page: the day of the campaign, the bottom bar, what there is without a
campaign.
"""

import pytest
from django.urls import reverse

from baiyi.records import hooks
from campaigns.models import Campaign


@pytest.fixture
def two_campaigns(force, settings):
    settings.BAIYI_TODAY = "2022-07-21"
    at = {"unit": force.branch}
    Campaign.objects.create(name="常年行动", starts_on="2022-01-01", ends_on="2022-12-31", **at)
    return Campaign.objects.create(name="百日行动", starts_on="2022-07-04", ends_on="2022-10-11", **at)


def test_day_in_the_menu_is_of_the_campaign_on_the_board(two_campaigns, force, sign_in):
    page = sign_in(force.alice).get("/")
    assert page.context["campaign_day"]["day"] == 18
    assert "百日行动" in sign_in(force.alice).get(reverse("figures:board")).content.decode()


@pytest.mark.parametrize("day", ["2021-12-31", "2023-01-01"])
def test_no_day_is_counted_while_no_campaign_runs(two_campaigns, force, sign_in, settings, day):
    settings.BAIYI_TODAY = day
    assert "campaign_day" not in sign_in(force.alice).get("/").context


def test_board_without_a_campaign_says_whom_to_ask(force, sign_in):
    page = sign_in(force.alice).get(reverse("figures:board")).content.decode()
    assert "还没有专项行动，由专班管理员" in page


@pytest.mark.parametrize(("who", "offered"), [("alice", True), ("leader", False), ("sysadmin", False)])
def test_bottom_bar_offers_todo_to_all_and_the_entry_to_those_who_record(force, sign_in, who, offered):
    page = sign_in(force.people[who]).get("/accounts/me/").content.decode()
    assert ('<span class="tile-add">' in page) == offered
    assert 'data-badge="todo"' in page


def test_bottom_bar_offers_what_a_room_declares(force, sign_in, monkeypatch):
    monkeypatch.setattr(hooks, "quick_entries", [hooks.NavItem("", "登记人员", "accounts:me", icon="plus-lg")])
    monkeypatch.setattr("baiyi.records.context_processors.quick_entries", hooks.quick_entries)
    client = sign_in(force.people["leader"])
    (one,) = hooks.quick_entries
    assert f'href="{reverse(one.url_name)}"><span class="tile-add">' in client.get("/").content.decode()
    hooks.quick_entries.append(hooks.NavItem("", "登记场所", "home", icon="plus-lg"))
    several = client.get("/").content.decode()
    assert "</svg>登记人员</a>" in several
    assert "</svg>登记场所</a>" in several
