"""复查: the page of the field, and where it leads."""

from django.utils.functional import cached_property

from baiyi.accounts.models import User
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.records import clock
from baiyi.records.hooks import continuations
from baiyi.records.policies import Needs
from baiyi.records.views import RecordFormPage
from inspections import rights, services
from inspections.forms.reinspection import ReinspectionForm
from inspections.kinds import RECHECK
from inspections.models import Hazard, RectificationNotice, Reinspection
from inspections.reading.team import usual_team
from inspections.services.evidence import slot_of
from inspections.views.notice_page import by_day
from inspections.views.notices import NOTICES


def said_of(done: Reinspection) -> str:
    """What became of it, and what comes next."""
    found, notice = list(done.results.values_list("is_rectified", flat=True)), done.notice
    if not notice.hazards.open().exists():
        ending = "已移送" if done.follow_up == Reinspection.FollowUp.REFER else "已全部整改"
        return f"{done}已登记，{ending}，{notice} 销号"
    waiting = notice.open_deadline(RECHECK)
    again = f"，{by_day('', waiting, '再复查')}" if waiting else ""
    return f"{done}已登记：已整改 {sum(found)} 处，未整改 {len(found) - sum(found)} 处{again}"


class NoticeReinspect(TakesPhotos, RecordFormPage):
    policy = Needs(rights.RECORD)
    model = RectificationNotice
    form_class = ReinspectionForm
    template_name = "inspections/reinspection.html"
    title = "登记复查"
    breadcrumbs = ((NOTICES.title, "inspections:notice-list"),)

    def get_queryset(self):
        return super().get_queryset().select_related("number", "venue").with_due().with_terms(recheck=RECHECK)

    @cached_property
    def hazards(self) -> list[Hazard]:
        return list(self.record.hazards.open().order_by("pk"))

    def slots(self) -> dict[str, str]:
        return {slot_of(hazard): Photo.Kind.AFTER for hazard in self.hazards}

    def get_form_kwargs(self):
        units = [self.record.unit_id, *self.request.user.unit_ids(rights.RECORD)]
        people = User.objects.posted_at(units, clock.today())
        facts = {"notice": self.record, "hazards": self.hazards, "people": people, "photos": self.taken}
        return super().get_form_kwargs() | facts

    def get_initial(self):
        return super().get_initial() | {"inspectors": usual_team(self.request.user)}

    def get_context_data(self, **kwargs):
        show_photos(self.hazards)
        return super().get_context_data(lamp=self.record.due_lamp, today=clock.today(), **kwargs)

    def perform(self, form):
        done = services.record_reinspection(self.record, by=self.request.user, **form.facts())
        self.success_text = f"{said_of(done)}。10 分钟内可撤回复查"
        return done

    def next_url(self, done: Reinspection) -> str:
        """Where the follow-up is done that is a page of its own, else the notice."""
        on = continuations.get(done.follow_up)
        return (on and on(self.request, done.notice)) or done.get_absolute_url()
