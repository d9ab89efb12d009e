"""State × move × role: from each state each role may make the moves listed here by hand, and no other; and what a form
of mediation refuses, with the article that says so.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, available_moves, move, steps_of
from baiyi.records.written import Key
from baiyi.transfers.services import recall_transfer, send_transfer
from disputes.models import FamilyWarning, Instalment, Mediation, MediationGround, MediationState
from disputes.services import agreements, instalments, mediations
from disputes.services.closing import missing_papers, unkept
from disputes.services.instalments import Due
from disputes.views.mediations import MEDIATIONS
from tests.disputes import mediation_samples as made
from tests.disputes.made import make_graded
from tests.factories import Force, make_user
from tests.samples import filled_in

RECORDERS = {"office", "chief", "alice", "amy", "clerk"}  # of the station, and its branch
DECIDERS = {"office", "chief"}
DECIDED = {"void", "end"}


@dataclass(frozen=True)
class Situation:
    name: str
    make: Callable
    moves: str

    def __str__(self) -> str:
        return self.name

    @property
    def allowed(self) -> set[str]:
        return set(self.moves.split())

    def of(self, who: str) -> set[str]:
        return {name for name in self.allowed if who in (DECIDERS if name in DECIDED else RECORDERS)}


def moved(make: Callable, name: str, **facts) -> Callable:
    return lambda force: move(make(force), name, by=force.people["office"], **({"on": clock.today()} | facts))


def voided(make: Callable) -> Callable:
    return lambda force: move(make(force), "void", by=force.people["office"], reason="录入错误")


def second_failed(force: Force) -> Mediation:
    return made.hold(made.make_held(force), force, "hold_again")


def at_once(force: Force) -> Mediation:
    return made.agree(made.make_public(force), force, **made.AT_ONCE)


def on_scene(force: Force, **facts) -> Mediation:
    dispute = make_graded(force)
    facts = made.ELEMENTS | {"organ": "东街派出所", "mediators": "主持民警", "on": clock.today()} | facts
    facts = {"conditions": made.grounds("petty")} | facts
    return agreements.mediate_on_scene(dispute, by=force.alice, version=dispute.version, **facts)


def met_by_people(force: Force) -> Mediation:
    return made.hold(made.make_people(force), force, "hold")


def agreed_publicly(force: Force) -> Mediation:
    return made.agree(made.make_public(force), force)


MEDIATED = [
    Situation("public order", made.make_public, "hold_first agree get_expertise fail void"),
    Situation("waiting for expertise", made.make_waiting, "get_expertise fail void"),
    Situation("expertise there", moved(made.make_waiting, "get_expertise"), "hold_first agree fail void"),
    Situation("held once", made.make_held, "hold_again agree fail void"),
    Situation("held twice", second_failed, "void"),
    Situation("people", made.make_people, "hold agree fail void"),
    Situation("met by people", met_by_people, "hold agree fail void"),
    Situation("agreed with the police", agreed_publicly, "perform breach void"),
    Situation("agreed", made.make_agreed, "perform breach apply_to_court waive_court void"),
    Situation("no court", moved(made.make_agreed, "waive_court"), "perform breach void"),
    Situation("applied", made.make_applied, "perform breach court_accepts court_declines void"),
    Situation("declined", moved(made.make_applied, "court_declines"), "perform breach void"),
    Situation("in court", made.make_in_court, "perform breach court_confirms court_dismisses void"),
    Situation("confirmed", moved(made.make_in_court, "court_confirms"), "perform breach void"),
    Situation("dismissed", moved(made.make_in_court, "court_dismisses"), "perform breach void"),
    Situation("performed at once", at_once, "void"),
    Situation("on the spot", on_scene, "void"),
    Situation("performed", moved(made.make_without_parts, "perform"), "void"),
    Situation("given up", moved(made.make_people, "fail", reason="一方不到场"), "void"),
    Situation("breached", made.make_breached, "void"),
    Situation(
        "breached in court",
        moved(made.make_in_court, "breach", reason="反悔"),
        "court_confirms court_dismisses void",
    ),
    Situation("voided", voided(made.make_held), ""),
]
PARTS = [
    Situation("part open", made.make_instalment, "perform breach void"),
    Situation("part performed", moved(made.make_instalment, "perform"), "void"),
    Situation("part breached", moved(made.make_instalment, "breach", reason="没有钱"), "void"),
    Situation("part voided", voided(made.make_instalment), ""),
]
WARNED = [
    Situation("warned", made.make_warning, "notify visit end void"),
    Situation("told to the committee", moved(made.make_warning, "notify"), "visit end void"),
    Situation("called on", moved(made.make_warning, "visit"), "notify visit end void"),
    Situation("calls ended", moved(made.make_warning, "end", reason="平稳"), "void"),
    Situation("warning voided", voided(made.make_warning), ""),
]
every_situation = pytest.mark.parametrize("situation", MEDIATED + PARTS + WARNED, ids=str)


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)


def facts_for(record, name: str) -> dict:
    known = {"on": clock.today(), "court": "区人民法院"}
    return {key: known[key] for key in signature(getattr(type(record), name)).parameters if key in known}


def is_made(record, name: str, by) -> bool:
    """Tried, and taken back. What is refused leaves the row as it was."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                move(record, name, by=by, reason="当事人反悔", **facts_for(record, name))
        except (MoveRefused, PermissionDenied):
            assert fresh(record).version == record.version
            return False
        transaction.set_rollback(True)
    return True


