"""Where a request comes from, as the server itself saw it: a client may write anything into a header."""

from ipaddress import ip_address

from django.conf import settings


def client_address(request) -> str | None:
    """The peer's address;
    behind BAIYI_PROXIES trusted proxies the one the outermost of them added to X-Forwarded-For.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    peer = request.META.get("REMOTE_ADDR")
    return (
        forwarded[-trusted]
        if trusted and len(forwarded) >= trusted and _is_address(forwarded[-trusted])
        else peer or None
    )


def _is_address(text: str) -> bool:
    """With a proxy fewer than was said, a client's own words stand there, and the database takes addresses alone."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
