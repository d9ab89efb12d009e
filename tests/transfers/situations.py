"""Transfers of cases and hazards as they may stand, and what each person has to do about them."""

from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import clock
from baiyi.transfers import services
from baiyi.transfers.models import Transfer
from tests.cases.samples import make_case
from tests.factories import Force, make_unit, make_user

LABELS = {"待签收", "待办理", "流转退回", "流转未批准", "流转待处理", "延期待批准", "流转待审批"}


def make_sent(force: Force, to: Unit | None = None, **facts) -> Transfer:
    """A case of alice's station, sent by her to the partner body unless another is named."""
    words = {"task": "请协助查证"} | (facts or {"to_unit": to or force.partner_body})
    return services.send_transfer(make_case(force), by=force.alice, **words)


def make_accepted(force: Force, to: Unit | None = None) -> Transfer:
    transfer = make_sent(force, to)
    return services.accept_transfer(transfer, by=people_of(transfer)[0])


def make_settled(force: Force, **facts) -> Transfer:
    transfer = make_accepted(force)
    return services.settle_transfer(transfer, by=people_of(transfer)[0], result="已查清", **facts)


def make_returned(force: Force, **facts) -> Transfer:
    transfer = make_sent(force)
    return services.send_back_transfer(transfer, by=people_of(transfer)[0], **{"return_kind": "not_ours"} | facts)


def people_of(transfer: Transfer) -> list[User]:
    return services.receivers_of(transfer)


def other_body(force: Force) -> User:
    """Somebody of a body of another matter."""
    return make_user("other-body", make_unit("区卫生健康局", kind="partner"), Role.PARTNER)


def todos_of(user: User) -> list[Todo]:
    """What transfers ask of him."""
    return [each for each in todo_sources.of(fresh(user), clock.today()) if each.label in LABELS]


def asked_of(user: User) -> list[str]:
    return [each.label for each in todos_of(user)]


def fresh(user: User) -> User:
    """Read anew: the person keeps his postings and what was read once a request."""
    return User.objects.get(pk=user.pk)


def again(record):
    return type(record)._base_manager.get(pk=record.pk)