def made_by(record, person) -> set[str]:
    return {name for name in steps_of(type(record)) if is_made(record, name, person)}


def offered_to(record, person) -> set[str]:
    return {each.name for each in available_moves(record, person)}


def test_every_state_has_a_situation_and_every_move_is_made_somewhere(force):
    assert {each.make(force).state for each in MEDIATED} == set(MediationState)
    for situations, model in ((MEDIATED, Mediation), (PARTS, Instalment), (WARNED, FamilyWarning)):
        assert set().union(*(each.allowed for each in situations)) == set(steps_of(model))


@every_situation
def test_each_role_makes_and_is_offered_what_the_state_allows(situation, force):
    record = fresh(situation.make(force))
    for who, person in force.people.items():
        assert made_by(record, person) == situation.of(who), who
        assert offered_to(record, person) == situation.of(who), who


@pytest.mark.parametrize(
    "sample",
    [each for each in made.SAMPLES if set(each.moves) & set(each.views.moves) and each.views.name != "dispute"],
    ids=lambda each: "-".join(each.moves),
)
def test_front_door_takes_what_the_role_may_and_nothing_else(sample, force, sign_in):
    """Each form, sent by each role as the office would fill it in."""
    record = fresh(sample.make(force))
    clients = {who: sign_in(person) for who, person in force.people.items()}
    for name in sorted(set(sample.moves) & offered_to(record, force.people["office"])):
        url = sample.address(name, record)
        typed = filled_in(clients["office"].get(url).context["form"], sample.moves[name])
        for who, client in clients.items():
            with transaction.atomic():
                status = client.post(url, typed).status_code
                changed = fresh(record).version != record.version
                transaction.set_rollback(True)
            may = who in (DECIDERS if name in DECIDED else RECORDERS)
            assert (status == 302, changed) == (may, may), (name, who, status)
            assert status in {302, 403, 404}, (name, who, status)


@pytest.mark.parametrize("situation", MEDIATED, ids=str)
def test_no_move_has_a_day_before_it_was_accepted_or_to_come(situation, force):
    record = fresh(situation.make(force))
    for name in situation.allowed - {"void"}:
        for day in (record.accepted_on - dt.timedelta(days=1), clock.today() + dt.timedelta(days=1)):
            with pytest.raises(MoveRefused, match="日期不能"):
                move(record, name, by=None, reason="x", **(facts_for(record, name) | {"on": day}))


