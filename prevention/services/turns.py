"""What all turns of duty do alike: they begin after the one that waits at their post, and keep their reporting day."""

import datetime as dt

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import OnDuty, Turn


def begin_turn(turn: Turn, *, by) -> Turn:
    """Begin, and sign for the turn that was handed over before. The caller holds the lock of the post.

    Raises PermissionDenied; MoveRefused while somebody is on duty there.
    """
    others = type(turn).objects.current().filter(**turn.chain)
    on_duty = others.filter(state=Turn.State.ON).select_related("leader").first()
    if on_duty is not None:
        raise MoveRefused(
            f"{turn.chain_name}上还有在岗班次（{on_duty.hours}，带班{on_duty.leader.name}），请先在那一班上办理交接或撤岗"
        )
    turn.previous = others.unsigned().filter(starts_at__lt=turn.starts_at).order_by("-starts_at", "-pk").first()
    turn.reported_on = reporting_day(turn.starts_at)
    return rows.add(turn, by=by, right=rights.RECORD)


def reported_again(duty: OnDuty, starts_at: dt.datetime) -> dict[str, dt.date]:
    """The reporting day of what was corrected to begin at another instant; it stays when the beginning does."""
    return {} if starts_at == duty.starts_at else {"reported_on": reporting_day(starts_at)}
