"""领导包案, 挂牌督办 and their reports; one result that two units claim."""

from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.services import NewDeadline, is_within_limit, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import ONE_DAY, World
from campaigns.demo.world import BRANCH
from cases.kinds import LISTED, REPORT, RETURN, STUDY
from cases.models import (
    ArrestTrip,
    Case,
    CaseLead,
    CaseListing,
    Level,
    Outcome,
    ProgressReport,
    Study,
    StudyDuty,
)
from cases.models.case import LISTED_RULE, REPORT_RULE
from cases.models.study import DUTY_RULE
from cases.models.trip import RETURN_RULE

# name, which leader, since, a report every so many days, days of reports, listed (level, limit)
LED = (
    ("“刷单返利”电信诈骗团伙案", 0, 0, 7, (6, 13), ("province", 80)),
    ("系列盗窃电缆案", 0, 2, 15, (12,), ("city", 60)),
    ("冒充客服电信诈骗案", 0, -20, 15, (-6,), None),
    ("夜市寻衅滋事团伙案", 1, -10, 15, (2,), ("district", 30)),
    ("车站系列扒窃案", 2, 4, 7, (10,), None),
)
FINDINGS = "侵财案件集中在夜间和工地、市场周边，作案工具随车携带，销赃渠道集中"
PROPOSALS = "工地和市场加装技防，废品收购站逐家走访，夜间二十时至次日四时加密巡逻"
ROUNDED_UP = ("“刷单返利”电信诈骗团伙案", "系列盗窃电缆案", "车站系列扒窃案")
TASK, DUTY = "限期查清事实、抓获在逃、追缴赃款", "主办民警负责，包案领导调度"
CONTENT, NEXT = "已固定主要证据，正在核查资金去向", "继续追查上线，每周调度一次"


def write_leads(world: World, cases: dict[str, Case]) -> None:
    leaders = world.staff[BRANCH, "leader"]
    rules = {rule.code: rule for rule in Rule.objects.filter(code__in=[REPORT_RULE, LISTED_RULE])}
    for name, leader, since, every, reports, listed in LED:
        case = cases[name]
        case.leader, case.led_since, case.report_every = leaders[leader], world.day(since), every
        _write_lead(world, case)
        _write_reports(world, case, reports, rules[REPORT_RULE])
        if listed:
            _write_listing(world, case, *listed, rule=rules[LISTED_RULE])
        Case.objects.bulk_update(
            [case], ["leader", "led_since", "report_every", "reported_on", "listing_level", "listed_until"]
        )


def _write_lead(world: World, case: Case) -> None:
    facts = {"post": "分局领导", "people": f"{case.officer}等", "task": TASK, "duty": DUTY}
    lead = CaseLead.objects.bulk_create(
        [CaseLead(case=case, leader=case.leader, starts_on=case.led_since, ends_on=case.ended_on, **facts)]
    )[0]
    at = world.at(case.led_since, (9, 11))
    log_past([PastEvent(lead, "领导包案", by=world.people["office"], at=at, is_first=True)])


def _write_reports(world: World, case: Case, days: tuple[int, ...], rule: Rule) -> None:
    """Each closes a period and opens the next; the last one is open while the case is."""
    starts_on = case.led_since
    for number, day in enumerate((*days, None), 1):
        if day is None and case.ended_on:
            return
        new = NewDeadline(
            case, REPORT, unit=case.unit, rule=rule, starts_on=starts_on, length=case.report_every, period=str(number)
        )
        term = open_deadlines([new], by=None)[0]
        if day is not None:
            starts_on = case.reported_on = world.day(day)
            _write_report(world, case, term)


def _write_report(world: World, case: Case, term: Deadline) -> None:
    on = case.reported_on
    kept = {"closed_on": on, "is_within_limit": is_within_limit(term, on)}
    Deadline.objects.filter(pk=term.pk).update(**kept)
    facts = {"content": CONTENT, "next_steps": NEXT, "due_on": term.effective_due_on, "created_by": case.officer}
    late = max(0, (on - term.late_after).days)
    report = ProgressReport(case=case, unit=case.unit, reported_on=on, days_late=late, **facts)
    report.created_at = world.at(on, (15, 18))
    ProgressReport.objects.bulk_create([report])
    log_past([PastEvent(report, "报告进展", by=case.officer, at=report.created_at, is_first=True)])


