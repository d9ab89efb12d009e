"""The rows of the room below that the journal follows: who may do what is itself on record."""

from baiyi.accounts.models import Handover, HandoverPart, Posting, Unit, UnitName, User
from baiyi.journal.services import register

for model in (Unit, UnitName, User, Posting, Handover, HandoverPart):
    register(model)
