"""Inspection records and hazards."""

from django.db.models import QuerySet, Value
from django.utils.formats import date_format
from django.utils.timezone import localtime

from baiyi.accounts.models import User
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.imports.sources import with_source
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.shown import whole_with
from baiyi.records.views import DetailPage, ListPage, MovePage, Section, StateMark
from baiyi.records.written import Key, written
from inspections import rights
from inspections.forms.control import ControlForm
from inspections.forms.filters import HazardFilter, InspectionFilter
from inspections.models import Answer, Hazard, HazardControl, Inspection, RectificationNotice, Urging
from inspections.reading.repeats import repeats_of
from inspections.services.controls import control_hazard
from inspections.services.urging import urge_hazard
from inspections.tables.inspections import HazardTable, InspectionTable
from inspections.views.notice_page import AFTER_TERM

# What the page of an inspection, and that of a hazard, say of the records beside it.
WORDS_OF_INSPECTION = ("venue__name", "unit__name", "unit__short_name", "operation__name", "created_by__name")
WORDS_OF_HAZARD = (
    "venue__name",
    "venue__unit_id",
    "venue__responsible__name",
    "unit__name",
    "unit__short_name",
    "item__name",
    "referred_to__short_name",
    "notice__number__text",
    "notice__document_type",
    "notice__state",
    "inspection__inspected_on",
    "inspection__created_by__name",
)


class InspectionList(FigureListMixin, ListPage):
    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return with_source(super().get_queryset()).order_by("-inspected_at", "-pk")


class InspectionDetail(DetailPage):
    voided_word = "已撤回"

    def get_queryset(self):
        return whole_with(super().get_queryset(), *WORDS_OF_INSPECTION).prefetch_related("hazards")

    def sections(self):
        inspection = self.object
        people, answers = people_and_answers(inspection)
        facts = [
            ("场所", inspection.venue),
            ("检查时间", date_format(localtime(inspection.inspected_at), "Y-m-d H:i")),
            ("检查人", "、".join(f"{name}({status})" for name, status in people)),
            ("检查结果", inspection.get_outcome_display()),
            ("集中行动", inspection.operation or "无"),
            ("备注", inspection.note or "无"),
            ("补录原因", inspection.backfill_reason or "非补录"),
        ]
        return [
            Section("检查情况", facts),
            Section("检查项", answers),
            Section("隐患与通知书", template="inspections/_hazards.html", context=self._findings()),
        ]

    def _findings(self) -> dict:
        hazards = self.object.hazards.all()
        notices = with_terms(Key(self.object.pk)) if hazards else []  # a notice carries at least one
        show_photos([self.object, *hazards])
        return {"hazards": hazards, "notices": notices, "photos": self.object.shown_photos}


def people_and_answers(inspection: Inspection) -> tuple[list, list]:
    """Who inspected, by account (name, status), and what was found (item, result), as words. One statement."""
    rows = _people_and_answers(Key(inspection.pk))
    people = sorted((account, name, status) for account, _, name, status in rows if account)
    answers = sorted((place, item, result) for account, place, item, result in rows if not account)
    return (
        [(name, User.PoliceStatus(status).label) for _, name, status in people],
        [(item, Answer.Result(result).label) for _, item, result in answers],
    )


@written
def _people_and_answers(inspection: Key) -> QuerySet:
    """Different rows of four columns: those of people begin with the account, those of answers with nothing."""
    links = Inspection.inspectors.through.objects.filter(inspection=inspection)
    answers = Answer.objects.filter(inspection=inspection)
    people = links.values_list("user__username", "user", "user__name", "user__police_status")
    return people.union(answers.values_list(Value(""), "pk", "item__name", "result"), all=True)


@written
def with_terms(inspection: Key) -> QuerySet:
    return RectificationNotice.objects.filter(inspection=inspection).select_related("number").with_due()


@written
def _controls(hazard: Key) -> QuerySet:
    return HazardControl.objects.current().filter(hazard=hazard).select_related("created_by").order_by("pk")


@written
def _urgings(hazard: Key) -> QuerySet:
    return Urging.objects.filter(hazard=hazard).select_related("person", "urged_by").order_by("-urged_at", "-pk")


class HazardList(FigureListMixin, ListPage):
    TABS = {
        "all": "全部",
        "pending": "待整改",
        "controlled": "临时管控",
        "near": "临期",
        "overdue": "整改超期",
        "awaiting": "待复查",
        "closed": "已销号",
        "referred": "已移送",
    }
    LAMPS = {"near": "yellow", "overdue": "red"}

    def get_queryset(self):
        people = ("venue__responsible", "inspection__created_by")
        rows = super().get_queryset().with_due().with_urged().select_related(*people)
        return with_source(rows).order_by("-found_on", "-pk")


