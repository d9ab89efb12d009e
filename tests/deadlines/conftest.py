import pytest

from baiyi.accounts.models import UnitKind
from baiyi.accounts.roles import Role
from baiyi.accounts.services import add_unit, open_account
from baiyi.deadlines.models import Rule
from baiyi.deadlines.seeds import seed_calendar

TODAY = "2026-07-06"


@pytest.fixture
def calendar():
    return seed_calendar()


@pytest.fixture
def today(settings):
    """Move the clock: today("2026-11-01")."""

    def move(day: str) -> None:
        settings.BAIYI_TODAY = day

    move(TODAY)
    return move


@pytest.fixture
def station(db, today):
    return add_unit(name="云溪区公安分局东街派出所", short_name="东街所", kind=UnitKind.STATION)


@pytest.fixture
def officer(station):
    return open_account(
        unit=station,
        role=Role.OFFICER,
        username="dongjie",
        name="陈立行",
        password="Dongjie-2026-x",
        must_change_password=False,
    )


@pytest.fixture
def working_rule(db):
    return Rule.objects.get(code="rectify_working")
