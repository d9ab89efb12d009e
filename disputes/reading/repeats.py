"""What an officer who looks for a name, a number or a place is told: in which disputes it came up before.

Asked for by a person, about what he has in hand. Nothing is gathered by itself, and no score is made of it.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from baiyi.records.crypto import fingerprints
from baiyi.records.search import is_told, matching
from disputes.models import Dispute, Party

MOST = 50  # disputes shown


@dataclass(frozen=True)
class Repeats:
    """Disputes (起) by what they have in common with the words."""

    by_party: list[Dispute]
    by_place: list[Dispute]
    by_number: list[Dispute]

    @property
    def groups(self) -> list[tuple[str, list[Dispute]]]:
        named = [("同一当事人", self.by_party), ("同一地点", self.by_place), ("同一单号", self.by_number)]
        return [(word, found) for word, found in named if found]


def repeats_of(words: str, user) -> Repeats:
    """Among what the person may see: parties of exactly this name or phone, places and numbers with these words. One
    statement.
    """
    prints = fingerprints(words)
    parties = Party.objects.filter(dispute=OuterRef("pk"))
    same_party = Exists(parties.filter(Q(name_print__in=prints) | Q(phone_print__in=prints)))
    told = matching(words, "search_key")
    rows = Dispute.objects.visible_to(user).current().annotate(is_party=same_party)
    found = rows.filter(Q(is_party=True) | told).select_related("unit", "risk")
    shown = list(found.order_by("-found_on", "-pk")[:MOST])
    return Repeats(
        [each for each in shown if each.is_party],
        [each for each in shown if is_told(words, names=[each.place])],
        [each for each in shown if is_told(words, numbers=[each.number, each.source_number])],
    )