EXCLUSIONS = [
    ("hired", "第（一）项"),
    ("gang", "第（二）项"),
    ("repeated", "第（三）项"),
    ("unwilling", "第（四）项"),
    ("meanwhile", "第（五）项"),
    ("fled", "第（六）项"),
    ("unfit", "第（七）项"),
]


@pytest.mark.parametrize(("code", "article"), EXCLUSIONS)
def test_exclusion_that_is_ticked_refuses_with_its_article(code, article, force):
    for kind in ("public_order", "on_scene"):
        with pytest.raises(MoveRefused, match=f"不适用调解.*第一百七十九条{article}"):
            made.start(force, kind=kind, exclusions=made.grounds(code))
    with pytest.raises(MoveRefused, match=f"第一百七十九条{article}"):
        on_scene(force, exclusions=made.grounds(code))
    assert not Mediation.objects.exists()


def test_checklist_holds_the_three_conditions_and_the_seven_exclusions(db):
    found = MediationGround.objects.values_list("sort", flat=True)
    assert sorted(found) == ["condition"] * 3 + ["exclusion"] * 7


@pytest.mark.parametrize("code", ["petty", "provoked", "easier"])
def test_one_condition_is_enough_and_none_is_not(code, force):
    assert made.start(force, conditions=made.grounds(code)).grounds.get().code == code
    with pytest.raises(MoveRefused, match="第一百七十八条"):
        made.start(force, conditions=[])
    assert made.start(force, kind="people", conditions=[]).pk


def test_page_of_the_form_keeps_what_was_typed_when_the_checklist_refuses(force, sign_in):
    dispute, client = make_graded(force), sign_in(force.alice)
    url = f"/disputes/{dispute.pk}/mediate/"
    words = {"kind": "public_order", "organ": "东街派出所", "mediators": "老王调解室"}
    ticked = {"conditions": [made.grounds("petty")[0].pk], "exclusions": [made.grounds("hired")[0].pk]}
    response = client.post(url, filled_in(client.get(url).context["form"], words | ticked))
    page = response.content.decode()
    assert response.status_code == 422
    assert "雇凶伤害他人" in page
    assert "老王调解室" in page


def test_guardians_are_told_when_children_are_party_to_it(force):
    dispute = make_graded(force, minors=1)
    for kind in ("public_order", "people"):
        with pytest.raises(MoveRefused, match="第一百八十一条"):
            made.start(force, dispute, kind=kind)
    assert made.start(force, dispute, guardians_told=True).guardians_told


