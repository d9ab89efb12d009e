"""Lines about who came in, was refused, and went: account and address, never what was typed."""

from datetime import timedelta

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from baiyi.accounts.models import User
from baiyi.journal.services import line_of
from baiyi.journal.timeline import DOOR

SPAN = timedelta(hours=1)
MOST_OF_ACCOUNT = 60  # lines about refusals within SPAN for one account, from whatever addresses
MOST_OF_ADDRESS = 30  # the same from one address for names that are no account
MOST_UNKNOWN = 300  # the same from all addresses together
TOO_MANY = "登录失败过多"
REST = "一小时内次数过多，其余不再逐条记录"


def log_signed(account: User, *, verb: str, by: User | None, address: str | None) -> None:
    """Somebody came in or went; `by` is None when the system ended the session."""
    _write(account, verb, by, address, account=account.username)


def log_refused(account: User | None, *, verb: str, address: str | None, fingerprint: str) -> None:
    """A sign-in that failed, or the lock that followed; `account` is None when there is none of the name.

    A flood ends with one line that says so: however many there are, the table does not fill.
    """
    reason = "" if account else f"没有这个账号（输入内容的指纹 {fingerprint}）"
    room = _room(account, address)
    if room == 0:
        verb, reason = TOO_MANY, REST
    if room >= 0:
        _write(
            account, verb, None, address, account=account.username if account else "", is_refused=True, reason=reason
        )


def _room(account: User | None, address: str | None) -> int:
    """How many more lines of refusals may be written; 0: the one that ends them, below: none."""
    written = LogEntry.objects.filter(timestamp__gte=timezone.now() - SPAN, additional_data__is_refused=True)
    if account is not None:
        return (
            MOST_OF_ACCOUNT
            - written.filter(content_type=ContentType.objects.get_for_model(User), object_id=account.pk).count()
        )
    unknown = written.filter(object_id=None)
    return min(MOST_OF_ADDRESS - unknown.filter(remote_addr=address).count(), MOST_UNKNOWN - unknown.count())


def _write(
    account: User | None, verb: str, by: User | None, address: str | None, /, *, reason: str = "", **note
) -> None:
    line = line_of(account or User(), LogEntry.Action.UPDATE, by, verb, reason)
    if account is None:
        line.object_pk, line.object_repr = "", ""
    line.remote_addr = address
    line.additional_data |= {"event": DOOR} | note
    line.save()
