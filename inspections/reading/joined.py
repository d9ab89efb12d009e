"""The share of a partner body in sweeps: what it must know to come, and what it said of itself."""

from django.db.models import Prefetch

from inspections.models import SweepForce, SweepTurnout


def shares_of(user):
    """Its forces in groups that stand, the latest operation first."""
    bodies = [posting.unit_id for posting in user.current_postings]
    stands = {"group__voided_at": None, "group__operation__voided_at": None}
    rows = SweepForce.objects.current().filter(body__in=bodies, **stands)
    return rows.select_related("group__operation", "group__leader").order_by("-group__operation__starts_at", "pk")


def with_turnouts(shares):
    """Each with its own numbers by day, as `shown_turnouts`. One statement more."""
    turnouts = SweepTurnout.objects.current().order_by("reported_on")
    return shares.prefetch_related(Prefetch("turnouts", turnouts, to_attr="shown_turnouts"))
