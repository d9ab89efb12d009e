"""Defects of the 四个一 (设施缺损): repaired by a day, re-checked by somebody else, photos before and after."""

from django.utils.html import format_html

from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import DetailPage, ListPage, MovePage, Section, StateMark
from prevention import rights
from prevention.forms.waters.defects import CheckForm, MendForm, SaidForm
from prevention.forms.waters.filters import DefectFilter
from prevention.models import FacilityDefect
from prevention.models.waters.defect import UNSETTLED
from prevention.services import waters as services
from prevention.tables.waters import DefectTable

State = FacilityDefect.State
FOUND = ("fault", "pieces", "what", "found_on", "unit", "patrol", "created_by")
FOLLOWED = (
    "repaired_on",
    "repair",
    "repaired_by",
    "checked_on",
    "check_note",
    "checked_by",
    "closed_on",
    "school_said_at",
    "school_said",
)


class DefectList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的设施缺损"
    TABS = {
        "unsettled": "未销",
        "open": "待修",
        "repaired": "待复核",
        "overdue": "超期",
        "closed": "已销",
        "all": "全部",
    }
    LAMPS = {"overdue": "red", "open": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("-found_on", "-pk")


class DefectPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_gravest()

    def states(self):
        order = [State.OPEN, State.REPAIRED, State.CLOSED]
        here = order.index(self.object.state)
        notes = {State.OPEN: f"第 {self.object.rounds} 轮" if self.object.rounds > 1 else ""}
        last = len(order) - 1
        marks = [
            "done" if place < here or here == last else "current" if place == here else "todo" for place in range(3)
        ]
        return [StateMark(each.label, notes.get(each, ""), mark) for each, mark in zip(order, marks, strict=True)]

    def moves(self):
        """Who repaired does not re-check; the service decides again."""
        is_own = self.object.repaired_by_id == self.request.user.pk
        return [each for each in super().moves() if not (is_own and each["step"].name in {"settle", "fail"})]

    def sections(self):
        defect = self.object
        show_photos([defect])
        shown = {"photos": defect.shown_photos}
        water = format_html('<a href="{}">{}</a>', defect.water.get_absolute_url(), defect.water)
        voided = facts_of(defect, "voided_at", "void_reason") if self.is_voided else []
        followed = [each for each in facts_of(defect, *FOLLOWED) if each[1]]
        return [
            Section("缺损情况", [("缺损水域", water), *facts_of(defect, *FOUND), *voided]),
            Section("整改和复核", followed or [("整改", "还没有整改")]),
            Section("前后照片", template="exchange/_photos.html", context=shown),
        ]


class ReportDefect(TakesPhotos, MovePage):
    template_name = "prevention/waters/before_form.html"
    photo_slot, photo_kind = "before", Photo.Kind.BEFORE

    def next_url(self, done) -> str:
        return done.get_absolute_url()


class MendDefect(TakesPhotos, MovePage):
    template_name = "prevention/waters/after_form.html"
    photo_slot, photo_kind = "after", Photo.Kind.AFTER


def may_say(defect: FacilityDefect) -> bool:
    return defect.voided_at is None and defect.state in UNSETTLED


DEFECTS = RecordViews(
    model=FacilityDefect,
    name="defect",
    title="设施缺损",
    right=rights.WATERS,
    table=DefectTable,
    filterset=DefectFilter,
    list_page=DefectList,
    detail_page=DefectPage,
    related=("unit", "water", "facility__water", "patrol__water", "repaired_by", "checked_by", "created_by"),
    moves={
        "mend": Act(verb=services.mend_defect, form=MendForm, page=MendDefect, done="已登记整改，等待复核"),
        "settle": Act(verb=services.settle_defect, form=CheckForm, done="复核通过，已销号"),
        "fail": Act(verb=services.fail_defect, form=CheckForm),
        "void": Act(),
    },
    acts={
        "said": Act(
            verb=services.say_of_defect,
            right=rights.ANSWER_WATERS,
            label="反馈",
            form=SaidForm,
            offered=may_say,
            icon="chat-left-text",
            done="已反馈",
        )
    },
)
