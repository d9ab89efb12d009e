"""Where a request comes from, as the server itself saw it: a client may write anything into a header."""

from django.conf import settings


def client_address(request) -> str | None:
    """The peer's address; behind BAIYI_PROXIES trusted proxies the one the outermost of them added to X-Forwarded-For."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    return forwarded[-trusted] if trusted and len(forwarded) >= trusted else request.META.get("REMOTE_ADDR")
