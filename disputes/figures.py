"""Figures of disputes (起), each matter once. 排查 = 化解 + 在办 + 已流转未化解 + 转处罚: what was found in a
period, as it stood at its end.
"""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from baiyi.figures import Definition, Flow, Matching, Median, Ratio, Stock, register
from baiyi.transfers.kinds import SIGN
from baiyi.transfers.models import Transfer
from disputes import rights
from disputes.models import Dispute, FollowUp, Group, Mediation
from disputes.models.mediation import BY_POLICE

AWAITED = "纠纷"
REPEAT_CALLS = "repeat_calls"  # code of the warning sign
FACTS = {"right": rights.VIEW, "list_url": "disputes:dispute-list", "awaited_as": AWAITED}


def _disputes():
    return Dispute.objects.counted()


def _within(day: str, period) -> Q:
    return Q(**{f"{day}__range": (period.since, period.until)})


def _by(day: str, period) -> Q:
    return Q(**{f"{day}__lte": period.until})


def _not_by(day: str, period) -> Q:
    return Q(**{day: None}) | Q(**{f"{day}__gt": period.until})


def _resolved(period) -> Q:
    """Settled in the period, and not broken out again by its end."""
    return _within("resolved_on", period) & _not_by("relapsed_on", period)


def _cohort(period) -> Q:
    """The matters found in the period, each by the row that speaks for it at its end: after a relapse the new one."""
    return _within("first_found_on", period) & _by("found_on", period) & _not_by("relapsed_on", period)


def _away(period) -> Q:
    """Sent to a unit or body by the end of the period, and not back from there."""
    kind = ContentType.objects.get_for_model(Dispute)
    sent = Transfer.objects.current().filter(_by("sent_on", period), content_type=kind, object_id=OuterRef("pk"))
    return Q(Exists(sent.filter(_not_by("ended_on", period))))


def _found_and_resolved(period) -> Q:
    return _cohort(period) & _by("resolved_on", period)


def _found_and_penalised(period) -> Q:
    return _cohort(period) & _by("ended_on", period) & Q(resolved_on=None)


def _found_and_away(period) -> Q:
    return _cohort(period) & _not_by("ended_on", period) & _away(period)


def _found_and_in_hand(period) -> Q:
    return _cohort(period) & _not_by("ended_on", period) & ~_away(period)


def _sent_and_resolved(period) -> Q:
    return _resolved(period) & (Q(transferred_on__isnull=False) | Q(was_sent_before=True))


def _led_and_resolved(period) -> Q:
    return _resolved(period) & Q(risk__is_high=True, leader__isnull=False)


def _called_on(group: str, period) -> Q:
    calls = FollowUp.objects.filter(_within("visited_on", period), dispute=OuterRef("pk"))
    return Q(category__group=group) & Q(Exists(calls))


def _sent(group: str, period) -> Q:
    return Q(category__group=group, was_sent_before=False) & _within("transferred_on", period)


def _repeat_calls_checked(period) -> Q:
    ticked = Dispute.signs.through.objects.filter(dispute=OuterRef("pk"), warningsign__code=REPEAT_CALLS)
    return _within("graded_on", period) & Q(Exists(ticked))


def _unsigned(period) -> Q:
    kind = ContentType.objects.get_for_model(Dispute)
    late = Q(deadlines__kind=SIGN, deadlines__late_after__lt=period.until)  # also when its term was voided since
    waits = _not_by("accepted_on", period) & _not_by("ended_on", period)
    return Q(Exists(Transfer.objects.current().filter(late & waits, content_type=kind, object_id=OuterRef("pk"))))


def _mediations():
    return Mediation.objects.current()


def dispute_figure(key: str, label: str, text: str, happened, *, order: int, **more) -> None:
    """Disputes (起) that something happened to in the period."""
    facts = FACTS | {"measure": "起", "rows": _disputes} | more
    register(Matching(key=key, label=label, definition=Definition(text), happened=happened, order=order, **facts))


def dispute_flow(key: str, label: str, text: str, when: str, *, order: int, **more) -> None:
    """Disputes (起) whose day lies in the period."""
    facts = FACTS | {"measure": "起", "rows": _disputes} | more
    register(Flow(key=key, label=label, definition=Definition(text), when=when, order=order, **facts))


