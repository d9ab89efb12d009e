"""Pages of transfers: the list, one with its moves, the form that sends a record, and the switch of approval."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.policies import Needs, opens
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, FormPage, ListPage, PageAction, Section, Tab
from baiyi.transfers import forms, rights, services
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import ApprovalRule, Transfer
from baiyi.transfers.sendable import of_label
from baiyi.transfers.tables import TransferTable

OF_SENDERS = {"待审批", "未批准"}  # tabs of what never reaches a receiver


class TransferList(ListPage):
    TABS = {
        "all": "全部",
        "proposed": "待审批",
        "sent": "待签收",
        "unsigned": "签收超期",
        "accepted": "办理中",
        "overdue": "办理超期",
        "returned": "已退回",
        "settled": "已办结",
        "overtaken": "已了结",
        "recalled": "已撤回",
        "refused": "未批准",
    }
    LAMPS = {"proposed": "yellow", "unsigned": "red", "overdue": "red", "returned": "yellow"}
    empty_text = "没有符合条件的流转"

    def get_queryset(self):
        return super().get_queryset().with_gravest().with_terms(sign=SIGN, handle=HANDLE).order_by("-pk")

    def tabs(self) -> list[Tab]:
        may_send = self.request.user.has_perm(rights.SEND)
        return [tab for tab in super().tabs() if may_send or tab.label not in OF_SENDERS]

    def page_actions(self):
        may = self.request.user.has_perm(rights.SWITCH)
        return [PageAction("流转审批", address_of("transfers:approval"), "sliders")] if may else []


class TransferDetail(DetailPage):
    def sections(self):
        transfer = self.object
        facts = [
            ("流转事项", transfer.title),
            ("流转单位", transfer.unit),
            ("接收单位", transfer.receiver),
            ("流转日", transfer.sent_on or "还没有流转出去"),
            ("办理要求", transfer.task),
            *self._answer(),
        ]
        if transfer.ended_on:
            facts.append((transfer.get_state_display(), f"{transfer.ended_on} {transfer.end_words}"))
        return [Section("流转情况", facts), self._subject()]

    def _answer(self) -> list[tuple]:
        """What there is of it; of a second round also what was lacking."""
        transfer = self.object
        asked = f"{transfer.extension_days} 天，{transfer.extension_reason}" if transfer.extension_asked_on else ""
        facts = [
            ("发回重办", f"{transfer.redone_on} {transfer.redo_reason}" if transfer.redone_on else ""),
            ("申请延期", asked),
            ("需流转单位处理", "是" if transfer.asks_action else ""),
            ("办理评价", transfer.get_satisfaction_display()),
        ]
        answered = [("反馈日", transfer.settled_on or "—"), ("办理结果", transfer.result or "—")]
        return [("签收日", transfer.accepted_on or "—"), *answered, *(fact for fact in facts if fact[1])]

    def _subject(self) -> Section:
        """The record itself, for whom its page lets in and its room lets see it."""
        return Section(
            "流转的记录", template="transfers/_subject.html", context={"subject": self._seen()}, is_aside=True
        )

    def _seen(self):
        transfer, user = self.object, self.request.user
        model = transfer.content_type.model_class()
        if not opens(user, model(pk=transfer.object_id).get_absolute_url()):
            return None
        return model.objects.visible_to(user).filter(pk=transfer.object_id).first()


TRANSFERS = RecordViews(
    model=Transfer,
    name="transfer",
    title="流转",
    right=rights.VIEW,
    table=TransferTable,
    filterset=forms.TransferFilter,
    related=("unit", "to_unit", "created_by"),
    list_page=TransferList,
    detail_page=TransferDetail,
    moves={
        "approve": Act(verb=services.approve_transfer, form=EmptyMoveForm),
        "refuse": Act(verb=services.refuse_transfer, done="已退给提请人"),
        "accept": Act(verb=services.accept_transfer, form=EmptyMoveForm),
        "settle": Act(verb=services.settle_transfer, form=forms.SettleForm),
        "approve_extension": Act(verb=services.approve_transfer_extension, form=EmptyMoveForm),
        "refuse_extension": Act(verb=services.refuse_transfer_extension, done="已告知不延期"),
        "ask_extension": Act(
            verb=services.ask_transfer_extension,
            form=forms.AskExtensionForm,
            done="已申请，等待流转单位批准",
            is_plain=True,
        ),
        "rate": Act(verb=services.rate_transfer, form=forms.RateForm),
        "keep": Act(form=EmptyMoveForm, done="已记为本单位办理"),
        "redo": Act(verb=services.redo_transfer),
        "send_back": Act(verb=services.send_back_transfer, form=forms.SendBackForm, done="已退回"),
        "recall": Act(verb=services.recall_transfer, done="已撤回"),
    },
)


class SendPage(FormPage):
    """流转 of one record: a foreign record, or one that is not sent at all, does not exist (404)."""

    policy = Needs(rights.SEND)
    form_class = forms.SendForm
    title = submit_label = "流转"
    success_text = "已流转"

    @cached_property
    def sendable(self):
        return of_label(self.kwargs["label"]) or _not_found()

    @cached_property
    def subject(self):
        rows = self.sendable.model.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        services.may_send(self.subject, by=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        units = Unit.objects.valid(clock.today()).exclude(pk=self.subject.unit_id).order_by("kind", "pk")
        return super().get_form_kwargs() | {"units": units}

    def perform(self, form):
        done = services.send_transfer(self.subject, by=self.request.user, **form.facts())
        if done.sent_on is None:
            self.success_text = "已提请，批准后流转"
        return done

    def get_cancel_url(self) -> str:
        return self.subject.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.subject), **kwargs)


class ApprovalPage(FormPage):
    """流转审批: what is in force and what is to come, and the form that switches it."""

    policy = Needs(rights.SWITCH)
    form_class = forms.ApprovalForm
    template_name = "transfers/approval.html"
    title = "流转审批"
    cancel_url_name = "transfers:transfer-list"
    breadcrumbs = (("流转", "transfers:transfer-list"),)

    @cached_property
    def units(self):
        """Branches of the person."""
        return Unit.objects.filter(kind=UnitKind.BRANCH, pk__in=self.request.user.unit_ids(rights.SWITCH))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.units}

    def get_initial(self):
        return super().get_initial() | {"unit": self.units.first()}

    def get_context_data(self, **kwargs):
        rules = ApprovalRule.objects.filter(unit__in=self.units).select_related("unit")
        return super().get_context_data(rules=rules, **kwargs)

    def perform(self, form):
        return services.switch_approval(by=self.request.user, **form.facts())


def _not_found():
    raise Http404
