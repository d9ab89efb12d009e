"""The joint operation whose report the tests of every page open."""

from django.urls import reverse

from campaigns.models import Operation
from tests.campaigns.samples import make_operation, running_campaign
from tests.samples import FormPage, Subject, at
from tests.world import World, once


@once
def operation(world: World) -> Operation:
    """Of the first station."""
    return make_operation(world.force, name="首站夜查")


FORM_PAGES = {
    "cockpit:operation-report": FormPage("office", at("cockpit:operation-report", operation), method="get"),
    "cockpit:results": FormPage(
        "office", lambda world: running_campaign(world.force) and reverse("cockpit:results"), method="get"
    ),
}
SUBJECTS = {"cockpit:operation-report": Subject(operation)}