def test_one_live_mediation_a_dispute_until_it_is_over(force):
    first = made.make_public(force)
    for kind in ("public_order", "people"):
        with pytest.raises(MoveRefused, match="已有一次调解"):
            made.start(force, fresh(first.dispute), kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mediation(
            dispute=first.dispute, unit=first.unit, organ="x", mediators="x", created_by=force.alice,
            created_at=clock.now(),
        ).save()  # fmt: skip
    agreed = made.agree(first, force)
    with pytest.raises(MoveRefused, match="已有一次调解"):
        made.start(force, fresh(first.dispute))
    facts = {"on": clock.today(), "reason": "反悔"}
    instalments.breach_mediation(agreed, by=force.alice, version=agreed.version, **facts)
    assert made.start(force, fresh(first.dispute), kind="people").state == "open"


@pytest.mark.parametrize("name", ["hold_first", "hold_again", "hold", "agree"])
def test_there_is_no_third_time(name, force):
    failed = second_failed(force)
    assert (failed.state, failed.sessions_held, failed.end_reason) == ("failed", 2, "再次调解仍未达成协议")
    with pytest.raises(MoveRefused):
        move(failed, name, by=None, on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Mediation.objects.filter(pk=failed.pk).update(sessions_held=3)


def test_people_meet_as_often_as_it_takes(force):
    mediation = made.make_people(force)
    for _ in range(4):
        mediation = made.hold(mediation, force, "hold")
    agreed = made.agree(mediation, force)
    sessions = list(agreed.sessions.values_list("number", "outcome"))
    assert sessions == [(1, "failed"), (2, "failed"), (3, "failed"), (4, "failed"), (5, "agreed")]


@pytest.mark.parametrize("missing", ["number", "place", "host", "happened", "content"])
def test_agreement_lacks_no_element(missing, force):
    mediation = made.make_public(force)
    with pytest.raises(MoveRefused, match=r"协议缺少|协议编号"):
        made.agree(mediation, force, **{missing: ""})
    assert fresh(mediation).state == "open"
    assert not mediation.sessions.exists()


@pytest.mark.parametrize(
    ("make", "form", "is_taken"),
    [
        (made.make_public, "written", True),
        (made.make_public, "oral", False),
        (made.make_public, "recorded", False),
        (made.make_people, "written", True),
        (made.make_people, "oral", True),
        (made.make_people, "recorded", False),
    ],
)
def test_form_of_an_agreement_hangs_on_who_mediates(make, form, is_taken, force):
    mediation = make(force)
    words = {"form": form, "number": "第1号" if form == "written" else ""}
    if is_taken:
        assert made.agree(mediation, force, **words).agreement.form == form
        return
    with pytest.raises(MoveRefused, match="形式"):
        made.agree(mediation, force, **words)


@pytest.mark.parametrize(
    ("manner", "days", "words"),
    [
        ("at_once", (5,), "当场履行的不填"),
        ("by_day", (), "填一个履行日"),
        ("by_day", (5, 9), "填一个履行日"),
        ("instalments", (5,), "至少填两期"),
        ("by_day", (0,), "达成协议日"),
        ("instalments", (9, 5), "依次在后"),
        ("instalments", (5, 5), "依次在后"),
    ],
)
def test_manner_and_days_of_performance_fit_each_other(manner, days, words, force):
    mediation = made.make_public(force)
    parts = [Due(made.in_days(each), "赔偿") for each in days]
    with pytest.raises(MoveRefused, match=words):
        made.agree(mediation, force, *parts, manner=manner)


def test_agreement_performed_at_once_needs_no_part(force):
    done = at_once(force)
    assert (done.state, done.instalments.count(), done.agreement.perform_by) == ("performed", 0, None)
    scene = on_scene(force, form="recorded", number="")
    assert (scene.state, scene.sessions.get().outcome, scene.agreement.form) == ("performed", "agreed", "recorded")
    assert not scene.deadlines.exists()
    with pytest.raises(MoveRefused, match="口头形式"):
        on_scene(force, form="oral", number="")


def test_last_part_performed_ends_the_mediation_by_itself(force):
    mediation = made.make_agreed(force)
    first, second = mediation.instalments.all()
    instalments.perform_instalment(first, by=force.alice, version=first.version, on=clock.today())
    assert fresh(mediation).state == "agreed"
    with pytest.raises(MoveRefused, match="还有 1 期没有履行"):
        instalments.perform_mediation(fresh(mediation), by=force.alice, version=mediation.version, on=clock.today())
    assert unkept(mediation.dispute) == [f"第2期赔偿 2000 元（{second.due_on} 前）待履行"]
    instalments.perform_instalment(second, by=force.alice, version=second.version, on=clock.today())
    done = fresh(mediation)
    assert (done.state, done.ended_on, unkept(mediation.dispute)) == ("performed", clock.today(), [])
    assert not done.deadlines.open().exists()


def test_one_part_not_kept_ends_the_mediation_with_what_was_open(force):
    mediation = made.make_agreed(force)
    first, second = mediation.instalments.all()
    facts = {"on": clock.today(), "reason": "没有钱"}
    instalments.breach_instalment(first, by=force.alice, version=first.version, **facts)
    broken = fresh(mediation)
    assert (broken.state, broken.end_reason) == ("breached", "第1期未履行：没有钱")
    assert fresh(second).state == "breached"
    assert not second.deadlines.open().exists()
    assert len(unkept(mediation.dispute)) == 2


def test_part_more_is_taken_while_the_agreement_is_being_performed(force):
    mediation = made.make_agreed(force)
    facts = {"due_on": made.in_days(40), "what": "赔偿 500 元"}
    added = instalments.add_instalment(mediation, by=force.alice, version=mediation.version, **facts)
    assert (added.instalments.count(), added.agreement.perform_by) == (3, facts["due_on"])
    over = at_once(force)
    with pytest.raises(MoveRefused, match="不在履行中"):
        instalments.add_instalment(over, by=force.alice, version=over.version, **facts)


def test_parts_of_a_voided_mediation_are_voided_and_a_voided_dispute_voids_both(force):
    part, office = made.make_instalment(force), force.people["office"]
    warning = made.make_warning(force, fresh(make_graded(force, "family")))
    move(part.mediation.dispute, "void", by=office, reason="重复登记")
    move(warning.dispute, "void", by=office, reason="重复登记")
    for record in (part, part.mediation, warning):
        assert fresh(record).voided_at
        assert not record.deadlines.open().exists()


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (made.make_public, "resolve", "没有结果"),
        (made.make_public, "penalise", "没有结果"),
        (made.make_agreed, "penalise", "正在履行"),
        (made.make_agreed, "resolve", ""),
        (made.make_breached, "penalise", ""),
        (second_failed, "penalise", ""),
        (at_once, "resolve", ""),
    ],
)
def test_nothing_is_settled_or_penalised_over_a_mediation_that_goes_on(make, name, words, force):
    dispute = fresh(make(force).dispute)
    facts = {"resolve": {"way": "mediation", "words": "和好"}, "penalise": {"reason": "依法处罚"}}[name]
    if words:
        with pytest.raises(MoveRefused, match=words):
            move(dispute, name, by=None, on=clock.today(), **facts)
        return
    assert not move(dispute, name, by=None, on=clock.today(), **facts).is_open


