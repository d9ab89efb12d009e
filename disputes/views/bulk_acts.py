"""What may be done with many disputes at once."""

from baiyi.accounts.models import Unit, with_posting
from baiyi.exchange.bulk.acts import register
from baiyi.exchange.bulk.forms import PersonForm
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.transfers.forms import SendForm
from baiyi.transfers.rights import SEND
from baiyi.transfers.services import send_transfer
from disputes import rights
from disputes.forms.disputes import people_of
from disputes.models import Dispute
from disputes.services import change_dispute
from disputes.services.sending import refusal_of


def receivers(user) -> dict:
    return {"units": Unit.objects.valid(clock.today()).order_by("kind", "pk")}


def colleagues(user) -> dict:
    return {"people": with_posting(people_of(user)["people"], clock.today())}


def refusal_of_officer(dispute: Dispute, by) -> str:
    if dispute.voided_at is not None or not dispute.is_open:
        return "纠纷已经化解、办结或作废，不再指定"
    return "已关联到主记录，请在主记录上指定" if dispute.main_id else ""


def assign_officer(dispute: Dispute, *, by, person) -> Dispute:
    """责任民警 of one. Raises PermissionDenied, StaleRecord, MoveRefused."""
    if dispute.officer_id == person.pk:
        raise MoveRefused(f"责任民警已经是{person.name}")
    return change_dispute(dispute, by=by, version=dispute.version, officer=person)


register(
    "disputes.dispute",
    "officer",
    name="指定责任民警",
    right=rights.RECORD,
    act=assign_officer,
    refusal=refusal_of_officer,
    form=PersonForm,
    form_facts=colleagues,
    icon="person",
)
register(
    "disputes.dispute",
    "send",
    name="流转",
    right=SEND,
    act=send_transfer,
    refusal=lambda dispute, by: refusal_of(dispute),
    form=SendForm,
    form_facts=receivers,
    icon="send",
)
