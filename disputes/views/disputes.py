"""Disputes: list, page, registering, and everything that is done to one."""

from django.utils.functional import cached_property

from baiyi.accounts.models import Unit
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.forms import DayForm, DayReasonForm
from baiyi.records.origins import AddFrom
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.shown import whole_with
from baiyi.records.views import DetailPage, ListPage, MovePage, Section
from baiyi.records.written import Key
from disputes import origins, rights, services
from disputes.forms import moves as forms
from disputes.forms.disputes import DisputeAddForm, DisputeChangeForm, people_of
from disputes.forms.filters import DisputeFilter
from disputes.models import Dispute
from disputes.reading.dispute_page import parties_of, standing_of, threads_of
from disputes.reading.mediation_page import mediations_of
from disputes.tables.disputes import DisputeTable
from disputes.views import family, mediations
from disputes.views.of_dispute import AfterMediation

LISTED = ("unit", "officer", "risk")
WORDS_OF_DISPUTE = (  # that its page reads of the rows joined to it
    *(f"unit__{each}" for each in ("name", "short_name", "parent_id")),
    *("category__name", "category__group", "risk__name", "risk__tone", "officer__name", "leader__name"),
    *(f"stage__{each}" for each in ("name", "position", "actor", "ends_with")),
)


class DisputeList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的纠纷"
    TABS = {
        "unclosed": "未办结",
        "open": "在办",
        "ungraded": "待研判",
        "overdue": "超期",
        "near": "临期",
        "high": "红橙",
        "silent": "停滞",
        "away": "已流转",
        "unsigned": "未签收超时",
        "resolved": "待回访办结",
        "all": "全部",
    }
    LAMPS = {"overdue": "red", "near": "yellow", "high": "red", "silent": "red", "unsigned": "red"}

    def get_queryset(self):
        return self.visible.select_related(*LISTED).with_gravest().order_by("-found_on", "-pk")


class DisputePage(DetailPage):
    def get_queryset(self):
        return whole_with(super().get_queryset(), *WORDS_OF_DISPUTE)

    def get_object(self, queryset=None):
        dispute = super().get_object(queryset)
        dispute.note_seen_by(self.request.user)
        return dispute

    def get_context_data(self, **kwargs):
        dispute = self.object
        subtitle = f"{dispute.get_visibility_display()} · {dispute.get_source_display()} · {dispute.unit}"
        return super().get_context_data(subtitle=subtitle, **kwargs)

    @cached_property
    def threads(self):
        return threads_of(self.object)

    def states(self):
        return self.threads.marks(self.object)

    def moves(self):
        """完成本环节 is offered to whom the mechanism names."""
        may = services.may_complete(self.request.user, self.object)
        return [each for each in super().moves() if may or each["step"].name != "advance"]

    def sections(self):
        dispute = self.object
        people = {"parties": parties_of(Key(dispute.pk)), "dispute": dispute}
        held = mediations_of(Key(dispute.pk))
        return [
            Section("纠纷情况", self._facts()),
            Section("当事人", template="disputes/_parties.html", context=people | self._links()),
            Section("调解", template="disputes/_mediations.html", context={"mediations": held}),
            Section("卷宗材料", template="disputes/_papers.html", context={"threads": self.threads} | self._links()),
            Section("回访和经过", template="disputes/_history.html", context={"history": self.threads.history}),
            Section("风险和机制", standing_of(dispute) + self.threads.ties, is_aside=True),
        ]

    def _links(self) -> dict:
        """Where the acts beside the sections are done, for whoever may."""
        dispute, user = self.object, self.request.user
        if dispute.voided_at is not None:
            return {}
        pages = {"party_url": "party", "remove_party_url": "remove-party", "papers_url": "papers"}
        pages = pages if user.has_perm(rights.RECORD, dispute) else {}
        if user.has_perm(rights.REVEAL, dispute):
            pages |= {"reveal_url": "reveal"}
        return {name: self.views.url(page, dispute.pk) for name, page in pages.items()}

    def _facts(self) -> list:
        dispute = self.object
        known = ("number", "category", "place", "source_number", "people", "minors")
        known += ("summary", "control", "way", "end_words")
        filled = [(label, value) for label, value in facts_of(dispute, *known) if value not in (None, "")]
        late = [("过期录入", f"{dispute.found_on} 发现，{dispute.created_at:%Y-%m-%d} 登记")]
        voided = facts_of(dispute, "voided_at", "void_reason") if dispute.voided_at else []
        return [
            ("发现日", dispute.found_on),
            *filled,
            *self.threads.names,
            ("民转刑信号", self.threads.signs or "无"),
            *(late if dispute.is_late_entry else []),
            *voided,
        ]


