"""Journal lines carry the actor and the address the server itself saw, not one a client may write into a header."""

from auditlog.middleware import AuditlogMiddleware

from baiyi.accounts.addresses import client_address


class JournalContext(AuditlogMiddleware):
    @staticmethod
    def _get_remote_addr(request):
        return client_address(request)

    @staticmethod
    def _get_remote_port(request):
        return None
