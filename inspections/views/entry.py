"""Stand-in until the entry page is written."""

from django.views.generic import View

from baiyi.records.policies import Needs
from inspections import rights


class _Later(View):
    policy = Needs(rights.RECORD)


class EntryPage(_Later): ...


class EntryDraft(_Later): ...


class EntryReview(_Later): ...


class EntryDiscard(_Later): ...


class EntryResult(_Later): ...


class EntryWithdraw(_Later): ...
