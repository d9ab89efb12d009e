"""专题调研: its text, the distributions of its cases with the numbers behind them, and what follows."""

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import Unit, User
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.filters import Filters
from baiyi.records.recordviews import Act, RecordViews, own_units
from baiyi.records.views import AddPage, DetailPage, ListPage, MovePage, Section
from baiyi.records.written import written
from cases import rights, services
from cases.forms.filters import HANDLING, StudyFilter
from cases.forms.moves import DayResultForm
from cases.forms.studies import DutyForm, StudyAddForm, StudyChangeForm
from cases.models import Study, StudyDuty
from cases.services.studies import distributions
from cases.tables import DutyTable, StudyTable


class StudyList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的专题调研"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-studied_on", "-pk")


@written
def _as_shown(duties):
    return duties.with_gravest().select_related("unit", "officer").order_by("due_on", "pk")


class StudyPage(DetailPage):
    def sections(self):
        study = self.object
        counted = {"distributions": distributions(study, self.request.user.unit_ids(rights.VIEW))}
        show_photos([study])
        shown = {"photos": study.shown_photos}
        duties = {"duties": _as_shown(study.duties.current())}
        return [
            *super().sections(),
            Section("分布", template="cases/_distributions.html", context=counted),
            Section("照片", template="exchange/_photos.html", context=shown),
            Section("落实事项", template="cases/_duties.html", context=duties, is_aside=True),
        ]


class StudyAdd(TakesPhotos, AddPage):
    template_name = "cases/study_form.html"
    photo_slot, photo_kind = "study", Photo.Kind.SCENE


class SetDuty(MovePage):
    def get_form_kwargs(self):
        ids = self.request.user.unit_ids(rights.DECIDE)
        people = User.objects.posted_at(ids, clock.today())
        return super().get_form_kwargs() | {"units": Unit.objects.filter(pk__in=ids), "people": people}


STUDIES = RecordViews(
    model=Study,
    name="study",
    title="专题调研",
    right=rights.VIEW,
    table=StudyTable,
    filterset=StudyFilter,
    list_page=StudyList,
    detail_page=StudyPage,
    related=("unit", "created_by"),
    fields=("unit", "since", "until", "group", "findings", "proposals", "studied_on", "created_by"),
    form_facts=own_units(rights.RECORD),
    add=Act(verb=services.add_study, right=rights.RECORD, label="登记调研", form=StudyAddForm, page=StudyAdd),
    change=Act(verb=services.change_study, right=rights.RECORD, label="修改调研", form=StudyChangeForm),
    acts={
        "duty": Act(
            verb=services.set_duty,
            right=rights.DECIDE,
            label="下达事项",
            form=DutyForm,
            page=SetDuty,
            offered=lambda study: study.voided_at is None,
        ),
        "void": Act(
            verb=services.void_study,
            right=rights.DECIDE,
            label="作废",
            icon="trash",
            offered=lambda study: study.voided_at is None,
        ),
    },
)


class DutyFilter(Filters):
    unit = UnitFilter("落实单位", HANDLING)

    class Meta:
        model = StudyDuty
        fields = ["unit"]


class DutyList(ListPage):
    empty_text = "没有符合条件的落实事项"
    TABS = {"open": "待落实", "overdue": "超期", "near": "临期", "done": "已落实", "all": "全部"}
    LAMPS = {"overdue": "red", "near": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("due_on", "pk")


class DutyPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_gravest()


DUTIES = RecordViews(
    model=StudyDuty,
    name="study_duty",
    title="调研整改",
    right=rights.VIEW,
    table=DutyTable,
    filterset=DutyFilter,
    list_page=DutyList,
    detail_page=DutyPage,
    related=("unit", "study", "officer", "created_by"),
    fields=("study", "task", "unit", "officer", "set_on", "due_on", "state", "done_on", "result", "created_by"),
    moves={"finish": Act(form=DayResultForm, done="已反馈"), "void": Act()},
)
