"""Columns of the list of activities."""

from baiyi.records.tables import LinkTo, PhoneCard, RecordTable
from prevention.models import PublicityActivity


class PublicityTable(RecordTable):
    place = LinkTo("prevention:publicity-detail")
    card = PhoneCard("place", (), {"theme": "", "held_at": "", "audience": "受众", "unit": ""})

    class Meta(RecordTable.Meta):
        model = PublicityActivity
        fields = ["held_at", "theme", "place", "form", "aimed_at", "audience", "sheets", "police", "unit"]
