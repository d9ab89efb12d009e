"""Journal lines carry the actor, the address the server itself saw, and one number a request: nothing a client may
write.
"""

from contextvars import ContextVar
from uuid import uuid4

from auditlog.middleware import AuditlogMiddleware

from baiyi.accounts.addresses import client_address

_request_number: ContextVar[str | None] = ContextVar("number of the request", default=None)


def request_number() -> str | None:
    """The same in every line one request wrote; None in commands and tasks."""
    return _request_number.get()


class JournalContext(AuditlogMiddleware):
    def __call__(self, request):
        token = _request_number.set(uuid4().hex)
        try:
            return super().__call__(request)
        finally:
            _request_number.reset(token)

    @staticmethod
    def _get_remote_addr(request):
        return client_address(request)

    @staticmethod
    def _get_remote_port(request):
        return None
