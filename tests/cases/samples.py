"""Cases, custody lines and outcomes, as the tests of every page meet them."""

import datetime as dt

from baiyi.deadlines.models import Deadline
from baiyi.records import clock
from baiyi.records.moves import move
from cases import services
from cases.kinds import REPORT
from cases.models import ArrestTrip, Case, CaseCategory, CustodyLine, Outcome, Study, StudyDuty
from cases.views.cases import CASES
from cases.views.custody import CUSTODY_LINES
from cases.views.outcomes import OUTCOMES
from cases.views.studies import DUTIES, STUDIES
from cases.views.trips import TRIPS
from tests.campaigns.samples import make_operation
from tests.factories import Force
from tests.samples import Sample, first_choice
from tests.world import World, days_ago

Measure = Outcome.Measure


def make_case(force: Force, code: str = "gambling", **facts) -> Case:
    """Accepted today by alice's station; its nature is what the category usually is."""
    category = CaseCategory.objects.get(code=code)
    facts = {
        "nature": category.nature,
        "accepted_on": clock.today(),
        "unit": force.station,
        "officer": force.alice,
    } | facts
    return services.register_case(by=force.people["office"], category=category, **facts)


def make_filed(force: Force, code: str = "theft", **facts) -> Case:
    case = make_case(force, code, **facts)
    return move(case, "file", by=force.people["office"], on=case.accepted_on)


def make_suspended(force: Force) -> Case:
    facts = {"on": clock.today(), "ground": "expertise", "reason": "伤情鉴定"}
    return move(make_case(force), "suspend", by=force.people["office"], **facts)


def make_asked(force: Force) -> Case:
    case = make_case(force)
    return services.ask_extension(case, by=force.alice, version=case.version, days=30, reason="案情复杂")


def make_led(force: Force, **facts) -> Case:
    case = make_filed(force, **facts)
    words = {"leader": force.people["leader"], "every": 15, "task": "限期攻坚"}
    return services.lead_case(case, by=force.people["office"], version=case.version, **words)


def make_listed(force: Force, **facts) -> Case:
    case = make_led(force, **facts)
    words = {"level": "city", "reason": "群众反映强烈", "requirement": "限期破案"}
    due_on = clock.today() + dt.timedelta(days=60)
    return services.list_case(case, by=force.people["office"], version=case.version, due_on=due_on, **words)


def make_ready_for_release(force: Force) -> Case:
    case = make_listed(force)
    return move(case, "ask_release", by=force.people["office"], on=clock.today(), result="已破案")


def make_custody_line(force: Force) -> CustodyLine:
    case = make_filed(force)
    services.take_measure(case, by=force.people["office"], version=case.version, measure="detention", persons=1)
    return case.custody_lines.get()


def make_outcome(force: Force, **facts) -> Outcome:
    facts = {"measure": Measure.CAUGHT, "persons": 3, "unit": force.station} | facts
    return services.record_outcome(make_filed(force), by=force.alice, **facts)


def make_disputed(force: Force) -> Outcome:
    first = make_outcome(force)
    facts = {"measure": first.measure, "persons": 3, "unit": force.branch}
    return services.record_outcome(first.case, by=force.people["office"], **facts)


def make_with_a_rival(force: Force) -> Outcome:
    """Another one of the same measure is there to be named as its double."""
    make_outcome(force)
    return make_outcome(force)


def make_trip(force: Force) -> ArrestTrip:
    case = make_filed(force)
    words = {"destination": "某省某市", "people": 3, "task": "抓捕在逃人员"}
    days = {"leave_on": clock.today(), "return_by": clock.today() + dt.timedelta(days=7)}
    return services.ask_trip(case, by=force.people["office"], version=case.version, **words, **days)


def make_study(force: Force, **facts) -> Study:
    today = clock.today()
    facts = {"title": "夏季侵财案件调研", "unit": force.station, "findings": "集中在夜间", "studied_on": today} | facts
    days = {"since": today - dt.timedelta(days=30), "until": today}
    return services.add_study(by=force.people["office"], **(days | facts))


def make_duty(force: Force) -> StudyDuty:
    study, due_on = make_study(force), clock.today() + dt.timedelta(days=20)
    facts = {"task": "加装路灯", "unit": force.station, "officer": force.alice, "due_on": due_on}
    return services.set_duty(study, by=force.people["office"], version=study.version, **facts)


def study_words(force: Force) -> dict:
    days = {"since": f"{clock.today() - dt.timedelta(days=30)}", "until": f"{clock.today()}"}
    return days | {"title": "夏季侵财案件调研", "findings": "集中在夜间", "unit": str(force.station.pk)}


def case_words(force: Force) -> dict:
    return {"category": str(CaseCategory.objects.get(code="gambling").pk), "unit": str(force.station.pk)}


def today_is(field) -> str:
    return f"{clock.today()}"


def in_sixty_days(field) -> str:
    return f"{clock.today() + dt.timedelta(days=60)}"


