"""The responsibility list of the demonstration: 77 items in the six sub-actions, a healthy mix of lamps."""

import csv
from collections import Counter
from itertools import pairwise

import pytest

from baiyi.figures import get
from campaigns.models import Campaign, ItemReport, ResponsibilityItem
from campaigns.plan import plan_on
from campaigns.planline import GREEN, NONE, RED, YELLOW
from cockpit.management.commands.plan_import import SEED
from tests.cockpit.test_demo import DAY_9, DAY_18, demo, figures, on_day_18  # noqa: F401 - fixtures

pytestmark = pytest.mark.xdist_group("demo")


def rows() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_seed_has_77_items_and_at_least_nine_a_sub_action():
    sizes = Counter(row["sub_action"] for row in rows())
    assert sum(sizes.values()) == 77
    assert len(sizes) == 6
    assert min(sizes.values()) >= 9
    assert len({row["code"] for row in rows()}) == 77
    assert len({row["title"] for row in rows()}) == 77


def test_every_item_says_how_it_is_counted():
    """By a figure where there is one; what stays by hand says why."""
    driven = [row for row in rows() if row["figure"]]
    assert len(driven) == 57
    assert all(get(row["figure"]).measure == row["measure"] for row in driven)
    assert not [row for row in driven if row["comes_with"]]
    by_hand = [row for row in rows() if not row["figure"]]
    assert not [row["code"] for row in by_hand if row["comes_with"]]
    assert all(row["by_hand_because"] for row in by_hand)


def test_demo_shows_77_items(on_day_18):  # noqa: F811
    assert figures(DAY_18)["responsibility_items"] == ResponsibilityItem.objects.count() == 77
    assert not ResponsibilityItem.objects.filter(responsible=None).exists()


def test_demo_has_every_lamp_and_one_action_clearly_in_arrears(on_day_18, db):  # noqa: F811
    campaign = Campaign.objects.get()
    plan = plan_on(campaign, DAY_18, campaign.sub_actions.first().leader)
    lamps = Counter(state.kind for state in plan.states)
    assert lamps[GREEN] > 40
    assert lamps[RED] >= 5
    assert lamps[YELLOW] >= 3
    assert lamps[NONE] == 4
    assert {str(each.sub_action): each.kind for each in plan.sub_actions} == {
        "清患": YELLOW,
        "拔钉": YELLOW,
        "融冰": RED,
        "铁拳": GREEN,
        "除险": YELLOW,
        "创稳": YELLOW,
    }
    assert str(plan.worst_sub_actions[0].sub_action) == "融冰"


def test_demo_of_an_earlier_day_had_less(on_day_18, db):  # noqa: F811
    campaign = Campaign.objects.get()
    leader = campaign.sub_actions.first().leader
    now, then = (plan_on(campaign, day, leader) for day in (DAY_18, DAY_9))
    pairs = [
        (a.value, b.value)
        for a, b in zip(then.states, now.states, strict=True)
        if a.item.measure == "起" and a.value is not None
    ]
    assert pairs
    assert all(before <= after for before, after in pairs)
    assert not ItemReport.objects.filter(as_of__gt=DAY_18).exists()


def test_no_count_of_the_demo_falls(on_day_18, db):  # noqa: F811
    """Whoever reports next is not told that the one before was less."""
    by_hand = {item.pk: item for item in ResponsibilityItem.objects.filter(figure="")}
    reports = ItemReport.objects.current().order_by("item", "as_of", "pk")
    pairs = [(one, next_) for one, next_ in pairwise(reports) if one.item_id == next_.item_id]
    rising = [(one.value, next_.value) for one, next_ in pairs if by_hand[one.item_id].only_rises]
    assert rising
    assert all(before <= after for before, after in rising)
