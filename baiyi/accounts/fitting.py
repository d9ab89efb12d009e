"""Which role is held at which kind of unit, and which kind of unit stands under which."""

import datetime as dt

from django.core.exceptions import ValidationError

from baiyi.accounts.models import Unit, UnitKind
from baiyi.accounts.roles import SEPARATED, Role

K = UnitKind
AT_THE_TOP = frozenset({K.BRANCH})
# A squad has a head of its own, who holds the role of 所长 there.
FITS: dict[str, frozenset[str]] = {
    Role.LEADER: AT_THE_TOP,
    Role.OFFICE: AT_THE_TOP,
    Role.SUPERVISOR: AT_THE_TOP,
    Role.CHIEF: frozenset({K.STATION, K.SQUAD}),
    Role.OFFICER: frozenset({K.STATION, K.SQUAD, K.POST}),
    Role.CLERK: frozenset({K.STATION, K.SQUAD}),
    Role.PARTNER: frozenset({K.PARTNER}),
} | dict.fromkeys(SEPARATED, AT_THE_TOP)
# None: at the top of the tree.
STANDS_UNDER: dict[str, str | None] = {
    K.BRANCH: None,
    K.SQUAD: K.BRANCH,
    K.STATION: K.BRANCH,
    K.POST: K.STATION,
    K.PARTNER: None,
}


def why_misfit(role: str, unit: Unit) -> str:
    """The refusal in words; empty when the role may be held there."""
    kinds = FITS[role]
    if unit.kind in kinds:
        return ""
    where = "、".join(kind.label for kind in UnitKind if kind in kinds)
    return f"“{Role(role).label}”只能任职于{where}，“{unit}”是{unit.get_kind_display()}"


def refuse_misfit(role: str, unit: Unit) -> None:
    """Raises ValidationError."""
    if refusal := why_misfit(role, unit):
        raise ValidationError(refusal)


def hold_unit(unit: Unit, on: dt.date) -> Unit:
    """The unit as it is now, locked, when it is there from that day on: nobody ends it meanwhile. Raises
    ValidationError.
    """
    held = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if not held.is_valid(on):
        raise ValidationError(f"{held}在 {on} 尚未启用或已撤销")
    if held.ends_on is not None:
        raise ValidationError(f"{held}已定于 {held.ends_on} 撤销")
    return held


def why_not_under(kind: str, parent: Unit | None) -> str:
    """The refusal in words; empty when a unit of the kind may stand there."""
    wanted = STANDS_UNDER[kind]
    if (parent.kind if parent else None) == wanted:
        return ""
    place = f"的上级须是{UnitKind(wanted).label}" if wanted else "没有上级单位"
    return f"{UnitKind(kind).label}{place}"
