"""A form counts once: its number is a unique row before the effect, whatever the network and the fingers do."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from baiyi.records import clock
from baiyi.records.drafts import FORM, Payload, check_length, check_seen, claim, is_same
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.tickets import Ticket

__all__ = ["AlreadySent", "SentOtherwise", "refusal_of_taken", "send_once"]


class AlreadySent(Exception):
    """The same form was submitted before; `first` says what came of it."""

    def __init__(self, first: Draft):
        super().__init__("这张表单已经提交过，没有重复登记")
        self.first = first


class SentOtherwise(AlreadySent):
    """It was submitted with other content."""


@transaction.atomic
def send_once(*, by, number: UUID, payload: Payload, ticket: Ticket | None, act: Callable[[], str]) -> str:
    """Do what the form asks, and remember the address of what came of it, which is returned: all in one transaction.

    Raises AlreadySent, SentOtherwise; ChangedElsewhere when another page saved something else into the open draft;
    MoveRefused when far too long; and what `act` raises. Then nothing has happened.
    """
    check_length(payload)
    form = claim(by=by, client_uuid=number, kind=ticket.kind if ticket else FORM, ticket=ticket)
    if form.submitted_at is not None:
        raise AlreadySent(form) if is_same(form, payload) else SentOtherwise(form)
    check_seen(form, payload, ticket)
    result = act()
    form.submitted_at = form.updated_at = clock.now()
    form.payload, form.result = payload, result
    form.save()
    return result


def refusal_of_taken(error: IntegrityError) -> MoveRefused:
    """What to say when somebody else's row came first. Raises the error again when it is about something else."""
    if "unique" not in str(error).lower():
        raise error
    return MoveRefused("同样的内容刚刚已由别人登记，请核对后再提交")
