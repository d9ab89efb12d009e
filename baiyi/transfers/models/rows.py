"""Where a transfer stands, and which rows each side works on."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from baiyi.deadlines.subjects import SubjectQuerySet
from baiyi.records.written import known, leads_to
from baiyi.transfers.kinds import HANDLE, SIGN

KEEP = 5  # seconds a process remembers where something waits; another one may have sent it meanwhile
WAITING, STAMP = "transfers-waiting", "transfers-stamp"
NEWEST_FIRST = ("-pk",)


class State(models.TextChoices):
    PROPOSED = "proposed", "待审批"
    SENT = "sent", "待签收"
    ACCEPTED = "accepted", "办理中"
    SETTLED = "settled", "已办结"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "已撤回"
    REFUSED = "refused", "未批准"
    OVERTAKEN = "overtaken", "已了结"


LIVE = (State.SENT, State.ACCEPTED)  # with the receiver
OPEN = (State.PROPOSED, *LIVE)
BACK = (State.RETURNED, State.RECALLED)  # no longer lent to who had it
HOLDS = (*OPEN, State.SETTLED)  # the record is not sent again
WAITS_FOR_APPROVAL = Q(state=State.PROPOSED)
# Not seen to by who sent it: it came back, was not let go, or its answer asks for something.
TO_SEE_TO = Q(dealt_on=None) & (Q(state__in=(State.RETURNED, State.REFUSED)) | Q(state=State.SETTLED, asks_action=True))
ASKS_EXTENSION = Q(state=State.ACCEPTED, extension_asked_on__isnull=False)
FOR_SENDER = TO_SEE_TO | ASKS_EXTENSION


class TransferQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        """Sent to a unit or body the person is posted at, or to one below his own; not before it was let go."""
        return _went_to(self.model, at_home(user))

    def live(self):
        """Sent, and neither settled nor back."""
        return self.filter(state__in=LIVE)

    def unfinished(self):
        """Open, or not seen to by its sender."""
        return self.current().filter(Q(state__in=OPEN) | TO_SEE_TO)

    def to_see_to(self):
        """What its sender has not seen to: sent back, not approved, or answered with something left to do."""
        return self.current().filter(TO_SEE_TO)

    def waiting_lately(self) -> dict[str, set[int]]:
        """Units where something waits to be worked on, to be approved, or for its sender, as known within the last
        `KEEP` seconds: no statement for most pages.
        """
        return cache.get_or_set(f"{WAITING}-{cache.get(STAMP, '')}", self._units_waiting, KEEP)

    def _units_waiting(self) -> dict[str, set[int]]:
        rows = self.model.objects.unfinished().order_by()
        found = {"work": set(), "approve": set(), "sender": set()}
        for state, unit, to_unit, asked_on in rows.values_list("state", "unit", "to_unit", "extension_asked_on"):
            if state in LIVE:
                found["work"].add(to_unit or unit)
            elif state == State.PROPOSED:
                found["approve"].add(unit)
            if state not in OPEN or asked_on:
                found["sender"].add(unit)
        return found

    def about(self, subject: models.Model):
        """All transfers of one record, the newest first."""
        return self.of_kind(type(subject)).filter(object_id=subject.pk).order_by(*NEWEST_FIRST)

    def of_kind(self, model: type[models.Model]):
        """All transfers of the records of a model."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def lends(self, home: Collection[int], model: type[models.Model]) -> Q:
        """That a record of the model is with one of the units: what a room lends to who works there (`at_home`)."""
        return _is_with(self.model, model, *home)

    def sent_up(self, model: type[models.Model]) -> QuerySet:
        """Keys of the model's records that a unit above their own has on its desk: what leaves the todos below."""
        above = Q(to_unit=F("unit__parent")) | Q(to_unit=F("unit__parent__parent"))
        return self.of_kind(model).current().live().filter(above).order_by().values("object_id")

    def in_tab(self, tab: str, on: dt.date):
        chosen = {
            "all": self.current,
            "unsigned": lambda: self.overdue(on, kind=SIGN),
            "overdue": lambda: self.overdue(on, kind=HANDLE),
        }
        return chosen[tab]() if tab in chosen else self.filter(state=tab)


def _went_to(transfer: type[models.Model], unit_ids: Collection[int]) -> Q:
    return leads_to(transfer, "to_unit", unit_ids) & Q(sent_on__isnull=False)


@known
def _is_with(transfer: type[models.Model], model: type[models.Model], *unit_ids: int) -> QuerySet:
    """Every page of what can be sent asks."""
    sent = transfer.objects.of_kind(model).filter(_went_to(transfer, unit_ids)).exclude(state__in=BACK)
    return model.objects.filter(pk__in=sent.order_by().values("object_id"))


def forget_waiting() -> None:
    """What waits is read anew: at once, and again after the commit. Somebody who read before the commit and keeps it
    only then keeps it under the old stamp.
    """
    _stamp_anew()
    transaction.on_commit(_stamp_anew)


def _stamp_anew() -> None:
    cache.set(STAMP, uuid.uuid4().hex, None)


def at_home(user) -> list[int]:
    """Units where the person works on what comes in: his postings', and those below them."""
    posted = {posting.unit_id for posting in user.current_postings}
    return sorted(posted | set(user.unit_ids()))
