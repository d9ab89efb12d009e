"""Publicity (宣传活动): the list by theme, one activity with its photos, and the form."""

from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import AddPage, DetailPage, ListPage, Section
from prevention import rights, services
from prevention.forms.filters import PublicityFilter
from prevention.forms.publicity import PublicityAddForm, PublicityChangeForm
from prevention.models import PublicityActivity
from prevention.services.presets import this_minute
from prevention.tables import PublicityTable


class PublicityList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的宣传活动"
    TABS = {"all": "全部", **dict(PublicityActivity.Theme.choices)}

    def get_queryset(self):
        return super().get_queryset().order_by("-held_at", "-pk")


class PublicityPage(DetailPage):
    def sections(self):
        show_photos([self.object])
        shown = {"photos": self.object.shown_photos}
        return [*super().sections(), Section("照片", template="exchange/_photos.html", context=shown)]


class PublicityAdd(TakesPhotos, AddPage):
    template_name = "prevention/publicity_form.html"
    photo_slot, photo_kind = "publicity", Photo.Kind.SCENE

    def get_initial(self):
        own = self.request.user.home_unit
        return super().get_initial() | {"held_at": this_minute(), "unit": own and own.pk, "form": "stall"}


PUBLICITY = RecordViews(
    model=PublicityActivity,
    name="publicity",
    title="宣传活动",
    right=rights.VIEW,
    table=PublicityTable,
    filterset=PublicityFilter,
    list_page=PublicityList,
    detail_page=PublicityPage,
    related=("unit", "operation", "created_by"),
    fields=(
        "theme",
        "form",
        "held_at",
        "reported_on",
        "place",
        "aimed_at",
        "audience",
        "sheets",
        "police",
        "note",
        "media_link",
        "operation",
        "unit",
        "created_by",
    ),
    add=Act(
        verb=services.add_publicity,
        right=rights.RECORD,
        label="宣传活动",
        form=PublicityAddForm,
        page=PublicityAdd,
    ),
    change=Act(verb=services.change_publicity, right=rights.RECORD, label="修改宣传活动", form=PublicityChangeForm),
    acts={"void": Act(verb=services.void_publicity, right=rights.DECIDE, label="作废", icon="trash")},
    form_facts=lambda user: {"by": user},
)
