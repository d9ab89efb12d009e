"""Which rows of this room the journal follows."""

from baiyi.deadlines.models import CalendarProposal, CalendarYear, Deadline, Extension, LegalBasis, Rule
from baiyi.journal.services import register

for model in (CalendarProposal, CalendarYear, Deadline, Extension, LegalBasis, Rule):
    register(model)
