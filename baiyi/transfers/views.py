"""Pages of transfers: the list, one transfer with its moves, and the form that sends a record."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, FormPage, ListPage, Section
from baiyi.transfers import rights, services
from baiyi.transfers.forms import SendForm, SettleForm, TransferFilter
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import Transfer
from baiyi.transfers.sendable import of_label
from baiyi.transfers.tables import TransferTable


class TransferList(ListPage):
    TABS = {
        "all": "全部",
        "sent": "待签收",
        "unsigned": "签收超期",
        "accepted": "办理中",
        "overdue": "办理超期",
        "returned": "已退回",
        "settled": "已办结",
        "recalled": "已撤回",
    }
    LAMPS = {"unsigned": "red", "overdue": "red", "returned": "yellow"}
    empty_text = "没有符合条件的流转"

    def get_queryset(self):
        rows = super().get_queryset().with_due().with_terms(sign=SIGN, handle=HANDLE)
        return rows.order_by("-sent_on", "-pk")


class TransferDetail(DetailPage):
    def sections(self):
        transfer = self.object
        facts = [
            ("流转事项", transfer.title),
            ("流转单位", transfer.unit),
            ("接收单位", transfer.receiver),
            ("流转日", transfer.sent_on),
            ("办理要求", transfer.task),
            ("签收日", transfer.accepted_on or "—"),
            ("办理结果", transfer.result or "—"),
        ]
        if transfer.ended_on:
            facts.append((transfer.get_state_display(), f"{transfer.ended_on} {transfer.end_reason}"))
        return [Section("流转情况", facts), self._subject()]

    def _subject(self) -> Section:
        """The record itself, for whom its room lets see it."""
        transfer = self.object
        model = transfer.content_type.model_class()
        seen = model.objects.visible_to(self.request.user).filter(pk=transfer.object_id).first()
        return Section("流转的记录", template="transfers/_subject.html", context={"subject": seen}, is_aside=True)


TRANSFERS = RecordViews(
    model=Transfer,
    name="transfer",
    title="流转",
    right=rights.VIEW,
    table=TransferTable,
    filterset=TransferFilter,
    related=("unit", "to_unit", "created_by"),
    list_page=TransferList,
    detail_page=TransferDetail,
    moves={
        "accept": Act(verb=services.accept_transfer, form=EmptyMoveForm, done="已签收"),
        "settle": Act(verb=services.settle_transfer, form=SettleForm, done="已反馈"),
        "send_back": Act(verb=services.send_back_transfer, done="已退回"),
        "recall": Act(verb=services.recall_transfer, done="已撤回"),
    },
)


class SendPage(FormPage):
    """流转 of one record: a foreign record, or one that is not sent at all, does not exist (404)."""

    policy = Needs(rights.SEND)
    form_class = SendForm
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
        return services.send_transfer(self.subject, by=self.request.user, **form.facts())

    def get_cancel_url(self) -> str:
        return self.subject.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.subject), **kwargs)


def _not_found():
    raise Http404
