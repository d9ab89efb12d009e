import pytest

from baiyi.notifications import kinds
from tests.factories import make_issued_notice, make_venue


@pytest.fixture(scope="session")
def kind() -> str:
    """A kind of these tests' own; a whole run may share the process with the product's kinds."""
    return kinds.register("test_kind", label="测试消息", text="{name}有一件事")


@pytest.fixture
def notice(force):
    """Of the first station; alice answers for it."""
    return make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
