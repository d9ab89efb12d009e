"""移送: a hazard referred to a body is sent to it, so that the body signs for it and answers."""

from django.dispatch import receiver

from baiyi.records.signals import moved
from baiyi.transfers import sendable
from baiyi.transfers.models import Transfer
from baiyi.transfers.services import send_transfer
from inspections.models import Hazard

TASK = "请依法处置，并反馈结果"


def refusal(hazard: Hazard) -> str:
    """Only what is another body's business leaves the station."""
    return "" if hazard.state == Hazard.State.REFERRED else "只有移送的隐患可以流转"


sendable.register(
    "inspections.hazard",
    words=lambda hazard: f"{hazard} {hazard.description}",
    refusal=refusal,
    ended_by=("void",),  # the only way out of 已移送: what is rectified was not referred
)


@receiver(moved, sender=Transfer, dispatch_uid="inspections.referred_anew")
def follow_receiver(sender, *, record: Transfer, name: str, **kwargs) -> None:
    """Sent anew to another body: it was referred there."""
    hazard = record.subject if name in {"send", "approve"} and record.to_unit_id else None
    if isinstance(hazard, Hazard) and hazard.referred_to_id != record.to_unit_id:
        hazard.referred_to = record.to_unit
        hazard.save(update_fields=["referred_to"], verb=f"改送{record.to_unit}")


@receiver(moved, sender=Hazard, dispatch_uid="inspections.referrals")
def send_what_is_referred(sender, *, record: Hazard, name: str, by, facts: dict, **kwargs) -> None:
    if name == "refer":
        send_transfer(record, by=by, to_unit=facts["to"], task=record.measure or TASK)
