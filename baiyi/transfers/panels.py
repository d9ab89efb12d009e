"""流转 on the pages of records that can be sent: where one is, where it was, the button, and the way to all."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from baiyi.records.addresses import address_of
from baiyi.records.hooks import Panel, actions, list_actions, panels
from baiyi.records.memo import once_a_request
from baiyi.records.views import PageAction
from baiyi.records.written import Key, written
from baiyi.transfers import rights
from baiyi.transfers.models import NEWEST_FIRST, Transfer
from baiyi.transfers.sendable import of_label

ICON = "arrow-left-right"


def seen_of(request, record) -> list[Transfer]:
    """The transfers of a record that the person may see, the newest first. One statement a request."""
    label = record._meta.label_lower

    def read() -> list[Transfer]:
        return with_lamps(Transfer.objects.visible_to(request.user), type(record), Key(record.pk))

    return once_a_request(request, ("transfers.of", label, record.pk), read)


@panels.register("*")
def transfers_of(request, record) -> Panel | None:
    """The receiver sees his own."""
    if of_label(record._meta.label_lower) is None:
        return None
    return Panel("transfers/_of_record.html", {"transfers": seen_of(request, record)}, order=70)


@written
def with_lamps(transfers: QuerySet, model: type[Model], record: Key) -> QuerySet:
    mine = transfers.filter(content_type=ContentType.objects.get_for_model(model), object_id=record)
    return mine.select_related("to_unit", "unit").with_gravest().order_by(*NEWEST_FIRST)


@actions.register("*")
def send_action(request, record) -> PageAction | None:
    """流转, for whoever may send the record from its unit, when its room lets it go; 查看流转 while the last one is on
    its way or settled. No statement: the panel has read them.
    """
    sendable = of_label(record._meta.label_lower)
    if sendable is None or not request.user.holds_at(rights.SEND, record.unit_id):
        return None
    last = next(iter(seen_of(request, record)), None)
    if last is not None and last.state in Transfer.HOLDS:
        return PageAction("查看流转", last.get_absolute_url(), ICON)
    if sendable.refusal(record):
        return None
    return PageAction("流转", address_of("transfers:send", sendable.label, record.pk), ICON)


@list_actions.register("*")
def all_transfers(request, model) -> PageAction | None:
    """流转台账, above the list of records that can be sent."""
    if of_label(model._meta.label_lower) is None or not request.user.has_perm(rights.VIEW):
        return None
    return PageAction("流转台账", address_of("transfers:transfer-list"), ICON)