ONCE = "同一事项只计一起，关联、并入的和作废的不计"
dispute_flow(
    "disputes_found",
    "排查矛盾纠纷",
    f"发现日在行动期间的矛盾纠纷，反弹的不再计；{ONCE}",
    "found_on",
    only=Q(relapse_of=None),
    order=100,
    headline=True,
)
dispute_flow(
    "latent_disputes_found",
    "其中隐性矛盾纠纷",
    f"排查的矛盾纠纷中登记为隐性的；{ONCE}",
    "found_on",
    only=Q(relapse_of=None, visibility=Dispute.Visibility.LATENT),
    order=101,
    part_of="disputes_found",
)
dispute_flow(
    "disputes_transferred",
    "流转矛盾纠纷",
    f"首次流转日在行动期间的矛盾纠纷，签收前撤回的不计，反弹后再流转的不再计；{ONCE}",
    "transferred_on",
    only=Q(was_sent_before=False),
    order=102,
)
dispute_figure(
    "disputes_resolved",
    "化解矛盾纠纷",
    f"化解日在行动期间、期末没有反弹的矛盾纠纷；{ONCE}",
    _resolved,
    when="resolved_on",
    order=103,
    headline=True,
)
dispute_figure(
    "sent_disputes_resolved",
    "流转后化解",
    "化解的矛盾纠纷中曾经流转的，反弹前流转过的也算",
    _sent_and_resolved,
    when="resolved_on",
    order=104,
    part_of="disputes_resolved",
)
for key, label, happened, place in (
    ("found_disputes_resolved", "排查纠纷已化解", _found_and_resolved, 105),
    ("found_disputes_in_hand", "排查纠纷在办", _found_and_in_hand, 106),
    ("found_disputes_away", "排查纠纷已流转未化解", _found_and_away, 107),
    ("found_disputes_penalised", "排查纠纷转处罚", _found_and_penalised, 108),
):
    text = f"行动期间排查的矛盾纠纷，期末的去向；四种去向相加等于排查；{ONCE}"
    parts = {"part_of": "disputes_found", "apart": "outcomes_of_found"}
    dispute_figure(key, label, text, happened, when="first_found_on", order=place, awaited_as="", **parts)
register(
    Stock(
        key="disputes_open",
        label="在办矛盾纠纷",
        measure="起",
        definition=Definition(f"截至当日尚未化解或转处罚的矛盾纠纷，含行动前结转的；{ONCE}"),
        rows=_disputes,
        since="found_on",
        until="ended_on",
        order=109,
        **FACTS | {"awaited_as": ""},
    )
)
for key, label, numerator, denominator, place in (
    ("dispute_resolution_rate", "排查纠纷化解率", "disputes_resolved", "disputes_found", 110),
    ("sent_dispute_resolution_rate", "流转纠纷化解率", "sent_disputes_resolved", "disputes_transferred", 111),
):
    words = {"disputes_found": "化解 ÷ 排查", "disputes_transferred": "流转后化解 ÷ 流转"}[denominator]
    register(
        Ratio(
            key=key,
            label=label,
            definition=Definition(f"{words}，分母随比率一并显示"),
            right=rights.VIEW,
            numerator=numerator,
            denominator=denominator,
            order=place,
            awaited_as=AWAITED,
        )
    )
for key, label, when, start, place in (
    ("days_to_transfer", "排查到流转天数（中位数）", "transferred_on", "found_on", 112),
    ("days_to_resolve", "排查到化解天数（中位数）", "resolved_on", "found_on", 113),
):
    register(
        Median(
            key=key,
            label=label,
            measure="天",
            definition=Definition("行动期间走到这一步的纠纷所用的自然日，未走到的不计"),
            rows=_disputes,
            when=when,
            start=start,
            end=when,
            order=place,
            **FACTS | {"awaited_as": ""},
        )
    )
dispute_figure(
    "led_disputes_resolved",
    "高风险纠纷领导包案化解",
    "化解的矛盾纠纷中高风险、由领导包案的",
    _led_and_resolved,
    when="resolved_on",
    order=114,
    part_of="disputes_resolved",
)
dispute_figure(
    "family_disputes_revisited",
    "婚恋家庭纠纷回访",
    "行动期间至少回访一次的婚恋家庭纠纷，一起纠纷只计一起",
    partial(_called_on, Group.FAMILY),
    order=115,
)
dispute_figure(
    "labour_disputes_sent",
    "劳资纠纷联合处置",
    "首次流转日在行动期间的劳资纠纷：与接收单位联合处置",
    partial(_sent, Group.LABOUR),
    when="transferred_on",
    order=116,
    part_of="disputes_transferred",
)
dispute_figure(
    "medical_disputes_sent",
    "医患纠纷联动处置",
    "首次流转日在行动期间的医患纠纷：与接收单位联动处置",
    partial(_sent, Group.MEDICAL),
    when="transferred_on",
    order=117,
    part_of="disputes_transferred",
)
dispute_figure(
    "repeat_calls_checked",
    "重复报警事项核查",
    "研判日在行动期间、勾选“重复报警”信号的矛盾纠纷",
    _repeat_calls_checked,
    when="graded_on",
    order=118,
)
dispute_figure(
    "disputes_unsigned",
    "流转后逾期未签收",
    "截至期末，流转后超过签收期限仍未签收的矛盾纠纷",
    _unsigned,
    order=119,
)
register(
    Flow(
        key="mediations_performed_at_once",
        label="治安调解当场履行",
        measure="起",
        definition=Definition("达成协议日在行动期间、当场履行的治安调解（含现场调解）；作废的不计"),
        right=rights.VIEW,
        rows=_mediations,
        when="agreed_on",
        only=Q(kind__in=BY_POLICE, is_performed_at_once=True),
        list_url="disputes:mediation-list",
        order=120,
        awaited_as=AWAITED,
    )
)
