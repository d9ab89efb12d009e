"""Tables: list columns. A table never queries; the view's queryset brings all it shows."""

import django_tables2 as tables
from django.urls import reverse

from baiyi.records.lamps import Lamp


class RecordTable(tables.Table):
    """Base: calm density, cells that become cards on a phone. (The list page adds the primary key as second sort key.)"""

    class Meta:
        attrs = {"class": "table table-records"}
        row_attrs = {"class": "record-row"}
        empty_text = ""
        orderable = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in self.columns:
            column.column.attrs.setdefault("td", {})["data-label"] = str(column.header)


class LinkTo(tables.Column):
    """The cell that opens the record, also when it has nothing to show but `missing`."""

    def __init__(self, url_name: str, *, missing: str = "—", **kwargs):
        self.missing = missing
        super().__init__(linkify=lambda record: reverse(url_name, args=[record.pk]), empty_values=(), **kwargs)

    def render(self, value):
        return value or self.missing


class LampColumn(tables.TemplateColumn):
    """A lamp tag: colour, shape and word. The record's attribute gives a Lamp."""

    def __init__(self, accessor: str, **kwargs):
        super().__init__(template_name="records/_lamp.html", accessor=accessor, orderable=False, extra_context={}, **kwargs)

    def value(self, **kwargs) -> str:
        lamp = kwargs.get("value")
        return lamp.text if isinstance(lamp, Lamp) else ""
