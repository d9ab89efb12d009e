"""Chance input: what a form would accept, with fields dropped, doubled and poisoned at random. Never a 500, never a
hang.
"""

import random
import time
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.conftest import REPEAT
from tests.forms_of_pages import PAGES, open_page, send
from tests.test_bad_input import LISTS, first_of_those_who_may, hostile_questions
from tests.world import World

WORDS = [
    "",
    " ",
    "\0",
    "𠮷",
    "\u202e",
    "on",
    "[]",
    "{}",
    "' OR 1=1 --",
    "<svg/onload=1>",
    "../../etc/passwd",
    "长" * 5000,
]
NUMBERS = ["-1", "0", str(2**63), "1e309", "NaN"]
DAYS = ["0000-00-00", "9999-12-31", "2022-07-06T25:61"]
POISON = WORDS + NUMBERS + DAYS
SLOWEST = 5  # seconds an answer may take

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


def mutated(payload: dict, chance: random.Random) -> dict:
    changed = dict(payload)
    for name in chance.sample(sorted(changed), k=min(len(changed), chance.randint(1, 4))):
        fate = chance.random()
        if fate < 0.2:
            del changed[name]
        elif fate < 0.4:
            changed[name] = [chance.choice(POISON), chance.choice(POISON)]
        else:
            changed[name] = chance.choice(POISON)
    return changed


def assert_answered(answer, began: float, what) -> None:
    assert answer.status_code < 500, what
    assert time.monotonic() - began < SLOWEST, what


@pytest.mark.parametrize("name", sorted(PAGES))
def test_form_survives_chance_input(name, force):
    world, chance = World(force), random.Random(name)
    page, client, _, payload = open_page(world, name)
    for _ in range(REPEAT):
        sent, began = mutated(payload, chance), time.monotonic()
        assert_answered(send(client, page, world, sent), began, sent)


@pytest.mark.parametrize("name", LISTS)
def test_list_survives_chance_queries(name, force):
    """Whatever the list reads in its address: its filters, its frame, a figure and its days."""
    client, chance = first_of_those_who_may(World(force), name), random.Random(name)
    asked = sorted({"q", "since", "until", *(parameter for parameter, _ in hostile_questions(name))})
    for _ in range(REPEAT * 5):
        query = {key: chance.choice(POISON) for key in chance.sample(asked, k=chance.randint(1, 5))}
        began = time.monotonic()
        assert_answered(client.get(f"{reverse(name)}?{urlencode(query)}"), began, query)