class DisputeAdd(AddFrom):
    """`?behind=…&of=…` names the record that stands behind it, whose facts are filled in."""

    named, origins = "behind", origins.ORIGINS

    submit_label = "登记"

    def get_initial(self):
        user = self.request.user
        known = {"unit": user.home_unit and user.home_unit.pk, "found_on": clock.today()}
        return super().get_initial() | known | origins.facts_of(self.origin)

    def get_form_kwargs(self):
        units = Unit.objects.valid(clock.today()).order_by("kind", "pk")
        return super().get_form_kwargs() | {"units": units}


class Lead(MovePage):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"leaders": services.leaders_for(self.record)}


class Relapse(MovePage):
    """Leads to the new record: the matter goes on there."""

    def next_url(self, done) -> str:
        return done.get_absolute_url()


class RemoveParty(MovePage):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"parties": self.record.parties.all()}


class Papers(MovePage):
    def get_initial(self):
        return super().get_initial() | {"kinds": list(self.record.papers.values_list("kind", flat=True))}


MOVES = {  # the first of those that are possible now are the buttons of the page
    "grade": Act(form=forms.GradeForm),
    "resolve": Act(form=forms.ResolveForm, done="已化解，按周期回访"),
    "work_on": Act(verb=services.work_on_dispute, form=forms.ProgressForm),
    "revisit": Act(verb=services.revisit_dispute, form=forms.RevisitForm),
    "close": Act(verb=services.close_dispute, form=DayForm),
    "advance": Act(verb=services.complete_stage, form=DayForm),
    "keep_under_control": Act(form=forms.ControlForm),
    "litigate": Act(form=forms.LitigateForm, page=AfterMediation),
    "take_up": Act(form=DayReasonForm),
    "penalise": Act(form=DayReasonForm, page=AfterMediation),
    "relapse": Act(
        verb=services.relapse_dispute, form=DayReasonForm, page=Relapse, done="已登记反弹，请在新记录上研判"
    ),
    "lead": Act(verb=services.lead_dispute, form=forms.LeadForm, page=Lead),
    "end_lead": Act(),
    "link": Act(verb=services.link_dispute, form=forms.MainForm),
    "unlink": Act(),
    "merge": Act(verb=services.merge_dispute, form=forms.MainForm),
    "void": Act(verb=services.void_dispute),
}
DISPUTES = RecordViews(
    model=Dispute,
    name="dispute",
    title="矛盾纠纷",
    right=rights.VIEW,
    table=DisputeTable,
    filterset=DisputeFilter,
    list_page=DisputeList,
    detail_page=DisputePage,
    related=("unit", "category", "risk", "officer", "leader", "stage"),
    form_facts=people_of,
    add=Act(
        verb=services.register_dispute, right=rights.RECORD, label="登记纠纷", form=DisputeAddForm, page=DisputeAdd
    ),
    change=Act(verb=services.change_dispute, right=rights.RECORD, label="修改纠纷", form=DisputeChangeForm),
    moves=MOVES,
    acts={
        "party": Act(
            verb=services.add_party,
            right=rights.RECORD,
            label="登记当事人",
            form=forms.PartyForm,
            offered=lambda dispute: False,  # beside the parties
        ),
        "remove_party": Act(
            verb=services.remove_party,
            right=rights.RECORD,
            label="移除当事人",
            form=forms.RemovePartyForm,
            page=RemoveParty,
            offered=lambda dispute: False,
        ),
        "papers": Act(
            verb=services.file_papers,
            right=rights.RECORD,
            label="整理卷宗",
            form=forms.PapersForm,
            page=Papers,
            offered=lambda dispute: False,  # beside the papers
        ),
    }
    | mediations.ACTS_OF_DISPUTE
    | family.ACTS_OF_DISPUTE,
)
