"""Which rows of this room the journal follows."""

from baiyi.deadlines.models import CalendarYear, Deadline, Extension, LegalBasis, Rule
from baiyi.journal.services import register

for model in (CalendarYear, Deadline, Extension, LegalBasis, Rule):
    register(model)
