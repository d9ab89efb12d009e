"""Rows of a list are drawn as django-tables2 draws them."""

import re

import django_tables2 as tables
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, engines
from django.template.context import make_context
from django.urls import reverse

from baiyi.records.tables import LinkTo, PhoneCard, RecordTable
from inspections.models import Venue
from tests.factories import (
    make_campaign,
    make_hazard,
    make_hotspot,
    make_inspection,
    make_issued_notice,
    make_supervision,
    make_venue,
)

pytestmark = pytest.mark.one_day("draws cells, the same on every day")

BY_THE_LIBRARY = """{% for row in table.paginated_rows %}
        <tr>{% for column, cell in row.items %}<td {{ column.attrs.td.as_html }}>{{ cell }}</td>{% endfor %}</tr>
      {% endfor %}"""
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
LISTS = {
    "alice": [
        "inspections:venue-list",
        "inspections:inspection-list",
        "inspections:hazard-list",
        "inspections:notice-list",
    ],
    "office": [
        "hotspots:hotspot-list",
        "hotspots:supervision-list",
        "deadlines:rule-list",
        "deadlines:basis-list",
        "deadlines:calendar-list",
    ],
    "sysadmin": ["accounts:user-list"],
    "auditadmin": ["journal:entry-list"],
}


@pytest.fixture
def work(force):
    venue, pair = make_venue(force.station, force.alice, name="<b>好 & 味</b>"), [force.alice, force.amy]
    make_issued_notice(venue, pair)
    make_inspection(venue, pair, hazards=[make_hazard("on_site")])
    make_campaign(force.branch)
    hotspot = make_hotspot(force.station, force.people["office"], owner=force.alice)
    make_supervision(hotspot, force.alice)
    return force


def plain(rows: str) -> str:
    return TOKEN.sub(r"\1", rows)


OF_THE_PAGE = ("locked_names", "asked_of_list")  # what cells of a list ask of the page around them


@pytest.mark.parametrize(("account", "name"), [(account, name) for account, names in LISTS.items() for name in names])
def test_rows_are_drawn_as_the_library_draws_them(work, sign_in, account, name):
    answer = sign_in(work.people.get(account, work.alice)).get(reverse(name), {"tab": "all"})
    table, template = answer.context["table"], engines["django"].from_string(BY_THE_LIBRARY).template
    known = {name: answer.context.get(name) for name in OF_THE_PAGE}
    table.context = make_context({"table": table} | known, answer.wsgi_request)
    table.selection = None  # the library knows no box that a row is chosen by
    with table.context.bind_template(template):
        expected, drawn = template._render(table.context), table.drawn_rows()
    assert expected.count("<tr>") >= 1
    assert plain(drawn) == plain(expected)


def test_what_people_typed_is_escaped(work, sign_in):
    page = sign_in(work.alice).get(reverse("inspections:venue-list")).content.decode()
    assert "&lt;b&gt;好 &amp; 味&lt;/b&gt;</a></td>" in page


class OddTable(RecordTable):
    name = LinkTo("inspections:venue-detail", attrs={"td": {"data-name": lambda value: value}})
    card = PhoneCard("name")

    class Meta(RecordTable.Meta):
        model = Venue
        fields = ["name"]


def test_attributes_that_differ_from_row_to_row_are_refused(work):
    table = OddTable(Venue.objects.all())
    table.context = Context()
    with pytest.raises(ImproperlyConfigured, match=r"OddTable\.name"):
        table.drawn_rows()


class FreeTable(RecordTable):
    """What the columns of ours do not do, but the library can."""

    name = tables.Column(linkify=True)
    address = tables.Column(linkify=lambda record: f"/at/{record.pk}/")
    unit_kind = tables.Column(accessor="unit__kind")
    nothing = tables.Column(accessor="unit__parent__parent__name", default="没有")
    missing = tables.Column(accessor="no__such__thing")
    words = tables.TemplateColumn("{{ record.name|upper }} {{ outer }}", verbose_name="字")
    own = tables.Column(accessor="pk")
    called = tables.Column(accessor="get_absolute_url")
    spared = tables.Column(accessor="delete")
    linked_words = tables.TemplateColumn("{{ value }}", accessor="version", linkify=True)
    linked_day = tables.DateTimeColumn(accessor="created_at", linkify=True)

    class Meta(RecordTable.Meta):
        model = Venue
        fields = [
            "name",
            "address",
            "created_at",
            "version",
            "unit_kind",
            "nothing",
            "missing",
            "words",
            "own",
            "called",
            "spared",
            "linked_words",
            "linked_day",
        ]

    def render_own(self, value, record, bound_column, table):
        return f"<{value} {record.pk} {bound_column.name} {table is self}>"


def test_other_columns_are_drawn_as_the_library_draws_them(work, rf):
    table, template = FreeTable(Venue.objects.all()), engines["django"].from_string(BY_THE_LIBRARY).template
    table.context = make_context({"table": table, "outer": "外"}, rf.get("/"))
    with table.context.bind_template(template):
        expected, drawn = template._render(table.context), table.drawn_rows()
    assert Venue.objects.exists()
    assert drawn == expected
