"""Figures asked for one joint operation: what belongs to it and nothing else, and the very rows in the lists."""

import datetime as dt

import pytest

from baiyi.figures import Period, all_figures, get
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.figures.links import list_link
from baiyi.records import clock
from cases import services as cases
from tests.campaigns.samples import make_operation, running_campaign
from tests.cases.samples import make_case, make_filed
from tests.factories import make_hazard, make_inspection, make_venue

OF_OPERATIONS = [each.key for each in all_figures() if getattr(each, "in_operation", "")]
DISPOSALS = ["hazards_on_site", "hazards_by_date", "hazards_referred"]


@pytest.fixture
def swept(force):
    """Two operations at the same hours. The first: one venue twice, another once; the second: the first venue."""
    running_campaign(force)
    first, second = make_operation(force), make_operation(force, name="第二组行动")
    pair = [force.alice, force.amy]
    venue, other = (make_venue(force.station, force.alice) for _ in range(2))
    referral = make_hazard("referral", referred_to=force.partner_body)
    inspection = make_inspection(venue, pair, operation=first, hazards=[make_hazard(), make_hazard("on_site")])
    make_inspection(venue, pair, operation=first, hazards=[referral])
    make_inspection(other, pair, operation=first)
    make_inspection(venue, pair, operation=second, hazards=[make_hazard("on_site")])
    make_inspection(venue, pair, hazards=[make_hazard()])
    for origin in (first, inspection, inspection.notices.get(), None):
        make_case(force, "premises", origin=origin)
    taken = make_filed(force)
    cases.join_operation(taken, operation=first, by=force.people["office"], version=taken.version)
    cases.record_outcome(taken, by=force.people["chief"], unit=force.station, measure="coerced", persons=3)
    return first, second


def asked(operation, keys) -> dict:
    period = Period(clock.today() - dt.timedelta(days=1), clock.today(), operation=operation.pk)
    found = evaluate(Ask(key, period) for key in keys)
    return {ask.key: value for ask, value in found.items()}


def test_each_operation_counts_its_own(swept):
    first, second = swept
    common = ["venues_inspected", "inspections_made", "inspectors_sent", "hazards_found", *DISPOSALS, "notices_issued"]
    assert asked(first, common) == dict(zip(common, (2, 3, 6, 3, 1, 1, 1, 1), strict=True))
    assert asked(second, common) == dict(zip(common, (1, 1, 2, 1, 1, 0, 0, 0), strict=True))
    of_cases = ["violations_handled", "cases_accepted", "coerced_persons", "caught_persons"]
    assert asked(first, of_cases) == dict(zip(of_cases, (3, 4, 3, 0), strict=True))
    assert asked(second, of_cases) == dict.fromkeys(of_cases, 0)


def test_disposals_add_up_to_what_was_found(swept):
    for operation in swept:
        found = asked(operation, ["hazards_found", *DISPOSALS])
        assert sum(found[key] for key in DISPOSALS) == found["hazards_found"] > 0


@pytest.mark.parametrize("key", OF_OPERATIONS)
def test_list_shows_what_the_figure_of_an_operation_counted(key, swept, force, sign_in):
    client, figure = sign_in(force.people["office"]), get(key)
    for operation in swept:
        period = Period(clock.today(), clock.today(), operation=operation.pk)
        page = client.get(list_link(figure, period))
        assert page.status_code == 200
        assert "所选集中行动" in page.content.decode()
        shown = {row.record.pk for row in page.context["table"].paginated_rows}
        assert shown == set(figure.selected(period).values_list("pk", flat=True))


@pytest.mark.parametrize("operation", ["x", "-1", "1.5", "１", "9" * 30, ""])
def test_what_is_no_operation_is_no_page(operation, force, sign_in):
    today = clock.today()
    url = list_link(get("hazards_found"), Period(today, today)) + f"&operation={operation}"
    assert sign_in(force.alice).get(url).status_code == 404


def test_figure_without_operations_cannot_be_asked_for_one(swept, force, sign_in):
    period = Period(clock.today(), clock.today(), operation=swept[0].pk)
    with pytest.raises(ValueError, match="hazards_open"):
        evaluate([Ask("hazards_open", period)])
    url = list_link(get("hazards_open"), period)
    assert sign_in(force.alice).get(url).status_code == 404
