"""战果: the ledger, and deciding what counts once."""

from django.db.models import Sum

from baiyi.exchange.imports.sources import with_source
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import ListPage, MovePage, Section
from cases import rights, services
from cases.forms import moves as forms
from cases.forms.filters import OutcomeFilter
from cases.models import Outcome
from cases.tables import OutcomeTable
from cases.views.of_case import OfCase


class OutcomeList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的战果"
    TABS = {"all": "全部", "pending": "待核", "verified": "已核", "disputed": "争议", "ruled": "已裁定"}
    LAMPS = {"disputed": "yellow"}

    def get_queryset(self):
        return with_source(super().get_queryset()).order_by("-happened_on", "-pk")

    def foot(self, rows) -> str:
        """Of each kind what was reported, and what counts without doubles; kinds are never added. One statement."""
        counted = Sum("persons", filter=Outcome.counts(), default=0)
        totals = rows.order_by().values_list("measure").annotate(Sum("persons"), counted=counted).order_by("measure")
        words = [f"{Outcome.Measure(kind).label}登记 {raw} 人、计入 {net} 人" for kind, raw, net in totals]
        return super().foot(rows) or "；".join(words)


class OutcomePage(OfCase):
    def sections(self):
        found = super().sections()
        found[0].rows.append(("是否计入", self.object.counted_words))
        rows = self._disputes()
        show_photos([self.object])
        shown = {"photos": self.object.shown_photos}
        found.append(Section("证据照片", template="exchange/_photos.html", context=shown))
        return found + ([Section("疑似同一战果", rows)] if rows else [])

    def _disputes(self) -> list[tuple]:
        """Both sides see it, whichever outcome they open."""
        outcome, rows = self.object, []
        if outcome.rival is not None:
            rows = [("先登记", _said(outcome.rival)), ("后登记", _said(outcome)), *facts_of(outcome, "ruling")]
        for each in outcome.rivals.current().select_related("unit").order_by("pk"):
            rows.append(("后登记", f"{_said(each)}（{each.get_ruling_display() or each.get_state_display()}）"))
        return rows


def _said(outcome: Outcome) -> str:
    return f"{outcome.unit} {outcome} {outcome.happened_on}"


class Contest(MovePage):
    def get_form_kwargs(self):
        rivals = Outcome.objects.counted().visible_to(self.request.user).filter(measure=self.record.measure)
        return super().get_form_kwargs() | {"rivals": rivals.exclude(pk=self.record.pk).order_by("-happened_on", "pk")}


OUTCOMES = RecordViews(
    model=Outcome,
    name="outcome",
    title="战果台账",
    right=rights.VIEW,
    table=OutcomeTable,
    filterset=OutcomeFilter,
    list_page=OutcomeList,
    detail_page=OutcomePage,
    related=("unit", "case", "created_by", "rival__unit"),
    fields=(
        "case",
        "measure",
        "persons",
        "unit",
        "share",
        "happened_on",
        "evidence",
        "state",
        "created_by",
    ),
    moves={
        "verify": Act(verb=services.verify_outcome, form=EmptyMoveForm, done="已审核"),
        "contest": Act(verb=services.contest_outcome, form=forms.ContestForm, page=Contest),
        "rule": Act(verb=services.rule_outcome, form=forms.RuleForm, done="已裁定"),
        "void": Act(),
    },
)