class HazardDetail(DetailPage):
    """Begins with how its rectification stands: the day, the lamp, who answers, what is to be done."""

    template_name = "inspections/hazard.html"

    def get_context_data(self, **kwargs):
        hazard, own = self.object, self.request.user.unit_ids()
        url = hazard.notice.get_absolute_url() if hazard.notice_id and hazard.unit_id in own else ""
        return super().get_context_data(next_words=self._next_words(), notice_url=url, **kwargs)

    def _next_words(self) -> str:
        hazard = self.object
        if hazard.notice_id is None:
            return f"由{hazard.officer}督促整改"
        late = hazard.late_after is not None and hazard.late_after < clock.today()
        return (
            f"{AFTER_TERM}。由{hazard.officer}办理"
            if late
            else f"由{hazard.officer}督促整改，到期前后在通知书上登记复查"
        )

    def get_queryset(self):
        people = ("venue__responsible", "inspection__created_by")
        rows = super().get_queryset().select_related("item", "referred_to", "notice__number", *people).with_due()
        return whole_with(rows, *WORDS_OF_HAZARD)

    def states(self):
        hazard = self.object
        done = hazard.state != Hazard.State.PENDING
        middle = {"on_site": "当场整改", "by_date": "限期整改", "referral": "移送"}[hazard.disposal]
        return [
            StateMark("发现", f"{hazard.found_on:%m月%d日}", "done"),
            StateMark(
                middle,
                f"{hazard.effective_due_on:%m月%d日}届满" if hazard.effective_due_on else "",
                "done" if done else "current",
            ),
            StateMark(
                hazard.get_state_display() if done else "销号",
                f"{hazard.rectified_on or ''}",
                "current" if done else "todo",
            ),
        ]

    def sections(self):
        hazard = self.object
        facts = [
            ("场所", hazard.venue),
            ("检查项", hazard.item or "其他"),
            ("隐患内容", hazard.description),
            ("整改要求", hazard.measure or "—"),
            ("等级", hazard.get_grade_display()),
            ("处置", hazard.get_disposal_display()),
            ("责任单位", hazard.unit.name),
            ("责任民警", hazard.officer),
            ("移送单位", hazard.referred_to or "—"),
            ("整改日", hazard.rectified_on or "—"),
        ]
        controls = list(_controls(Key(hazard.pk)))
        show_photos([hazard, *controls])
        return [
            Section("隐患", facts),
            Section("临时管控", template="inspections/_controls.html", context={"controls": controls}),
            *self._urged(),
            *self._repeats(),
            Section("照片", template="exchange/_photos.html", context={"photos": hazard.shown_photos}),
            Section(
                "所属检查与通知书",
                template="inspections/_hazard_links.html",
                context={
                    "hazard": hazard,
                    "is_own": hazard.unit_id in self.request.user.unit_ids(),
                    "is_venue_own": hazard.venue.unit_id in self.request.user.unit_ids(),
                },
            ),
        ]

    def _urged(self) -> list[Section]:
        found = list(_urgings(Key(self.object.pk)))
        return [Section("整改催办", template="inspections/_urgings.html", context={"urgings": found})] if found else []

    def _repeats(self) -> list[Section]:
        found = repeats_of(self.object, user=self.request.user)
        if not found:
            return []
        return [Section("屡改屡犯", template="inspections/_repeats.html", context={"repeats": found})]


INSPECTIONS = RecordViews(
    model=Inspection,
    name="inspection",
    title="检查记录",
    right=rights.VIEW,
    table=InspectionTable,
    filterset=InspectionFilter,
    related=("venue", "unit", "operation", "created_by"),
    list_page=InspectionList,
    detail_page=InspectionDetail,
)


class ControlHazard(TakesPhotos, MovePage):
    template_name = "inspections/control_form.html"
    photo_slot, photo_kind = "control", Photo.Kind.EVIDENCE


HAZARDS = RecordViews(
    model=Hazard,
    name="hazard",
    title="隐患·整改",
    right=rights.VIEW,
    table=HazardTable,
    filterset=HazardFilter,
    related=("venue", "unit"),
    list_page=HazardList,
    detail_page=HazardDetail,
    acts={
        "control": Act(
            verb=control_hazard,
            right=rights.DECIDE,
            label="批准临时管控",
            form=ControlForm,
            icon="shield-check",
            done="已批准临时管控；整改期限照常计算，管控到期后重新列入待整改",
            offered=lambda hazard: hazard.state == Hazard.State.PENDING,
            page=ControlHazard,
        ),
        "urge": Act(
            verb=urge_hazard,
            right=rights.URGE,
            label="催办",
            form=EmptyMoveForm,
            icon="bell",
            done="已催办，负责的人会收到消息",
            offered=lambda hazard: hazard.state == Hazard.State.PENDING,
        ),
    },
)
