"""FailedVisit (到访未查): somebody came to inspect a venue and could not."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from inspections.models.venue import Venue


class FailedVisitQuerySet(ScopedQuerySet):
    def proposing(self):
        """Those that say the venue is gone for good, and that nothing answered since: neither the station, nor an
        inspection of that day or later.
        """
        inspections = Venue.inspections.rel.related_model.objects.current()
        later = inspections.filter(venue=OuterRef("venue"), inspected_on__gte=OuterRef("visited_on"))
        gone = [FailedVisit.Outcome.OUT_OF_BUSINESS, FailedVisit.Outcome.NOT_FOUND]
        return self.current().filter(~Exists(later), outcome__in=gone, settled_on=None, venue__voided_at=None)


class FailedVisit(Record):
    """One visit (次) that found no venue to inspect. It is no inspection: no figure of inspections counts it, and the
    day of the last inspection stays.
    """

    class Outcome(models.TextChoices):
        SHUT = "shut", "临时关门"
        OUT_OF_BUSINESS = "out_of_business", "停业"
        NOT_FOUND = "not_found", "查无此店"

    client_uuid = models.UUIDField("表单编号", editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="failed_visits")
    visited_at = models.DateTimeField("到访时间")
    visited_on = models.DateField("到访日", editable=False)
    outcome = models.CharField("未查原因", max_length=20, choices=Outcome.choices)
    note = models.CharField("备注", max_length=500, blank=True)
    settled_on = models.DateField("核实日", null=True, blank=True, editable=False)

    objects = FailedVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "到访未查"
        verbose_name_plural = "到访未查"
        constraints = [models.UniqueConstraint(fields=["created_by", "client_uuid"], name="failed_visit_once_per_form")]
        indexes = [
            models.Index(fields=["venue", "-visited_on"], name="failed_visit_of_venue"),
            models.Index(fields=["unit", "outcome"], condition=Q(settled_on=None), name="failed_visit_unsettled"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.visited_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return self.venue.get_absolute_url()
