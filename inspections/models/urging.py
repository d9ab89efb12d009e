"""Urging (整改催办): who was asked to get a hazard rectified, by whom, and on which day."""

from django.conf import settings
from django.db import models

from inspections.models.inspection import Hazard


class Urging(models.Model):
    """One row a hazard, person and day: nobody is asked twice. Written once and never changed."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, verbose_name="安全隐患", related_name="urgings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="被催办人", related_name="+")
    urged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="催办人", related_name="+")
    urged_on = models.DateField("催办日")
    urged_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = "整改催办"
        verbose_name_plural = "整改催办"
        constraints = [
            models.UniqueConstraint(fields=["hazard", "person", "urged_on"], name="urged_once_a_hazard_person_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.hazard}催办{self.person}"
