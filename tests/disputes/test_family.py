"""告诫书: on which disputes, told to the committee, called on after seven and after thirty days, overdue on a list."""

import datetime as dt

import pytest

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from disputes.forms.family import VisitForm
from disputes.forms.moves import RevisitForm
from disputes.kinds import NOTIFY, VISIT
from disputes.models import FamilyWarning, WarningSign, WarningVisit
from disputes.services import family
from tests.disputes.made import make_graded
from tests.disputes.mediation_samples import make_warning


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


def visit(warning: FamilyWarning, force, on: dt.date, found: str = "calm") -> FamilyWarning:
    now = FamilyWarning.objects.get(pk=warning.pk)
    return family.visit_warned(now, by=force.alice, version=now.version, on=on, found=found)


def due(warning: FamilyWarning, kind: str) -> list[str]:
    return [f"{each.effective_due_on}" for each in warning.deadlines.open().filter(kind=kind)]


DAYS = [
    ("2022-09-24", "2022-10-08", "2022-10-24", "1 Oct; Saturday the 8th is worked; 24 Oct is a Monday"),
    ("2023-01-14", "2023-01-28", "2023-02-13", "21 Jan is 春节 days; Saturday the 28th is worked"),
    ("2024-09-08", "2024-09-18", "2024-10-08", "15 Sep is 中秋 days, 8 Oct a Tuesday"),
    ("2025-09-24", "2025-10-09", "2025-10-24", "1 Oct, off to the 8th"),
    ("2026-02-08", "2026-02-24", "2026-03-10", "15 Feb is 春节"),
    ("2026-06-10", "2026-06-17", "2026-07-10", "Wednesday and Friday"),
]


@pytest.mark.parametrize(("served", "first", "second", "why"), DAYS)
def test_calls_are_due_seven_and_thirty_days_after_it_was_served_one_after_the_other(
    served, first, second, why, force, at
):
    on = at(served)
    warning = make_warning(force)
    assert due(warning, VISIT) == [first], why
    visited = visit(warning, force, on)
    assert due(visited, VISIT) == [second], why
    visited = visit(visited, force, on)
    assert (due(visited, VISIT), visited.visits) == ([], 2)
    assert [f"{each.due_on}" for each in visited.visit_rows.order_by("pk")] == [first, second]
    third = visit(visited, force, on)
    assert third.visit_rows.filter(due_on=None).count() == 1


@pytest.mark.parametrize(
    ("issued", "expected"), [("2026-06-10", "2026-06-15"), ("2026-09-29", "2026-10-08"), ("2022-01-28", "2022-02-07")]
)
def test_committee_is_told_within_three_days(issued, expected, force, at):
    on = at(issued)
    warning = make_warning(force)
    assert due(warning, NOTIFY) == [expected]
    told = move(warning, "notify", by=force.alice, on=on)
    assert (due(told, NOTIFY), told.notified_on) == ([], on)
    with pytest.raises(MoveRefused, match="已经通知"):
        move(told, "notify", by=force.alice, on=on)


@pytest.mark.parametrize(
    ("category", "sign", "may"),
    [
        ("family", "", True),
        ("emotion", "", True),
        ("neighbours", "", False),
        ("neighbours", "alcohol", False),
        ("neighbours", "violence", True),
    ],
)
def test_only_matters_of_a_family_or_with_violence_are_warned(category, sign, may, force, sign_in):
    dispute = make_graded(force, category)
    dispute.signs.set(WarningSign.objects.filter(code=sign))
    page = sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()
    assert (f"/disputes/{dispute.pk}/warn-family/" in page) is may
    if may:
        assert make_warning(force, dispute).pk
        return
    with pytest.raises(MoveRefused, match="婚恋家庭"):
        make_warning(force, dispute)


def test_number_is_one_paper_until_it_is_voided(force):
    first = make_warning(force, number="云公告诫〔2026〕1号")
    with pytest.raises(MoveRefused, match="已登记（东街派出所）"):
        make_warning(force, number=first.number)
    move(first, "void", by=force.people["chief"], reason="录入错误")
    assert make_warning(force, number=first.number).pk


@pytest.mark.parametrize("field", ["issued_on", "offender_served_on", "victim_served_on"])
def test_days_are_in_their_order_and_not_to_come(field, force):
    tomorrow, yesterday = (clock.today() + dt.timedelta(days) for days in (1, -1))
    with pytest.raises(MoveRefused, match=r"今天"):
        make_warning(force, **{field: tomorrow})
    if field != "issued_on":
        with pytest.raises(MoveRefused, match="出具日"):
            make_warning(force, **{field: yesterday})


def test_what_was_found_is_kept_and_violence_again_is_told_by_the_list(force, at, sign_in):
    at("2026-06-01")
    warning = make_warning(force)
    at("2026-06-09")
    client = sign_in(force.alice)
    overdue = "/disputes/warnings/?tab=overdue"
    assert warning.number in client.get(overdue).content.decode()
    visited = visit(warning, force, at("2026-06-09"), found="again")
    visited = move(visited, "notify", by=force.alice, on=at("2026-06-09"))
    assert warning.number not in client.get(overdue).content.decode()
    assert WarningVisit.objects.get().found == "again"
    assert "再次实施家庭暴力" in client.get(warning.get_absolute_url()).content.decode()
    ended = move(visited, "end", by=force.people["chief"], on=at("2026-06-09"), reason="转行政处罚")
    assert not ended.deadlines.open().exists()
    with pytest.raises(MoveRefused, match="查访已结束"):
        visit(ended, force, at("2026-06-09"))


def test_other_station_sees_no_warning(force, sign_in):
    warning = make_warning(force)
    assert sign_in(force.bob).get(warning.get_absolute_url()).status_code == 404
    assert not FamilyWarning.objects.visible_to(force.bob).exists()


@pytest.mark.parametrize(
    ("form", "typed", "words"),
    [
        (VisitForm, {"found": "again"}, "选了“再次实施家庭暴力”的，请填写查访情况"),
        (VisitForm, {"found": "uneasy"}, "选了“仍有风险”的，请填写查访情况"),
        (RevisitForm, {"visit": "door", "mood": "regretted"}, "选了“反悔或不履行”的，请填写回访说明"),
        (RevisitForm, {"visit": "door", "mood": "unstable"}, "选了“情绪不稳，需再访”的，请填写回访说明"),
        (RevisitForm, {"visit": "door", "mood": "partly"}, "选了“部分履行”的，请填写回访说明"),
    ],
)
def test_what_is_not_well_is_said_in_words(form, typed, words):
    sent = {"on": f"{clock.today()}", "version": "1"} | typed
    assert form(sent).errors == {"words": [words]}
    assert form(sent | {"words": "邻居说当晚有争吵"}).is_valid()


@pytest.mark.parametrize(("form", "typed"), [(VisitForm, {"found": "calm"}), (RevisitForm, {"mood": "kept"})])
def test_what_is_well_needs_no_words(form, typed):
    assert form({"on": f"{clock.today()}", "version": "1", "visit": "door"} | typed).is_valid()
