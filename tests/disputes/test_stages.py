"""The stages of the mechanism: who completes one, by what, with which papers, by when, and under which version."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.deadlines.models import Deadline
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.kinds import STAGE
from disputes.models import Dispute, Mechanism, PaperKind, Stage
from disputes.views.disputes import DISPUTES
from tests.disputes.made import level, make_dispute, make_graded, make_mechanism
from tests.disputes.situations import WHO_COMPLETES, fresh, join, relapse
from tests.factories import make_user
from tests.samples import filled_in

GRADED = {"name": "研判分级", "ends_with": "grade"}
BY_HAND = {"name": "联席会商"}
SETTLED = {"name": "联动化解", "ends_with": "resolve"}
CLOSED = {"name": "回访销号", "ends_with": "close"}


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


def kind(code: str) -> PaperKind:
    return PaperKind.objects.get(code=code)


def complete(dispute, force, who: str = "office", on: dt.date | None = None) -> Dispute:
    return services.complete_stage(dispute, by=force.people[who], version=dispute.version, on=on or clock.today())


def resolve(dispute, force, **facts) -> Dispute:
    return move(dispute, "resolve", by=None, **{"on": clock.today(), "way": "mediation", "words": "谅解"} | facts)


def walked(dispute) -> list[tuple]:
    """Stages it went through, with the days it came and left."""
    rows = dispute.passages.order_by("stage__position").values_list("stage__name", "entered_on", "left_on")
    return [(name, f"{came:%m-%d}", f"{left:%m-%d}") for name, came, left in rows]


def terms(dispute) -> list[tuple]:
    """Of its stages: what for, from and to which day, and how it stands."""
    rows = Deadline.objects.of(dispute).filter(kind=STAGE).order_by("pk")
    return [(each.period, f"{each.starts_on}", f"{each.due_on}", _standing(each)) for each in rows]


def _standing(each: Deadline) -> str:
    return "void" if each.voided_at else "met" if each.closed_on else "open"


@pytest.mark.parametrize("actor", Stage.Actor.values)
def test_stage_is_completed_by_whom_the_mechanism_names(actor, force, sign_in):
    make_mechanism(force, {"name": "联席会商", "actor": actor}, SETTLED)
    for who, person in force.people.items():
        dispute = fresh(make_dispute(force))
        page = sign_in(person).get(dispute.get_absolute_url())
        offered = page.status_code == 200 and f'href="{DISPUTES.url("advance", dispute.pk)}"' in page.content.decode()
        try:
            done = complete(dispute, force, who).stage.name == "联动化解"
        except PermissionDenied:
            done = False
        assert (done, offered) == (who in WHO_COMPLETES[actor],) * 2, who


@pytest.mark.parametrize("actor", Stage.Actor.values)
def test_front_door_completes_it_for_the_same_people(actor, force, sign_in):
    make_mechanism(force, {"name": "联席会商", "actor": actor}, SETTLED)
    office = sign_in(force.people["office"])
    for who, person in force.people.items():
        dispute = fresh(make_dispute(force))
        url = DISPUTES.url("advance", dispute.pk)
        status = sign_in(person).post(url, filled_in(office.get(url).context["form"], {})).status_code
        assert (status == 302) == (who in WHO_COMPLETES[actor]), (who, status)
        assert status in {302, 403, 404}, (who, status)


def test_station_it_was_sent_to_completes_what_an_officer_may(force):
    make_mechanism(force, BY_HAND, {"name": "审核", "actor": "chief"}, SETTLED)
    dispute = make_dispute(force)
    send_transfer(dispute, by=force.alice, task="请联合调处", to_unit=force.other_station)
    dispute = services.complete_stage(fresh(dispute), by=force.bob, version=fresh(dispute).version, on=clock.today())
    assert dispute.stage.name == "审核"
    chief = User.objects.get(pk=make_user("chief2", force.other_station, Role.CHIEF).pk)
    with pytest.raises(PermissionDenied):
        services.complete_stage(dispute, by=chief, version=dispute.version, on=clock.today())


def test_partner_completes_no_stage(force):
    make_mechanism(force, BY_HAND, SETTLED)
    dispute = make_dispute(force, to_unit=force.partner_body)
    with pytest.raises(PermissionDenied):
        complete(fresh(dispute), force, "partner")


def test_moves_complete_their_stages_from_registering_to_closing(force, at):
    at("2026-06-01")
    make_mechanism(force, {"name": "登记摸排", "ends_with": "registered"}, GRADED, BY_HAND, SETTLED, CLOSED)
    dispute = make_dispute(force)
    assert (dispute.stage.name, f"{dispute.stage_since}") == ("研判分级", "2026-06-01")
    dispute = move(dispute, "grade", by=None, on=at("2026-06-03"), risk=level("yellow"))
    assert (fresh(dispute).stage.name, f"{fresh(dispute).stage_since}") == ("联席会商", "2026-06-03")
    dispute = complete(fresh(dispute), force, on=at("2026-06-05"))
    at("2026-06-09")
    resolve(dispute, force)
    dispute = fresh(dispute)
    assert (dispute.stage.name, dispute.stages_done) == ("回访销号", False)
    facts = {"on": at("2026-06-12"), "visit": "door", "mood": "kept"}
    dispute = services.revisit_dispute(dispute, by=force.alice, version=dispute.version, **facts)
    services.close_dispute(dispute, by=force.people["chief"], version=dispute.version, on=at("2026-06-15"))
    assert fresh(dispute).stages_done
    assert walked(dispute) == [
        ("研判分级", "06-01", "06-03"),
        ("联席会商", "06-03", "06-05"),
        ("联动化解", "06-05", "06-09"),
        ("回访销号", "06-09", "06-15"),
    ]


def test_stage_that_a_later_mark_jumps_over_is_passed_with_it(force, at):
    at("2026-06-01")
    make_mechanism(force, GRADED, BY_HAND, SETTLED, CLOSED)
    dispute = make_graded(force)
    at("2026-06-09")
    resolve(dispute, force)
    assert fresh(dispute).stage.name == "回访销号"
    assert walked(dispute)[1:] == [("联席会商", "06-01", "06-09"), ("联动化解", "06-09", "06-09")]


def test_closing_completes_whatever_is_left_and_owes_nothing(force):
    make_mechanism(force, BY_HAND, {"name": "复盘", "length": 5}, {"name": "归档", "length": 9})
    dispute = resolve(fresh(make_graded(force)), force)
    facts = {"on": clock.today(), "visit": "door", "mood": "kept"}
    dispute = services.revisit_dispute(dispute, by=force.alice, version=dispute.version, **facts)
    assert (dispute.stage.name, terms(dispute)) == ("联席会商", [])
    services.close_dispute(dispute, by=force.people["chief"], version=dispute.version, on=clock.today())
    assert [name for name, *_ in walked(dispute)] == ["联席会商", "复盘", "归档"]
    assert (fresh(dispute).stages_done, Deadline.objects.of(dispute).open().exists()) == (True, False)


def test_grading_again_completes_no_stage(force):
    make_mechanism(force, GRADED, BY_HAND, SETTLED)
    dispute = fresh(make_graded(force))
    move(dispute, "grade", by=None, on=clock.today(), risk=level("red"))
    assert fresh(dispute).stage.name == "联席会商"


def test_stage_of_a_move_is_not_completed_by_hand(force, sign_in):
    make_mechanism(force, GRADED, SETTLED)
    dispute = make_dispute(force)
    with pytest.raises(MoveRefused, match="“研判分级”以“研判分级”为完成标志"):
        complete(dispute, force)
    page = sign_in(force.people["office"]).get(dispute.get_absolute_url()).content.decode()
    assert DISPUTES.url("advance", dispute.pk) not in page


def test_missing_papers_are_refused_by_name_also_of_stages_jumped_over(force):
    two = ["application", "minutes"]
    make_mechanism(force, {"name": "会商", "papers": [kind(two[0])]}, SETTLED | {"papers": [kind(two[1])]}, CLOSED)
    dispute = make_graded(force)
    with pytest.raises(MoveRefused, match="会商环节还缺材料：申请书或受理登记表"):
        complete(dispute, force)
    with pytest.raises(MoveRefused, match="会商、联动化解环节还缺材料：申请书或受理登记表、调解记录"):
        resolve(dispute, force)
    assert fresh(dispute).version == dispute.version
    by = {"by": force.alice, "version": dispute.version}
    dispute = services.file_papers(dispute, **by, kinds=[kind(code) for code in two])
    assert fresh(resolve(dispute, force)).stage.name == "回访销号"


def test_page_says_which_papers_a_move_lacks_and_keeps_what_was_typed(force, sign_in):
    make_mechanism(force, GRADED, SETTLED | {"papers": [kind("minutes")]})
    dispute, client = make_graded(force), sign_in(force.alice)
    url = DISPUTES.url("resolve", dispute.pk)
    typed = filled_in(client.get(url).context["form"], {"way": "mediation", "words": "双方谅解"})
    page = client.post(url, typed)
    assert (page.status_code, "联动化解环节还缺材料：调解记录" in page.content.decode()) == (422, True)
    assert "双方谅解" in page.content.decode()


def test_running_dispute_finishes_under_the_version_it_began_under(force, at):
    at("2026-06-01")
    old = make_mechanism(force, GRADED, BY_HAND, SETTLED, CLOSED, name="旧版")
    running = make_dispute(force)
    new = make_mechanism(force, GRADED, {"name": "新环节"}, SETTLED, name="新版", effective_from=dt.date(2026, 6, 10))
    at("2026-06-12")
    move(running, "grade", by=None, on=clock.today(), risk=level("yellow"))
    assert (fresh(running).mechanism, fresh(running).stage.name) == (old, "联席会商")
    for found_on, version in (("2026-06-09", old), ("2026-06-10", new), ("2026-06-12", new)):
        assert make_dispute(force, found_on=dt.date.fromisoformat(found_on)).mechanism == version, found_on
    assert make_dispute(force, found_on=dt.date(2026, 5, 31)).mechanism is None


def test_what_broke_out_again_begins_under_the_mechanism_of_that_day(force, at):
    at("2026-06-01")
    make_mechanism(force, GRADED, SETTLED, name="旧版")
    dispute = resolve(fresh(make_graded(force)), force)
    new = make_mechanism(force, {"name": "再研判", "ends_with": "grade"}, SETTLED, effective_from=dt.date(2026, 6, 10))
    at("2026-06-11")
    again = relapse(dispute, force)
    assert (again.mechanism, again.stage.name, f"{again.stage_since}") == (new, "再研判", "2026-06-11")
    assert not Deadline.objects.of(fresh(dispute)).open().exists()


def test_two_versions_of_one_day_are_refused_and_a_withdrawn_one_frees_it(force):
    first, office = make_mechanism(force), force.people["office"]
    with pytest.raises(MoveRefused, match="已有一个启用的版本"):
        make_mechanism(force)
    services.withdraw_mechanism(first, by=office, reason="写错了")
    with pytest.raises(MoveRefused, match="已经撤销"):
        services.withdraw_mechanism(first, by=office, reason="写错了")
    second = make_mechanism(force, BY_HAND)
    assert Mechanism.objects.of_day(clock.today()).get() == second
    make_dispute(force)
    with pytest.raises(MoveRefused, match="已有纠纷按这个版本办理"):
        services.withdraw_mechanism(second, by=office, reason="写错了")


@pytest.mark.parametrize("who", ["leader", "chief", "alice", "clerk", "supervisor", "partner", "sysadmin"])
def test_only_the_office_makes_and_withdraws_a_version(who, force):
    mechanism, by = make_mechanism(force), force.people[who]
    with pytest.raises(PermissionDenied):
        services.add_mechanism(by=by, name="x", effective_from=clock.today(), stages=[{"name": "x"}])
    with pytest.raises(PermissionDenied):
        services.withdraw_mechanism(mechanism, by=by, reason="x")


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([], "1 至 6 个环节"),
        ([BY_HAND] * 7, "1 至 6 个环节"),
        ([GRADED, {"name": "登记", "ends_with": "registered"}], "“登记”只能是第一个环节"),
        ([SETTLED, SETTLED], "一个完成标志只用一次"),
    ],
)
def test_mechanism_that_could_not_be_walked_is_refused(stages, words, force):
    with pytest.raises(MoveRefused, match=words):
        services.add_mechanism(
            by=force.people["office"],
            name="x",
            effective_from=clock.today(),
            stages=[dict(each) for each in stages],
        )
    assert not Mechanism.objects.exists()


def test_mechanism_of_the_past_is_refused(force):
    with pytest.raises(MoveRefused, match="不能早于今天"):
        make_mechanism(force, effective_from=clock.today() - dt.timedelta(days=1))


TERMS = [  # measure, days, the day the stage was entered, its last day
    ("natural", 7, "2022-06-28", "2022-07-05", "a Tuesday"),
    ("natural", 3, "2022-09-29", "2022-10-08", "2 Oct is off, Saturday the 8th is worked"),
    ("natural", 10, "2023-01-12", "2023-01-28", "22 Jan is 春节， Saturday the 28th is worked"),
    ("natural", 15, "2024-09-02", "2024-09-18", "15 to 17 Sep are off"),
    ("natural", 30, "2025-09-01", "2025-10-09", "1 to 8 Oct are off"),
    ("natural", 1, "2026-02-13", "2026-02-14", "a Saturday that is worked"),
    ("working", 3, "2022-04-29", "2022-05-07", "30 Apr to 4 May are off, Saturday the 7th is worked"),
    ("working", 5, "2023-09-27", "2023-10-10", "28 Sep, then 7 and 8 Oct, which are worked, 9 and 10 Oct"),
    ("working", 2, "2024-02-08", "2024-02-18", "除夕 is worked, then Sunday the 18th"),
    ("working", 1, "2025-01-27", "2025-02-05", "28 Jan to 4 Feb are off"),
    ("working", 5, "2026-02-12", "2026-02-26", "13 and 14, then 24 to 26 Feb"),
    ("working", 10, "2026-04-24", "2026-05-12", "1 to 5 May are off, Saturday the 9th is worked"),
]


@pytest.mark.parametrize(("measure", "days", "start", "due", "why"), TERMS)
def test_stage_is_due(measure, days, start, due, why, force, at):
    """From the day it was entered, not from the day the dispute was found."""
    found_on = at(start) - dt.timedelta(days=20)
    at(f"{found_on}")
    make_mechanism(force, GRADED, {"name": "会商", "length": days, "measure": measure}, SETTLED)
    dispute = make_dispute(force)
    move(dispute, "grade", by=None, on=at(start), risk=level("blue"))
    assert terms(dispute) == [("2 会商", start, due, "open")], why


def test_term_of_a_stage_ends_with_it_and_the_next_one_begins(force, at):
    at("2026-06-01")
    make_mechanism(force, GRADED | {"length": 1}, {"name": "会商", "length": 3, "measure": "working"}, CLOSED)
    dispute = make_dispute(force)
    dispute = move(dispute, "grade", by=None, on=at("2026-06-04"), risk=level("blue"))
    dispute = complete(fresh(dispute), force, on=at("2026-06-08"))
    assert terms(dispute) == [
        ("1 研判分级", "2026-06-01", "2026-06-02", "met"),
        ("2 会商", "2026-06-04", "2026-06-09", "met"),
    ]
    late = Deadline.objects.of(dispute).filter(kind=STAGE).order_by("pk").values_list("is_within_limit", flat=True)
    assert list(late) == [False, True]


@pytest.mark.parametrize("name", ["penalise", "merge", "link", "void"])
def test_dispute_that_ends_otherwise_owes_no_stage(name, force):
    make_mechanism(force, GRADED, {"name": "会商", "length": 3}, CLOSED)
    dispute, main = make_graded(force), make_dispute(force)
    if name in {"merge", "link"}:
        join(dispute, main, force, verb=getattr(services, f"{name}_dispute"))
    else:
        move(dispute, name, by=None, reason="x", **({"on": clock.today()} if name == "penalise" else {}))
    assert [each[3] for each in terms(dispute)] == ["void"]


def test_stage_is_completed_neither_before_it_was_entered_nor_tomorrow(force, at):
    at("2026-06-01")
    make_mechanism(force, GRADED, BY_HAND, SETTLED)
    dispute = make_dispute(force)
    dispute = fresh(move(dispute, "grade", by=None, on=at("2026-06-04"), risk=level("blue")))
    for day, words in ((dt.date(2026, 6, 3), r"进入环节日（2026-06-04）"), (dt.date(2026, 6, 5), "晚于今天")):
        with pytest.raises(MoveRefused, match=words):
            complete(dispute, force, on=day)
    assert complete(dispute, force).stage.name == "联动化解"


def test_last_stage_by_hand_leaves_nothing_to_complete(force):
    make_mechanism(force, BY_HAND)
    dispute = complete(make_dispute(force), force)
    assert (dispute.stages_done, dispute.stage.name) == (True, "联席会商")
    with pytest.raises(MoveRefused, match="没有在办的环节"):
        complete(dispute, force)


def test_dispute_without_a_mechanism_has_no_stage(force):
    dispute = make_dispute(force)
    assert (dispute.stage, dispute.mechanism) == (None, None)
    with pytest.raises(MoveRefused, match="没有在办的环节"):
        complete(dispute, force)