def test_merged_dispute_leaves_no_mediation_behind(force):
    mediation, other = made.make_public(force), make_graded(force)
    with pytest.raises(MoveRefused, match="没有结果"):
        move(fresh(mediation.dispute), "merge", by=None, main=other, reason="同一起")


def test_dispute_that_is_over_or_linked_is_not_mediated(force):
    settled = move(make_graded(force), "resolve", by=force.people["office"], on=clock.today(), way="self", words="和好")
    linked = move(make_graded(force), "link", by=force.people["office"], main=make_graded(force), reason="同一起")
    for dispute, words in ((settled, "不能再调解"), (linked, "主记录")):
        with pytest.raises(MoveRefused, match=words):
            made.start(force, dispute)


def test_old_page_is_refused(force):
    mediation = made.make_public(force)
    made.hold(mediation, force)
    with pytest.raises(StaleRecord):
        made.hold(mediation, force)


def posted(name: str, unit, role: str) -> User:
    return User.objects.get(pk=make_user(name, unit, role).pk)


def test_station_it_was_sent_to_records_and_a_partner_body_only_reads(force, sign_in):
    mediation = made.make_public(force)
    dispute, partner = mediation.dispute, force.people["partner"]
    client = sign_in(force.bob)
    assert client.get(mediation.get_absolute_url()).status_code == 404
    chief = posted("chief2", force.other_station, Role.CHIEF)
    transfer = send_transfer(fresh(dispute), by=force.alice, task="请调解", to_unit=force.other_station)
    assert client.get(mediation.get_absolute_url()).status_code == 200
    assert made_by(fresh(mediation), force.bob) == {"hold_first", "agree", "get_expertise", "fail"}
    assert "void" not in made_by(fresh(mediation), chief)
    held = mediations.hold_session(
        fresh(mediation), by=force.bob, version=mediation.version, name="hold_first", on=clock.today(), **made.MEETING
    )
    assert held.sessions_held == 1
    recall_transfer(transfer, by=force.alice, reason="发错了")
    assert client.get(mediation.get_absolute_url()).status_code == 404
    send_transfer(fresh(dispute), by=force.alice, task="请调解", to_unit=force.partner_body)
    assert sign_in(partner).get(mediation.get_absolute_url()).status_code == 200
    assert made_by(fresh(mediation), partner) == offered_to(fresh(mediation), partner) == set()


