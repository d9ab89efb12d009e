"""What happens at the door: sign-in, failure, lock, sign-out, and sessions that ran out. The journal hears of each
through `signed`.
"""

import hashlib
import hmac
import time

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections
from django.dispatch import receiver
from django.http import parse_cookie
from django.utils import timezone

from baiyi.accounts.addresses import client_address
from baiyi.accounts.models import User
from baiyi.records.signals import signed

SIGNED_IN, FAILED, LOCKED, SIGNED_OUT = "登录", "登录失败", "登录锁定", "退出"
IDLE, OVER = (
    "闲置超时退出",
    "到时退出",
)  # after SESSION_IDLE_SECONDS without a request; SESSION_COOKIE_AGE after sign-in
BEGAN, SEEN = "began_at", "seen_at"  # of a session, in seconds
WRITE_EVERY = 60  # seconds between two writes of the session for the idle clock
CHUNK = 500  # sessions read at once


def attempted_name(request, credentials: dict | None = None) -> str | None:
    """Under which name a try is counted: the account's own; of a name that is none a fingerprint, for it may be a
    password.
    """
    typed = (credentials or request.POST).get("username")
    if not typed:
        return typed
    return typed if _account(request, typed) is not None else f"?{fingerprint(typed)}"


def fingerprint(typed: str) -> str:
    """The same for the same text in this installation; without its secret nobody gets back to the text."""
    return hmac.new(
        settings.SECRET_KEY.encode(), b"typed name:" + typed.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()[:12]


def sign_out(request, why: str) -> None:
    """By the system; `why` is the verb of the journal's line."""
    request.signed_out_because = why
    logout(request)


def why_over(session, *, grace: int = 0) -> str | None:
    """IDLE or OVER; None while the session may go on. `grace` are seconds on top. A session without clocks is new."""
    now = int(time.time())
    if now - session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE + grace:
        return OVER
    return IDLE if now - session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS + grace else None


def is_signed_in(cookies: str) -> bool:
    """Whether the Cookie header of a request is that of somebody signed in. Asked outside a request: leaves no
    connection behind.
    """
    close_old_connections()
    try:
        key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
        session = SessionStore(key).load() if key else {}
        is_open = bool(session.get(SESSION_KEY)) and why_over(session) is None
        return is_open and User.objects.filter(pk=session[SESSION_KEY], is_active=True).exists()
    except DatabaseError:
        return False
    finally:
        close_old_connections()


def end_stale_sessions() -> int:
    """Remove sessions that ran out while nobody came back; each of a person leaves its line. Returns how many. Safe to
    repeat.
    """
    ended, last = 0, ""
    while rows := list(Session.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        ended += sum(_end_if_stale(row) for row in rows)
    return ended


def _end_if_stale(row: Session) -> int:
    session = row.get_decoded()
    why = why_over(session, grace=2 * WRITE_EVERY) or (OVER if row.expire_date <= timezone.now() else None)
    if why is None or not Session.objects.filter(pk=row.pk).delete()[0]:  # whoever removes it tells
        return 0
    account = User.objects.filter(pk=session.get(SESSION_KEY)).first() if session.get(SESSION_KEY) else None
    if account is not None:
        signed.send(User, account=account, verb=why, by=None, address=None)
    return 1


@receiver(user_logged_in, dispatch_uid="tell of a sign-in")
def _tell_signed_in(sender, request, user, **kwargs) -> None:
    signed.send(User, account=user, verb=SIGNED_IN, by=user, address=client_address(request))


@receiver(user_logged_out, dispatch_uid="tell of a sign-out")
def _tell_signed_out(sender, request, user, **kwargs) -> None:
    if user is None:
        return
    because = getattr(request, "signed_out_because", None)
    signed.send(
        User, account=user, verb=because or SIGNED_OUT, by=None if because else user, address=client_address(request)
    )


@receiver(user_login_failed, dispatch_uid="tell of a failed sign-in")
def _tell_failed(sender, credentials, request=None, **kwargs) -> None:
    """Not of tries while the door is locked: the line of the lock says so."""
    if request is not None and not _was_locked(request):
        _tell_refused_once(request, credentials.get("username") or "", FAILED)


@receiver(user_locked_out, dispatch_uid="tell of a lock")
def _tell_locked(sender, request, username, **kwargs) -> None:
    """Axes says it again for each try while it is locked, and before it lets others hear of the failure that locked."""
    if not _was_locked(request):
        typed = (request.axes_credentials or {}).get("username") or ""
        _tell_refused_once(request, typed, FAILED)
        _tell_refused_once(request, typed, LOCKED)


def _was_locked(request) -> bool:
    """Before this try, which axes then did not count."""
    return getattr(request, "axes_locked_out", False) and getattr(request, "axes_failures_since_start", None) is None


def _tell_refused_once(request, typed: str, verb: str) -> None:
    told = request.__dict__.setdefault("_told", set())
    if verb not in told:
        told.add(verb)
        facts = {
            "account": _account(request, typed),
            "address": client_address(request),
            "fingerprint": fingerprint(typed),
        }
        signed.send(User, verb=verb, by=None, **facts)


def _account(request, typed: str) -> User | None:
    """Asked once a request."""
    known = request.__dict__.setdefault("_accounts_typed", {})
    if typed not in known:
        known[typed] = User.objects.filter(username=typed).first()
    return known[typed]
