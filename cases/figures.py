"""Figures of cases (起) and of what they yield (人). Outcomes count de-duplicated, and measures are never added."""

from functools import partial

from django.db.models import Exists, F, OuterRef, Q

from baiyi.deadlines.models import Deadline
from baiyi.figures import Definition, Flow, Matching, Ratio, Stock, Sum, register
from campaigns.models import Operation
from cases import rights
from cases.kinds import REPORT
from cases.models import Case, CaseLead, CaseListing, Group, Nature, Outcome, Study
from cases.models.category import PROPERTY_GROUPS
from cases.origins import of_operation

AWAITED = "案件"
Measure = Outcome.Measure


def _cases():
    return Case.objects.current()


def _studies():
    return Study.objects.current()


def _outcomes():
    return Outcome.objects.counted()


def _within(day: str, period) -> Q:
    return Q(**{f"{day}__range": (period.since, period.until)})


def _found(period) -> Q:
    """违法行为: found somewhere on record, and accepted in the period. Who drank and drove is counted by the sheets of
    the nights, never twice.
    """
    found = Q(origin_id__isnull=False) & ~Q(category__group=Group.DRIVING)
    return found & _within("accepted_on", period)


def _solved(groups, period) -> Q:
    """Criminal and solved in the period."""
    return Q(category__group__in=groups, nature=Nature.CRIMINAL) & _within("solved_on", period)


def _dealt_with(groups, period) -> Q:
    """查处: a criminal case by the day it was solved, an administrative one by the day of the penalty."""
    penalised = Q(category__group__in=groups, nature=Nature.ADMINISTRATIVE, state="penalised")
    return _solved(groups, period) | (penalised & _within("ended_on", period))


def _led_and_ended(period) -> Q:
    return Q(Exists(CaseLead.objects.filter(case=OuterRef("pk")))) & _within("ended_on", period)


def _released(period) -> Q:
    released = CaseListing.objects.filter(_within("released_on", period), case=OuterRef("pk"))
    return Q(Exists(released))


def _taken(period) -> Q:
    """An operation of the period that took at least one case."""
    began = Q(starts_at__gte=period.begins_at, starts_at__lt=period.ends_before)
    return began & Q(Exists(Case.objects.current().filter(operations=OuterRef("pk"))))


def _reports_due(period) -> Q:
    """The day a report was due lies in the period and is over."""
    return Q(effective_due_on__gte=period.since, effective_due_on__lt=period.until)


def _due_reports():
    return Deadline.objects.about(Case).filter(kind=REPORT, voided_at=None)


def _yielded_by(operation: int) -> Q:
    return Q(Exists(Case.objects.current().filter(of_operation(operation), pk=OuterRef("case"))))


def cases_figure(key: str, label: str, text: str, happened, *, order: int, **more) -> None:
    """Cases (起) that something happened to in the period."""
    facts = {
        "measure": "起",
        "right": rights.VIEW,
        "rows": _cases,
        "list_url": "cases:case-list",
        "awaited_as": AWAITED,
        "in_operation": of_operation,
    }
    register(
        Matching(key=key, label=label, definition=Definition(text), happened=happened, order=order, **(facts | more))
    )


def persons_figure(key: str, label: str, measure: str, groups=(), *, order: int, **more) -> None:
    """People (人) of one kind of outcome, in cases of these groups or of all, each result once."""
    kinds = "、".join(Group(each).label for each in groups) or "全部"
    text = f"发生日在行动期间的{Measure(measure).label}人数，案件类别：{kinds}；同一战果只计一次，争议未裁定的不计"
    chosen = Q(case__category__group__in=groups) if groups else Q()
    register(
        Sum(
            key=key,
            label=label,
            measure="人",
            definition=Definition(text),
            right=rights.VIEW,
            rows=_outcomes,
            when="happened_on",
            only=Q(measure=measure) & chosen,
            column=F("persons"),
            list_url="cases:outcome-list",
            order=order,
            awaited_as=AWAITED,
            in_operation=_yielded_by,
            **more,
        )
    )


