"""What this room adds to the page of a joint operation: its sweep, by group."""

from baiyi.records import clock
from baiyi.records.hooks import Panel, panels
from inspections import rights
from inspections.reading.sweep_standing import read_sweep


@panels.register("campaigns.operation")
def sweep_of(request, operation) -> Panel | None:
    """Two statements."""
    user = request.user
    if not user.has_perm(rights.SWEEP):
        return None
    sweep = read_sweep(operation, user=user, at=clock.now())
    may_deploy = operation.voided_at is None and user.has_perm(rights.DEPLOY)
    facts = {"sweep": sweep, "operation": operation, "may_deploy": may_deploy}
    return Panel("inspections/_sweep_panel.html", facts, order=20)
