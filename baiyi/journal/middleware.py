"""Journal lines carry the actor and the address the server itself saw, not one a client may write into a header."""

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings


class JournalContext(AuditlogMiddleware):
    @staticmethod
    def _get_remote_addr(request):
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        trusted = settings.AXES_IPWARE_PROXY_COUNT
        return forwarded[-trusted] if trusted and len(forwarded) >= trusted else request.META.get("REMOTE_ADDR")

    @staticmethod
    def _get_remote_port(request):
        return None
