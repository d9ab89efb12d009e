"""Sent inside the transaction; a receiver that raises rolls the change back."""

from django.dispatch import Signal

moved = Signal()  # sender=model, record, name, label, by, reason, facts
revealed = Signal()  # sender=model, record, by, fields, reason
