"""What may be done with many hazards or venues at once."""

from baiyi.accounts.models import Unit, User, with_posting
from baiyi.exchange.bulk.acts import register
from baiyi.exchange.bulk.forms import PersonReasonForm
from baiyi.records import clock
from baiyi.transfers.forms import SendForm
from baiyi.transfers.rights import SEND
from baiyi.transfers.services import send_transfer
from inspections import rights
from inspections.services import referrals, urging
from inspections.services.venues import assign_officer


def keepers(user) -> dict:
    """Those who work where the person keeps venues."""
    people = User.objects.posted_at(user.unit_ids(rights.KEEP_VENUES), clock.today())
    return {"people": with_posting(people, clock.today())}


def receivers(user) -> dict:
    return {"units": Unit.objects.valid(clock.today()).order_by("kind", "pk")}


register(
    "inspections.hazard",
    "urge",
    name="催办",
    right=rights.URGE,
    act=urging.note_urging,
    refusal=urging.refusal_of,
    read=urging.read,
    preview=urging.people_told,
    finish=urging.tell_of_urgings,
    icon="bell",
)
register(
    "inspections.hazard",
    "send",
    name="流转",
    right=SEND,
    act=send_transfer,
    refusal=lambda hazard, by: referrals.refusal(hazard),
    form=SendForm,
    form_facts=receivers,
    icon="send",
)
register(
    "inspections.venue",
    "assign",
    name="指定责任民警",
    right=rights.KEEP_VENUES,
    act=assign_officer,
    refusal=lambda venue, by: "已停用，不再指定" if venue.voided_at else "",
    form=PersonReasonForm,
    form_facts=keepers,
    read=lambda venues: venues.select_related("unit"),
    icon="person",
)