def _write_listing(world: World, case: Case, level: str, limit: int, *, rule: Rule) -> None:
    """A case that ended was released the day before."""
    due_on, released_on = world.day(limit), case.ended_on and case.ended_on - ONE_DAY
    if released_on is None:
        case.listing_level, case.listed_until = level, due_on
    words = {
        "reason": "案情重大、群众关注",
        "requirement": "限期侦破并移送起诉",
        "number": f"{Level(level).label}督〔{world.start.year}〕7号",
    }
    words |= {"released_on": released_on, "result": "已移送起诉，复核合格" if released_on else ""}
    listing = CaseListing(case=case, unit=case.unit, level=level, listed_on=case.led_since, due_on=due_on, **words)
    CaseListing.objects.bulk_create([listing])
    new = NewDeadline(case, LISTED, unit=case.unit, rule=rule, starts_on=case.led_since, due_on=due_on, period="1")
    limit_of = open_deadlines([new], by=None)[0]
    if released_on:
        kept = {"closed_on": released_on, "is_within_limit": is_within_limit(limit_of, released_on)}
        Deadline.objects.filter(pk=limit_of.pk).update(**kept)
    at = world.at(case.led_since, (14, 17))
    log_past([PastEvent(listing, "挂牌督办", by=world.people["office"], at=at, is_first=True)])


def write_roundup(world: World, cases: dict[str, Case]) -> None:
    """集中收网: the last operation took three cases."""
    for name in ROUNDED_UP:
        cases[name].operations.add(world.operations[-1])


def write_study(world: World) -> None:
    """专题调研 of the first two weeks, and what follows from it."""
    by, unit = world.staff["刑侦大队", "officer"][0], world.units["刑侦大队"]
    days = {"since": world.start, "until": world.day(13), "studied_on": world.day(15)}
    made = {"created_by": by, "created_at": world.at(world.day(15), (9, 17))}
    study = Study(title="夏季侵财案件专题调研", unit=unit, findings=FINDINGS, proposals=PROPOSALS, **days, **made)
    station = world.units["南桥所"]
    duty = StudyDuty(
        study=study,
        unit=station,
        task="货运市场周边工地加装技防，夜间加密巡逻",
        officer=world.officers(station)[0],
        set_on=world.day(15),
        due_on=world.day(29),
        **made,
    )
    Study.objects.bulk_create([study])
    StudyDuty.objects.bulk_create([duty])
    rule = Rule.objects.get(code=DUTY_RULE)
    new = NewDeadline(duty, STUDY, unit=station, rule=rule, starts_on=duty.set_on, length=14)
    open_deadlines([new], by=None)
    log_past([PastEvent(each, "登记", by=by, at=each.created_at, is_first=True) for each in (study, duty)])


def write_trip(world: World, cases: dict[str, Case]) -> None:
    """赴外省抓捕: approved, and due back in four days."""
    case, leave_on = cases["“刷单返利”电信诈骗团伙案"], world.day(14)
    made = {"created_by": case.officer, "created_at": world.at(world.day(13), (9, 17))}
    trip = ArrestTrip(
        case=case,
        unit=case.unit,
        destination="外省某市",
        people=4,
        leave_on=leave_on,
        return_by=world.day(21),
        task="抓捕团伙在逃成员",
        state=ArrestTrip.State.APPROVED,
        **made,
    )
    ArrestTrip.objects.bulk_create([trip])
    new = NewDeadline(
        trip, RETURN, unit=trip.unit, rule=Rule.objects.get(code=RETURN_RULE), starts_on=leave_on, due_on=trip.return_by
    )
    open_deadlines([new], by=None)
    log_past([PastEvent(trip, "申请赴外省抓捕", by=trip.created_by, at=trip.created_at, is_first=True)])


def write_dispute(world: World, cases: dict[str, Case]) -> None:
    """The station helped to catch the cable thieves and reported the same five."""
    case, station = cases["系列盗窃电缆案"], world.units["南桥所"]
    case.assisting.add(station)
    first = case.outcomes.get()
    again = Outcome(
        case=case,
        unit=station,
        measure=first.measure,
        persons=first.persons,
        happened_on=first.happened_on,
        state=Outcome.State.DISPUTED,
        rival=first,
        created_by=world.chief(station),
        created_at=world.at(first.happened_on, (18, 21)),
    )
    Outcome.objects.bulk_create([again])
    log_past([PastEvent(again, "登记战果", by=again.created_by, at=again.created_at, is_first=True)])
