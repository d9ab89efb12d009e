"""What a form carries about itself, signed: whose it is, where it stands, and what it began from. Nobody else can make
one, so that a form may be kept for its person when his session has ended meanwhile.
"""

import secrets
from dataclasses import astuple, dataclass

from django.core import signing

SALT = "baiyi.records.tickets"
FIELD = "form_ticket"
PARTS = 7


@dataclass(frozen=True)
class Ticket:
    """`address` leads back to the form; `kind`, `label` and `subject_id` are its draft's; `writer` is one showing of
    the page, `version` the draft it showed.
    """

    user_id: int
    address: str
    kind: str
    label: str
    writer: str
    version: int = 0
    subject_id: int | None = None

    def sealed(self) -> str:
        return signing.dumps(astuple(self), salt=SALT, compress=True)


def new_writer() -> str:
    return secrets.token_urlsafe(8)


def ticket_of(request) -> Ticket | None:
    """Of the form that was sent; None when it carries none of ours."""
    try:
        parts = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Ticket(*parts) if len(parts) == PARTS else None
