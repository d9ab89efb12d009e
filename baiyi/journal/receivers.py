"""Reading unmasked data is a line, and so is what somebody does to an account, and who came in, was refused, and went.

Moves need no receiver: their verb and reason travel with `save()`.
"""

from django.dispatch import receiver

from baiyi.journal.door import log_refused, log_signed
from baiyi.journal.services import log_access, log_bulk
from baiyi.records.signals import account_changed, revealed, signed


@receiver(revealed)
def write_access_line(sender, record, by, fields, reason, **kwargs):
    log_access(record, by=by, fields=fields, reason=reason)


@receiver(account_changed)
def write_account_line(sender, record, verb, by, reason="", **kwargs):
    log_bulk([record], verb=verb, by=by, reason=reason)


@receiver(signed)
def write_door_line(sender, account, verb, by, address, fingerprint="", **kwargs):
    if fingerprint:
        log_refused(account, verb=verb, address=address, fingerprint=fingerprint)
    else:
        log_signed(account, verb=verb, by=by, address=address)
