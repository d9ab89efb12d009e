"""Models of the past, which migrations render by the thousand, make no moves: their state fields listen to nothing.

Every field of django-fsm hears of every class that is made, to find its transitions, and goes on hearing as long as it
lives. More than half of a first `migrate` went into that (ADR 0051).
"""

from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django_fsm import FSMFieldMixin

OF_MIGRATIONS = "__fake__"  # the module of a class that django.db.migrations.state renders


@receiver(class_prepared)
def stop_listening(sender, **kwargs) -> None:
    if sender.__module__ == OF_MIGRATIONS:
        for field in sender._meta.local_fields:
            if isinstance(field, FSMFieldMixin):
                class_prepared.disconnect(field._collect_transitions)
