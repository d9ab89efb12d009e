"""The share of a partner body in sweeps: what it must know to come, and what it said of itself."""

from django.db.models import Prefetch

from inspections.models import SweepForce, SweepTurnout


def shares_of(user):
    """Its forces in groups that stand, the latest operation first, each with its own turnouts as `shown_turnouts`. Two
    statements.
    """
    bodies = [posting.unit_id for posting in user.current_postings]
    turnouts = Prefetch("turnouts", SweepTurnout.objects.current().order_by("reported_on"), to_attr="shown_turnouts")
    rows = SweepForce.objects.current().filter(body__in=bodies, group__voided_at=None, group__operation__voided_at=None)
    rows = rows.select_related("group__operation", "group__leader").prefetch_related(turnouts)
    return rows.order_by("-group__operation__starts_at", "pk")