reason = {"reason": "案情需要"}
chosen_leader = {"leader": first_choice, "task": "限期攻坚"}
SAMPLES = [
    Sample(
        CASES,
        who="office",
        make=make_case,
        words=case_words,
        changed={"place": "东街夜市一带"},
        moves={
            "penalise": {"persons": "2", "evidence": "云公（东）行罚决字〔2022〕1号", "is_announced": "no"},
            "serve_decision": {"delivery": "in_person"},
            "withdraw": reason,
            "refer": reason,
            "suspend": reason | {"ground": "expertise"},
            "ask_extension": reason | {"days": "30"},
            "void": reason,
            "outcome": {"measure": "caught", "persons": "3", "unit": first_choice},
        },
        again=("outcome",),  # the same form is one outcome
    ),
    Sample(CASES, who="office", make=lambda force: make_case(force, "theft"), moves={"file": {}, "decline": reason}),
    Sample(
        CASES,
        who="office",
        make=make_filed,
        moves={
            "solve": {},
            "prosecute": {},
            "lead": chosen_leader | {"every": "15"},
            "measure": {"measure": "detention", "persons": "2"},
        },
        again=("measure",),
    ),
    Sample(CASES, who="office", make=make_suspended, moves={"resume": reason}),
    Sample(CASES, who="office", make=make_case, moves={"settle": reason}),
    Sample(
        CASES,
        who="office",
        make=make_asked,
        moves={"approve_extension": {"number": "云公复〔2022〕5号"}, "refuse_extension": reason},
    ),
    Sample(
        CASES,
        who="office",
        make=make_led,
        moves={
            "change_leader": chosen_leader | reason | {"leader": lambda field: str(field.queryset.last().pk)},
            "end_lead": reason,
            "report": {"content": "已锁定嫌疑人"},
            "chase": {},
            "list_up": reason
            | {
                "level": "city",
                "requirement": "限期破案",
                "due_on": lambda field: f"{clock.today() + dt.timedelta(60)}",
            },
        },
    ),
    Sample(CASES, who="office", make=make_listed, moves={"ask_release": {"result": "已破案"}}),
    Sample(
        CASES,
        who="office",
        make=make_ready_for_release,
        moves={"release": {"result": "复核合格"}, "keep_listed": reason},
    ),
    Sample(
        CASES,
        who="office",
        make=make_filed,
        moves={
            "trip": {
                "destination": "某省",
                "people": "3",
                "task": "抓捕在逃人员",
                "return_by": in_sixty_days,
                "leave_on": today_is,
            }
        },
        again=("trip",),
    ),
    Sample(
        CASES,
        who="office",
        make=lambda force: make_operation(force) and make_case(force),
        moves={"join": {"operation": first_choice}},
    ),
    Sample(
        CUSTODY_LINES,
        who="office",
        make=make_custody_line,
        moves={"replace": {"measure": "bail"}, "end": reason, "void": reason, "extend": reason | {"length": "4"}},
        again=("extend",),
    ),
    Sample(
        TRIPS,
        who="office",
        make=make_trip,
        moves={"approve": {}, "refuse": reason, "void": reason, "come_back": {"result": "抓获一人", "persons": "1"}},
    ),
    Sample(
        STUDIES,
        who="office",
        make=make_study,
        words=study_words,
        changed={"proposals": "夜间加密巡逻"},
        moves={
            "void": reason,
            "duty": {"task": "加装路灯", "unit": first_choice, "officer": first_choice, "due_on": in_sixty_days},
        },
        again=("duty",),
    ),
    Sample(DUTIES, who="office", make=make_duty, moves={"finish": {"result": "已加装"}, "void": reason}),
    Sample(OUTCOMES, who="office", make=make_outcome, moves={"verify": {}, "void": reason}),
    Sample(OUTCOMES, who="office", make=make_with_a_rival, moves={"contest": reason | {"rival": first_choice}}),
    Sample(OUTCOMES, who="office", make=make_disputed, moves={"rule": reason | {"ruling": "this"}}),
]


def happen(world: World) -> None:
    """At each station something that every figure of cases counts."""
    for unit in (world.force.station, world.force.other_station):
        _cases_of(world.force, unit)


def _cases_of(force: Force, unit) -> None:
    office, today = force.people["office"], clock.today()
    operation = make_operation(force, unit=unit)

    def outcome(case: Case, measure: str) -> None:
        services.record_outcome(case, by=office, unit=unit, measure=measure, persons=2)

    make_case(force, "premises", unit=unit, origin=operation)
    make_study(force, unit=unit)
    for code in ("cable", "provoke", "theft", "gambling_den", "food_drug", "bike"):
        case = make_filed(force, code, unit=unit, pattern=Case.Pattern.SERIES)
        outcome(case, Measure.CAUGHT)
        outcome(case, Measure.COERCED)
        move(case, "solve", by=office, on=today)
    gang = make_filed(force, "fraud", unit=unit, pattern=Case.Pattern.GANG)
    services.join_operation(gang, by=office, version=gang.version, operation=operation)
    outcome(gang, Measure.COERCED)
    outcome(gang, Measure.FUGITIVE)
    move(gang, "solve", by=office, on=today)
    outcome(make_case(force, "foreigner", unit=unit), Measure.FOUND)
    vice = make_case(force, "gambling", unit=unit)
    services.penalise_case(vice, by=office, version=vice.version, on=today, persons=3)
    ended = make_led(force, unit=unit)
    move(ended, "prosecute", by=office, on=today)
    released = make_listed(force, unit=unit)
    asked = move(released, "ask_release", by=office, on=today, result="已破案")
    services.release_case(asked, by=office, version=asked.version, result="复核合格")
    _reported(force, unit)


def _reported(force: Force, unit) -> None:
    """A report that was due some weeks ago, whatever days off there were, and came in time."""
    with days_ago(36):
        case = make_led(force, unit=unit)
    with days_ago(30):
        case = Case.objects.get(pk=case.pk)
        services.report_progress(case, by=force.people["office"], version=case.version, content="已取证")
    assert Deadline.objects.of(case).filter(kind=REPORT, is_within_limit=True).exists()
