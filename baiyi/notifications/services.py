"""Verbs on messages: send, read. What is sent is a row, unique by recipient, kind, subject and period."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.http import url_has_allowed_host_and_scheme

from baiyi.notifications.kinds import MessageKind, kind_of
from baiyi.notifications.models import Notification
from baiyi.records import clock

KEY = ("recipient_id", "kind", "content_type_id", "object_id", "period")
MOST_TEXT = Notification._meta.get_field("text").max_length


@dataclass(frozen=True)
class Message:
    """To one person about one subject. `url` is a page of this site; without it the subject's own."""

    recipient: models.Model | None
    subject: models.Model
    period: str
    _: KW_ONLY
    facts: Mapping[str, object] = field(default_factory=dict)
    url: str | None = None


def send(
    recipients: Iterable,
    *,
    kind: str,
    subject: models.Model,
    period: str,
    facts: Mapping[str, object] | None = None,
    is_late: bool = False,
    url: str | None = None,
) -> int:
    """Tell several people one thing, inside the caller's transaction; returns the rows newly written."""
    return send_many(
        [Message(each, subject, period, facts=facts or {}, url=url) for each in recipients], kind=kind, is_late=is_late
    )


def send_many(messages: Iterable[Message], *, kind: str, is_late: bool = False) -> int:
    """A chunk in one insert and one count, inside the caller's transaction; returns the rows newly written.

    Nobody and inactive people are passed over, and what was said before is not said again. Raises KeyError for a kind
    or a
    fact that is missing, ValueError for an address outside this site.
    """
    declared, batch, now = kind_of(kind), uuid.uuid4(), clock.now()
    common = {"is_late": is_late, "sent_at": now, "batch": batch}
    rows = [
        _row(each, declared, common) for each in messages if each.recipient is not None and each.recipient.is_active
    ]
    by_key = {tuple(getattr(row, name) for name in KEY): row for row in rows}
    if not by_key:
        return 0
    # one order for every sender: two of them with the same rows wait for each other and never lock crosswise
    Notification.objects.bulk_create([by_key[key] for key in sorted(by_key)], ignore_conflicts=True)
    return Notification.objects.filter(batch=batch).count()


def unread_count(user) -> int:
    return Notification.objects.visible_to(user).unread().count()


def mark_read(notification: Notification) -> None:
    """The first reading counts; opening it again changes nothing."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=clock.now())


def mark_all_read(user) -> int:
    """Returns how many were unread."""
    return Notification.objects.visible_to(user).unread().update(read_at=clock.now())


def is_own_address(url: str) -> bool:
    """A path of this site: nothing with a host or a scheme."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _row(message: Message, kind: MessageKind, common: dict) -> Notification:
    subject = message.subject
    url = subject.get_absolute_url() if message.url is None else message.url
    if not is_own_address(url):
        raise ValueError(f"{url} is no address of this site")
    return Notification(
        recipient_id=message.recipient.pk,
        unit_id=getattr(subject, "unit_id", None),
        kind=kind.code,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        period=message.period,
        text=kind.say(message.facts)[:MOST_TEXT],
        url=url,
        is_urgent=kind.is_urgent,
        **common,
    )
