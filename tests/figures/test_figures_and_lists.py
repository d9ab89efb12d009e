"""Every figure equals the rows of the list it opens, or the total at its foot, for three roles.

Found in the registry, in a world in which no figure is zero: 0 = 0 would say nothing.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse

from baiyi.figures import Change, Composed, Flow, Matching, Median, Period, Ratio, Stock, Sum, all_figures, get
from baiyi.figures.cards import cards
from baiyi.figures.counting import added
from baiyi.figures.evaluation import Ask
from baiyi.figures.links import list_link
from baiyi.figures.periods import current_period
from baiyi.records import clock
from baiyi.records.models import Record
from baiyi.records.views import ListPage
from tests.campaigns.samples import running_campaign
from tests.discovered import assert_none_is_left_out, happenings
from tests.world import World

FIGURES = all_figures()
ROLES = ["leader", "alice", "bob"]
BEFORE = Period(dt.date(2000, 1, 1), dt.date(2000, 1, 1))


@pytest.fixture
def happened(force) -> World:
    """What the rooms say happens in them, at both stations."""
    world = World(force)
    running_campaign(force)
    for happen in happenings():
        happen(world)
    return world


def seen_by(role: str, force) -> dict:
    """Card by key."""
    return {card.figure.key: card for card in cards(force.people[role], on=clock.today()).cards}


def rows_shown(context) -> list[int]:
    """Of a table, or of the responsibility list under its sub-actions."""
    if isinstance(context["view"], ListPage):
        return sorted(row.pk for row in context["table"].data.data)
    return sorted(state.item.pk for _, states in context["groups"] for state, _ in states)


def shown_total(page: str) -> int:
    found = re.search(r"合计 (\d+)", page) or re.search(r"共 (\d+) 条", page)
    return int(found.group(1)) if found else 0


def counted(figure, period: Period, user) -> list[int]:
    """The rows the figure itself selects in the units of this person; of a percentage, those of its first count."""
    part = get(figure.opens) if isinstance(figure, Composed) else figure
    return sorted(part.selected(period, user.unit_ids()).values_list("pk", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_no_figure_is_zero(role, happened, force):
    cards_of_role = seen_by(role, force)
    zero = [key for key, card in cards_of_role.items() if not card.value]
    assert_none_is_left_out(dict.fromkeys(zero, "let `happen` of its room's samples give it a row at both stations"))
    assert cards_of_role.keys() == {figure.key for figure in FIGURES if force.people[role].has_perm(figure.right)}


def test_a_part_is_never_more_than_its_whole(happened, force):
    """And parts that exclude each other come to it, where they are all of it."""
    found = {key: card.value for key, card in seen_by("leader", force).items()}
    assert all(found[each.key] <= found[each.part_of] for each in all_figures() if each.part_of)
    for side in ("disposals", "outcomes_of_found"):
        parts = [each for each in all_figures() if each.apart == side]
        assert added([each.key for each in parts], found) == found[parts[0].part_of] > 0


def test_every_figure_is_seen_by_somebody(happened, force):
    assert {key for role in ROLES for key in seen_by(role, force)} == {figure.key for figure in FIGURES}


@pytest.mark.parametrize("role", ROLES)
def test_every_figure_equals_the_list_it_opens(role, happened, force, sign_in):
    user, client = force.people[role], sign_in(force.people[role])
    period, wrong = current_period(clock.today()), {}
    for key, card in seen_by(role, force).items():
        page = client.get(card.url)
        if rows_shown(page.context) != counted(card.figure, period, user) or not agrees(card, page.content.decode()):
            wrong[key] = f"{card.shown} on the card, {rows_shown(page.context)} in the list"
    assert_none_is_left_out(wrong)


def agrees(card, page: str) -> bool:
    """The number of the card with the total the page shows."""
    if isinstance(card.figure, Composed):
        part, base = (int(count) for count in re.match(r"(\d+)/(\d+)", card.base).groups())
        return shown_total(page) == part and card.value == card.figure.worked_out(part, base)
    if isinstance(card.figure, Median):
        return (card.value is None) == (shown_total(page) == 0)
    return shown_total(page) == card.value


def test_every_list_answers_the_filter_of_its_figures(happened, force, sign_in):
    """Today's rows for today, none for a day on which nothing had happened, 404 for a made-up figure: the list inherits
    FigureListMixin; else it shows the same rows whatever it is asked.
    """
    client, today = sign_in(force.people["leader"]), current_period(clock.today())
    wrong = {}
    for figure in (each for each in FIGURES if each.list_url):
        shown, earlier = (rows_shown(client.get(list_link(figure, period)).context) for period in (today, BEFORE))
        made_up = client.get(reverse(figure.list_url), {"figure": "nonsense"}).status_code
        if not shown or earlier or made_up != 404:
            wrong[figure.key] = f"{figure.list_url} shows {shown}, before {earlier}; {made_up} for a made-up figure"
    assert_none_is_left_out(wrong)


def test_voided_rows_count_in_no_figure(happened):
    counting = [each for each in FIGURES if hasattr(each, "rows") and issubclass(each.rows().model, Record)]
    for model in {each.rows().model for each in counting}:
        model._base_manager.update(voided_at=clock.now())
    period = current_period(clock.today())
    left = [each.key for each in counting if each.selected(period).exists()]
    assert_none_is_left_out(dict.fromkeys(left, "let its `rows` leave voided ones out: .current()"))


def test_figure_without_a_list_is_a_percentage_of_figures_with_one():
    composed = [figure for figure in FIGURES if isinstance(figure, Composed)]
    assert [figure.key for figure in FIGURES if not figure.list_url and figure not in composed] == []
    today = Period(clock.today(), clock.today())
    parts = [get(part.key) for figure in composed for part in figure.parts(Ask(figure.key, today))]
    assert all(part.list_url for part in parts)


def test_kinds_of_figures_are_all_met():
    assert {type(figure) for figure in FIGURES} >= {Change, Flow, Matching, Median, Ratio, Stock, Sum}
