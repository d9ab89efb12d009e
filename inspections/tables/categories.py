"""Columns of 场所类别 and 加密检查."""

import django_tables2 as tables

from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from inspections.models import IntervalRule, VenueCategory

ISO = "Y-m-d"


class CategoryTable(RecordTable):
    name = LinkTo("inspections:category-detail")
    interval = tables.Column("检查间隔（自然日）", orderable=False)
    item_count = tables.Column("检查项（项）", orderable=False)
    venue_count = tables.Column("在册场所（家）", orderable=False)
    effective_to = tables.Column(default="在用")
    no_counts = frozenset({"interval"})
    card = PhoneCard(
        "name",
        ("group",),
        {"document_type": "", "interval": "间隔", "item_count": "检查项", "venue_count": "场所", "effective_to": ""},
    )

    class Meta(RecordTable.Meta):
        model = VenueCategory
        fields = ["name", "group", "document_type", "interval", "item_count", "venue_count", "effective_to"]

    def render_effective_to(self, value) -> str:
        return f"到 {value}"


class IntervalTable(RecordTable):
    about = tables.Column("适用", orderable=False, linkify=lambda record: record.change_url)
    effective_from = tables.DateColumn(format=ISO, default="一直")
    standing = LampColumn(accessor="standing_lamp", verbose_name="状态")
    no_counts = frozenset({"inspect_every"})
    card = PhoneCard("about", ("standing",), {"inspect_every": "间隔（天）", "effective_from": "自", "note": ""})

    class Meta(RecordTable.Meta):
        model = IntervalRule
        fields = ["about", "inspect_every", "effective_from", "standing", "is_example", "note"]
