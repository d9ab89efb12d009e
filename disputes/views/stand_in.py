"""Disputes until their own pages are there: what mediation needs of them, and nothing more."""

import django_filters
from django import forms as django_forms

from baiyi.records.forms import DayForm, DayReasonForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.tables import LampColumn, LinkTo, RecordTable
from baiyi.records.views import DetailPage, ListPage, Section
from disputes import rights
from disputes.mediation_panel import mediations_of
from disputes.models import Dispute, Way
from disputes.views import family, mediations
from disputes.views.of_dispute import AfterMediation


class DisputeTable(RecordTable):
    number = LinkTo("disputes:dispute-detail")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")

    class Meta(RecordTable.Meta):
        model = Dispute
        fields = ["number", "unit", "found_on", "state"]


class DisputeFilter(django_filters.FilterSet):
    class Meta:
        model = Dispute
        fields = ["state"]


class DisputePage(DetailPage):
    def sections(self):
        rows = mediations_of(self.object.mediations.current())
        shown = Section("调解", template="disputes/_mediations.html", context={"mediations": rows})
        return [*super().sections(), shown]


class WordsForm(DayForm):
    words = django_forms.CharField(label="情况", max_length=200)


class ResolveForm(WordsForm):
    way = django_forms.ChoiceField(label="化解方式", choices=Way.choices, initial=Way.MEDIATION)


DISPUTES = RecordViews(
    model=Dispute,
    name="dispute",
    title="矛盾纠纷",
    right=rights.VIEW,
    table=DisputeTable,
    filterset=DisputeFilter,
    list_page=ListPage,
    detail_page=DisputePage,
    related=("unit", "category"),
    fields=("number", "place", "state"),
    moves={
        "resolve": Act(form=ResolveForm),
        "penalise": Act(form=DayReasonForm, page=AfterMediation),
        "litigate": Act(form=WordsForm, page=AfterMediation),
    },
    acts=mediations.ACTS_OF_DISPUTE | family.ACTS_OF_DISPUTE,
)
