"""停滞 told once when nothing happened for too long: to the leader of the case, else to the head of its unit, else to
the leader in charge.
"""

import datetime as dt

from django.db import transaction

from baiyi.accounts.answering import Part, who
from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from cases.kinds import SILENT
from cases.models import Case

AT = dt.time(8, 20)


def tell_silence(slot: schedules.Slot, progress: Progress) -> None:
    """One message a person and silence: a case that moves and falls silent again is told again."""
    in_chunks(Case.objects.silent(clock.today()).select_related("leader", "unit"), progress, _tell)


def _tell(chunk: list[Case]) -> int:
    unled = [each for each in chunk if each.leader_id is None]
    heads, leaders = (who(unled, part, clock.today()) for part in (Part.HEAD, Part.IN_CHARGE))
    messages = [
        Message(person, each, f"silent-{each.progressed_on}", facts={"case": str(each), "since": each.progressed_on})
        for each in chunk
        for person in ([each.leader] if each.leader_id else heads[each.pk] or leaders[each.pk])
    ]
    with transaction.atomic():
        return send_many(messages, kind=SILENT)


schedules.register(
    "cases.silence",
    label="案件停滞提醒",
    work=tell_silence,
    instants=schedules.daily(AT),
    catch_up=schedules.CatchUp.LATEST,
)
