"""Tables: list columns. A table never queries; the view's queryset brings all it shows."""

import django_tables2 as tables
from django.db.models import F
from django.urls import reverse

from baiyi.records.lamps import Lamp


class RecordTable(tables.Table):
    """Base: calm density, stable order (the primary key is the second key), cells that become cards on a phone."""

    class Meta:
        attrs = {"class": "table table-records"}
        row_attrs = {"class": "record-row"}
        empty_text = ""
        orderable = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for column in self.columns:
            column.column.attrs.setdefault("td", {})["data-label"] = str(column.header)

    def order_queryset_stably(self, queryset, name: str, is_descending: bool):
        direction = F(name).desc(nulls_last=True) if is_descending else F(name).asc(nulls_last=True)
        return queryset.order_by(direction, "-pk"), True


class LinkTo(tables.Column):
    """The cell that opens the record."""

    def __init__(self, url_name: str, **kwargs):
        self.url_name = url_name
        super().__init__(linkify=lambda record: reverse(url_name, args=[record.pk]), **kwargs)


class LampColumn(tables.TemplateColumn):
    """A lamp tag: colour, shape and word. The record's attribute gives a Lamp."""

    def __init__(self, accessor: str, **kwargs):
        super().__init__(template_name="records/_lamp.html", accessor=accessor, orderable=False, extra_context={}, **kwargs)

    def value(self, **kwargs) -> str:
        lamp = kwargs.get("value")
        return lamp.text if isinstance(lamp, Lamp) else ""
