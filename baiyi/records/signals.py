"""Sent inside the transaction; a receiver that raises rolls the change back."""

from django.dispatch import Signal

moved = Signal()  # sender=model, record, name, label, by, reason, facts
account_changed = Signal()  # sender=User, record, verb, by, reason
signed = Signal()  # sender=User, account (None: the name is none), verb, by, address, fingerprint of what was typed
draft_given_up = Signal()  # sender=Draft, draft, by: also a forgotten one
revealed = Signal()  # sender=model, record, by, fields, reason
