"""What the platform's own tables need to be met by the tests of every page."""

from baiyi.records.models import CheckRule
from tests.world import World


def happen(world: World) -> None:
    """A rule that no form obeys yet."""
    CheckRule.objects.create(subject="sheet", kind=CheckRule.Kind.SUM, left="total", right="one,other")
