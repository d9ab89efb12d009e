"""What the platform's own tables need to be met by the tests of every page."""

import uuid

from baiyi.records.drafts import FORM, save_draft
from baiyi.records.models import CheckRule, Draft
from tests.samples import Subject
from tests.world import World, once


@once
def draft(world: World) -> Draft:
    """Of a form alice began."""
    return save_draft(by=world.force.alice, client_uuid=uuid.uuid4(), kind=FORM, payload={"name": ["车站"]})


SUBJECTS = {"records:draft-discard": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}, foreign=302)}


def happen(world: World) -> None:
    """A rule that no form obeys yet."""
    CheckRule.objects.create(subject="sheet", kind=CheckRule.Kind.SUM, left="total", right="one,other")
