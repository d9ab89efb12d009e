"""Reading unmasked data is a line. (Moves need no receiver: their verb and reason travel with `save()`.)"""

from django.dispatch import receiver

from baiyi.journal.services import log_access
from baiyi.records.signals import revealed


@receiver(revealed)
def write_access_line(sender, record, by, fields, reason, **kwargs):
    log_access(record, by=by, fields=fields, reason=reason)