def test_page_says_what_follows_and_leads_there(force, sign_in):
    mediation, client = made.make_breached(force), sign_in(force.people["office"])
    page = client.get(mediation.get_absolute_url()).content.decode()
    assert "程序规定第一百八十五条" in page
    assert "重新计算" in page
    assert f"/disputes/{mediation.dispute_id}/penalise/" in page
    form = client.get(f"/disputes/{mediation.dispute_id}/penalise/").context["form"]
    assert form["reason"].value() == "治安调解协议未履行：一方反悔"
    given_up = move(made.make_people(force), "fail", by=None, on=clock.today(), reason="不到场")
    page = client.get(given_up.get_absolute_url()).content.decode()
    assert "人民调解法第二十六条" in page
    assert f"/disputes/{given_up.dispute_id}/litigate/" in page
    assert f"/disputes/{given_up.dispute_id}/penalise/" not in page


def test_papers_of_the_file_are_named_until_they_are_there(force):
    def codes(mediation: Mediation) -> set[str]:
        return {each.code for each in missing_papers(mediation.dispute)}

    file = {"application", "notice", "identity", "minutes"}
    assert codes(made.make_public(force)) == file
    assert codes(made.make_agreed(force)) == file | {"agreement"}
    assert codes(made.agree(made.make_people(force), force, form="oral", number="")) == file | {"oral_agreement"}
    assert codes(on_scene(force)) == {"agreement"}
    assert codes(on_scene(force, form="recorded", number="")) == set()
    assert missing_papers(make_graded(force)) == []
    agreed = made.make_agreed(force)
    for kind in missing_papers(agreed.dispute)[1:]:
        agreed.dispute.papers.create(kind=kind, filed_on=clock.today(), created_by=force.alice)
    assert codes(agreed) == {"application"}
    move(agreed, "void", by=None, reason="录入错误")
    assert codes(agreed) == set()


def test_panel_of_a_dispute_is_one_statement(force, django_assert_num_queries):
    from disputes.reading.mediation_page import mediations_of  # noqa: PLC0415

    dispute = made.make_breached(force).dispute
    made.start(force, fresh(dispute), kind="people")
    mediations_of(Key(dispute.pk))
    with django_assert_num_queries(1):
        rows = mediations_of(Key(dispute.pk))
        assert [(each.sessions_held, bool(getattr(each, "agreement", None))) for each in rows] == [
            (1, True),
            (0, False),
        ]
        assert rows[1].due_lamp


@pytest.mark.parametrize(
    ("typed", "field"), [({"number": ""}, "number"), ({"what_1": ""}, "due_1"), ({"due_1": ""}, "due_1")]
)
def test_agreement_form_says_at_the_field_what_it_lacks(typed, field, force, sign_in):
    mediation, client = made.make_public(force), sign_in(force.alice)
    url = MEDIATIONS.url("agree", mediation.pk)
    words = made.elements_typed | made.by_day_typed | {"mediators": "主持民警"} | typed
    response = client.post(url, filled_in(client.get(url).context["form"], words))
    assert response.status_code == 422
    assert field in response.context["form"].errors
