"""Verbs of a handover. One side confirms by making it, the other by taking it; only then a row changes hands."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from baiyi.accounts import rights
from baiyi.accounts.handover.models import Handover, HandoverPart
from baiyi.accounts.holdings import Holding, held_by, holdings
from baiyi.accounts.models import Posting, Unit, User
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord

State = HandoverPart.State
MOST_LEFT = 200  # sentences of what could not be given


def unit_of(user: User) -> Unit | None:
    """Where the person works, or worked last."""
    last = Posting.objects.filter(user=user).select_related("unit").order_by("-starts_on", "-pk").first()
    return user.home_unit or (last.unit if last else None)


def may_hand_over(giver: User, by: User) -> bool:
    """The person himself; who holds the right at a unit where he works or worked."""
    if giver.pk == by.pk:
        return True
    units = by.unit_ids(rights.HAND_OVER)
    return by.has_perm(rights.HAND_OVER) and giver.postings.filter(unit__in=units).exists()


def takers(giver: User):
    """Active people of the person's unit, of the one above and of those below."""
    unit, on = unit_of(giver), clock.today()
    if unit is None:
        return User.objects.none()
    near = [unit.pk, *filter(None, [unit.parent_id]), *unit.children.values_list("pk", flat=True)]
    return User.objects.posted_at(near, on).exclude(pk=giver.pk)


@transaction.atomic
def hand_over(giver: User, *, takers: Mapping[str, User], reason: str, by: User) -> Handover:
    """A part for each kind that somebody is to take. Raises PermissionDenied, ValidationError."""
    locked = User.objects.select_for_update().get(pk=giver.pk)
    unit = unit_of(locked)
    if unit is None or not may_hand_over(locked, by):
        raise PermissionDenied(rights.HAND_OVER)
    held = {kind: rows for kind, rows in held_by(locked).items() if kind in takers}
    _refuse_gone(held, takers)
    _refuse_waiting(locked, held)
    made = Handover(giver=locked, unit=unit, reason=reason, made_by=by, made_at=clock.now())
    made.save(verb="办理交接", reason=reason)
    for kind, rows in held.items():
        part = HandoverPart(handover=made, kind=kind, taker=takers[kind], rows=[row.pk for row in rows])
        part.save(verb="办理交接", reason=reason)
    return made


def _refuse_gone(held: Mapping[str, list], takers: Mapping[str, User]) -> None:
    gone = [holdings[kind].label for kind in takers if kind not in held]
    if gone:
        raise ValidationError(f"{'、'.join(gone)}已不在其名下，请重新打开页面")


def _refuse_waiting(giver: User, held: Mapping[str, list]) -> None:
    waiting = HandoverPart.objects.waiting().filter(handover__giver=giver, kind__in=held).with_words()
    said = [f"{part.label}正等{part.taker}接收" for part in waiting]
    if said:
        raise ValidationError("；".join(said))


@transaction.atomic
def take(part: HandoverPart, *, by: User) -> HandoverPart:
    """接收: every row that can be given changes hands; of the others it is kept why not. Raises PermissionDenied,
    MoveRefused.
    """
    locked = _waiting(part, by=by)
    giver, kind = locked.handover.giver, holdings.get(locked.kind)
    if kind is None or kind.give is None:
        raise MoveRefused("这类事项现在不能交接")
    rows = {row.pk: row for row in kind.rows(giver)}
    left = [f"编号 {pk}：已不在{giver}名下" for pk in locked.rows if pk not in rows]
    for pk in locked.rows:
        if pk in rows and (refusal := _give(kind, rows[pk], locked)):
            left.append(f"{rows[pk]}：{refusal}")
    locked.given, locked.left = len(locked.rows) - len(left), left[:MOST_LEFT]
    return _decided(locked, State.TAKEN, verb="接收交接")


def _give(kind: Holding, row, part: HandoverPart) -> str:
    """Why the row stays; empty when it went."""
    if refusal := kind.refusal(row, part.taker):
        return refusal
    handover = part.handover
    try:
        with transaction.atomic():
            kind.give(row, giver=handover.giver, taker=part.taker, by=handover.made_by, reason=handover.reason)
    except PermissionDenied:
        return f"{handover.made_by}没有权限改派，请有权限的人办理"
    except ValidationError as wrong:
        return "；".join(wrong.messages)
    except (MoveRefused, StaleRecord) as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def decline(part: HandoverPart, *, by: User, note: str) -> HandoverPart:
    """不接收. Raises PermissionDenied, MoveRefused."""
    locked = _waiting(part, by=by)
    locked.note = note
    return _decided(locked, State.DECLINED, verb="不接收交接", reason=note)


@transaction.atomic
def withdraw(part: HandoverPart, *, by: User, reason: str) -> HandoverPart:
    """收回 what nobody has taken yet. Raises PermissionDenied, MoveRefused."""
    locked = _waiting(part)
    if not may_hand_over(locked.handover.giver, by):
        raise PermissionDenied(rights.HAND_OVER)
    return _decided(locked, State.WITHDRAWN, verb="收回交接", reason=reason)


def _waiting(part: HandoverPart, *, by: User | None = None) -> HandoverPart:
    """The part, locked; only its taker decides."""
    rows = HandoverPart.objects.select_for_update(of=("self",)).select_related(
        "handover__giver", "handover__made_by", "taker"
    )
    locked = rows.get(pk=part.pk)
    if by is not None and locked.taker_id != by.pk:
        raise PermissionDenied(rights.HAND_OVER)
    if not locked.is_waiting:
        raise MoveRefused(f"这一项{locked.get_state_display()}，不能再办理")
    return locked


def _decided(locked: HandoverPart, state: str, *, verb: str, reason: str = "") -> HandoverPart:
    locked.state, locked.decided_at = state, clock.now()
    locked.save(verb=verb, reason=reason)
    return locked