cases_figure(
    "violations_handled",
    "发现并处理违法行为",
    "受案日在行动期间、来源为检查、复查或集中行动的案件；作废的不计，酒驾醉驾由夜查计数，不在此计",
    _found,
    when="accepted_on",
    order=70,
    headline=True,
)
persons_figure(
    "fraud_coerced_persons",
    "电信诈骗刑事强制措施",
    Measure.COERCED,
    (Group.FRAUD,),
    part_of="coerced_persons",
    order=71,
)
persons_figure(
    "cable_theft_suspects", "盗窃电缆抓获", Measure.CAUGHT, (Group.CABLE,), part_of="caught_persons", order=72
)
persons_figure(
    "brawl_persons", "打架斗殴寻衅滋事抓获", Measure.CAUGHT, (Group.BRAWL,), part_of="caught_persons", order=73
)
persons_figure(
    "vice_coerced_persons", "黄赌刑事强制措施", Measure.COERCED, (Group.VICE,), part_of="coerced_persons", order=74
)
persons_figure(
    "vice_penalised_persons", "黄赌行政处罚", Measure.PENALISED, (Group.VICE,), part_of="penalised_persons", order=75
)
persons_figure("illegal_foreigners", "查处三非外国人", Measure.FOUND, (Group.FOREIGN,), order=76)
persons_figure("coerced_persons", "采取刑事强制措施", Measure.COERCED, order=77, headline=True)
persons_figure("penalised_persons", "行政处罚人员", Measure.PENALISED, order=77)
persons_figure("caught_persons", "抓获违法犯罪人员", Measure.CAUGHT, order=77)
persons_figure("fugitives_caught", "抓获在逃人员", Measure.FUGITIVE, order=78)
cases_figure(
    "gangs_broken",
    "打掉犯罪团伙",
    "破案日在行动期间、案别为团伙的刑事案件，一案一个",
    lambda period: Q(pattern=Case.Pattern.GANG, nature=Nature.CRIMINAL) & _within("solved_on", period),
    when="solved_on",
    measure="个",
    order=79,
)
cases_figure(
    "cases_accepted",
    "受理案件",
    "受案日在行动期间的案件，含行政和刑事；作废的不计",
    lambda period: _within("accepted_on", period),
    when="accepted_on",
    order=80,
)
cases_figure(
    "cases_ended",
    "办结案件",
    "办结日在行动期间的案件：移送起诉、处罚、撤案、移送、不予立案",
    lambda period: _within("ended_on", period),
    when="ended_on",
    order=81,
)
register(
    Stock(
        key="cases_open",
        label="在办案件",
        measure="起",
        definition=Definition("截至当日已受案、尚未办结的案件，含行动前结转的"),
        right=rights.VIEW,
        rows=_cases,
        since="accepted_on",
        until="ended_on",
        list_url="cases:case-list",
        order=82,
    )
)
cases_figure(
    "led_cases_ended",
    "领导包案办结",
    "办结日在行动期间、曾由领导包案的案件",
    _led_and_ended,
    when="ended_on",
    order=83,
    part_of="cases_ended",
)
cases_figure(
    "listed_cases_released", "挂牌督办解除", "解除日在行动期间的挂牌督办案件，同一案件只计一起", _released, order=84
)
cases_figure(
    "serial_property_cases_solved",
    "系列侵财案件侦破",
    "破案日在行动期间、案别为系列的侵财案件（含盗窃电缆、电动车）",
    lambda period: Q(pattern=Case.Pattern.SERIES) & _solved(PROPERTY_GROUPS, period),
    when="solved_on",
    order=85,
)
cases_figure(
    "fraud_cases_solved",
    "电信诈骗案件侦破",
    "破案日在行动期间的电信诈骗案件",
    lambda period: _solved((Group.FRAUD,), period),
    when="solved_on",
    order=86,
)
cases_figure(
    "bike_theft_cases_solved",
    "盗窃电动车案件侦破",
    "破案日在行动期间的盗窃电动车案件",
    lambda period: _solved((Group.BIKE,), period),
    when="solved_on",
    order=87,
)
for key, label, group, place in (
    ("vice_cases_dealt_with", "黄赌案件查处", Group.VICE, 88),
    ("brawl_cases_dealt_with", "打架斗殴寻衅滋事案件查处", Group.BRAWL, 89),
    ("food_drug_cases_dealt_with", "食药环案件查处", Group.FOOD_DRUG, 90),
):
    cases_figure(
        key,
        label,
        f"行动期间查处的{group.label}案件：刑事按破案日，行政按处罚日",
        partial(_dealt_with, (group,)),
        order=place,
    )
register(
    Matching(
        key="roundups_held",
        label="集中收网行动",
        measure="次",
        definition=Definition("开始时刻在行动期间、至少纳入一起案件的集中统一行动"),
        right=rights.VIEW,
        rows=lambda: Operation.objects.current(),
        happened=_taken,
        list_url="campaigns:operation-list",
        order=91,
        awaited_as=AWAITED,
    )
)
register(
    Flow(
        key="studies_made",
        label="专题研判",
        measure="次",
        definition=Definition("调研日在行动期间的专题调研；作废的不计"),
        right=rights.VIEW,
        rows=_studies,
        when="studied_on",
        list_url="cases:study-list",
        order=95,
        awaited_as=AWAITED,
    )
)
for key, label, text, condition, place in (
    ("case_reports_due", "应报进展", "应报日在行动期间且已过的进展报告", _reports_due, 92),
    (
        "case_reports_in_time",
        "按期报告",
        "应报的进展报告中，应报日当天或之前报告的",
        lambda period: _reports_due(period) & Q(is_within_limit=True),
        93,
    ),
):
    register(
        Matching(
            key=key,
            label=label,
            measure="次",
            definition=Definition(text),
            right=rights.VIEW,
            rows=_due_reports,
            happened=condition,
            list_url="cases:report-list",
            order=place,
        )
    )
register(
    Ratio(
        key="case_report_rate",
        label="督办案件按期反馈率",
        definition=Definition("按期报告 ÷ 应报进展；包案和督办的案件都按期报告"),
        right=rights.VIEW,
        numerator="case_reports_in_time",
        denominator="case_reports_due",
        order=94,
        awaited_as=AWAITED,
    )
)
