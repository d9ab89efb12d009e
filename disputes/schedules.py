"""停滞 told once when nothing happened for too long: to the leader of the dispute, else to the head of its unit."""

import datetime as dt

from django.db import transaction

from baiyi.accounts.answering import Part, who
from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from disputes.kinds import SILENT
from disputes.models import Dispute

AT = dt.time(8, 25)


def tell_silence(slot: schedules.Slot, progress: Progress) -> None:
    """One message a person and silence: a dispute that moves and falls silent again is told again."""
    in_chunks(Dispute.objects.silent(clock.today()).select_related("leader", "unit"), progress, _tell)


def _tell(chunk: list[Dispute]) -> int:
    heads = who([each for each in chunk if each.leader_id is None], Part.HEAD, clock.today())
    messages = [
        Message(person, each, f"silent-{each.progressed_on}", facts={"dispute": str(each), "since": each.progressed_on})
        for each in chunk
        for person in ([each.leader] if each.leader_id else heads[each.pk])
    ]
    with transaction.atomic():
        return send_many(messages, kind=SILENT)


schedules.register(
    "disputes.silence",
    label="纠纷停滞提醒",
    work=tell_silence,
    instants=schedules.daily(AT),
    catch_up=schedules.CatchUp.LATEST,
)
