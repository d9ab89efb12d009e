"""Followed until kept: what was found when it was called on, what must be there before it is closed, and what broke out
again under its old number.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.deadlines.models import Deadline
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.models import Dispute, FollowUp, PaperKind, Party, State, WarningSign
from disputes.services import instalments
from disputes.views.disputes import DISPUTES
from tests.disputes import mediation_samples as mediated
from tests.disputes.made import make_controlled, make_dispute, make_graded, make_resolved, make_revisited
from tests.disputes.situations import fresh, make_again, make_closed, relapse
from tests.samples import filled_in
from tests.world import days_ago


def kinds(*codes: str) -> list[PaperKind]:
    return list(PaperKind.objects.filter(code__in=codes))


def file(dispute, force, *codes: str) -> Dispute:
    found = fresh(dispute)
    return services.file_papers(found, by=force.alice, version=found.version, kinds=kinds(*codes))


def settled(dispute, force) -> Dispute:
    """Resolved and called on."""
    found = move(fresh(dispute), "resolve", by=None, on=clock.today(), way="mediation", words="谅解")
    facts = {"on": clock.today(), "visit": "phone", "mood": "kept"}
    return services.revisit_dispute(found, by=force.alice, version=found.version, **facts)


def close(dispute, force) -> Dispute:
    found = fresh(dispute)
    return services.close_dispute(found, by=force.people["chief"], version=found.version, on=clock.today())


FILE = ("application", "notice", "identity", "minutes")


def test_what_was_found_is_kept_with_who_when_and_how(force, sign_in):
    dispute, client = make_resolved(force), sign_in(force.alice)
    url = DISPUTES.url("revisit", dispute.pk)
    typed = {"visit": "door", "mood": "unstable", "satisfaction": "mostly", "words": "一方仍有怨气"}
    assert client.post(url, filled_in(client.get(url).context["form"], typed)).status_code == 302
    call = FollowUp.objects.get()
    assert (call.created_by, call.unit, call.visited_on) == (force.alice, force.station, clock.today())
    assert (call.visit, call.mood, call.satisfaction, call.words) == ("door", "unstable", "mostly", "一方仍有怨气")
    page = client.get(dispute.get_absolute_url()).content.decode()
    assert all(words in page for words in ("情绪不稳，需再访", "一方仍有怨气"))


def test_station_it_was_sent_to_calls_on_in_its_own_name(force):
    dispute = make_controlled(force)
    send_transfer(dispute, by=force.alice, task="x", to_unit=force.other_station)
    facts = {"on": clock.today(), "visit": "door", "mood": "kept"}
    services.revisit_dispute(fresh(dispute), by=force.bob, version=fresh(dispute).version, **facts)
    assert FollowUp.objects.get().unit == force.other_station


def test_calls_while_it_is_kept_under_control_do_not_close_it(force):
    dispute = make_controlled(force)
    facts = {"on": clock.today(), "visit": "door", "mood": "kept"}
    services.revisit_dispute(dispute, by=force.alice, version=dispute.version, **facts)
    dispute = move(fresh(dispute), "resolve", by=None, on=clock.today(), way="help", words="x")
    with pytest.raises(MoveRefused, match="化解后还没有回访"):
        close(dispute, force)


def test_dispute_without_a_mediation_needs_no_file(force):
    assert close(make_revisited(force), force).state == State.CLOSED


@pytest.mark.parametrize("left_out", FILE)
def test_file_of_a_mediation_lacks_what_it_lacks_by_name(left_out, force):
    mediation = mediated.make_people(force)
    move(mediation, "fail", by=force.alice, on=clock.today(), reason="分歧较大")
    dispute = settled(mediation.dispute, force)
    file(dispute, force, *(set(FILE) - {left_out}))
    name = PaperKind.objects.get(code=left_out).name
    with pytest.raises(MoveRefused, match=f"^卷宗还缺：{name}，请归卷后再办结$"):
        close(dispute, force)
    file(dispute, force, *FILE)
    assert close(dispute, force).state == State.CLOSED


def test_agreement_asks_for_its_paper_and_for_being_kept(force):
    mediation = mediated.make_agreed(force)
    dispute = settled(mediation.dispute, force)
    file(dispute, force, *FILE)
    with pytest.raises(MoveRefused, match="卷宗还缺：调解协议书"):
        close(dispute, force)
    file(dispute, force, *FILE, "agreement")
    with pytest.raises(MoveRefused, match=r"第1期赔偿 3000 元.*；第2期赔偿 2000 元"):
        close(dispute, force)
    for part in mediation.instalments.all():
        instalments.perform_instalment(part, by=force.alice, version=part.version, on=clock.today())
    assert close(dispute, force).state == State.CLOSED


def test_agreement_that_was_broken_keeps_nothing_open_once_a_court_settled_it(force):
    mediation = mediated.make_agreed(force)
    facts = {"by": force.alice, "version": mediation.version, "on": clock.today(), "reason": "一方反悔"}
    dispute = instalments.breach_mediation(mediation, **facts).dispute
    dispute = move(fresh(dispute), "litigate", by=None, on=clock.today(), words="区法院已立案")
    dispute = settled(dispute, force)
    file(dispute, force, *FILE, "agreement")
    assert close(dispute, force).state == State.CLOSED


def test_agreement_that_is_broken_after_it_was_settled_is_not_closed(force):
    with days_ago(5):
        mediation = mediated.make_agreed(force)
        dispute = settled(mediation.dispute, force)
        file(dispute, force, *FILE, "agreement")
    mediation = fresh(mediation)
    facts = {"by": force.alice, "version": mediation.version, "on": clock.today(), "reason": "一方反悔"}
    instalments.breach_mediation(mediation, **facts)
    with pytest.raises(MoveRefused, match="协议还没有履行完：第1期"):
        close(dispute, force)


def test_page_says_what_is_missing_and_changes_nothing(force, sign_in):
    mediation = mediated.make_people(force)
    move(mediation, "fail", by=force.alice, on=clock.today(), reason="分歧较大")
    dispute, client = settled(mediation.dispute, force), sign_in(force.people["chief"])
    url = DISPUTES.url("close", dispute.pk)
    page = client.post(url, filled_in(client.get(url).context["form"], {}))
    assert (page.status_code, "卷宗还缺：申请书或受理登记表、权利义务告知书" in page.content.decode()) == (422, True)
    assert fresh(dispute).state == State.RESOLVED


def test_file_holds_what_was_ticked_and_the_day_it_came_stays(force, sign_in):
    with days_ago(3) as first:
        dispute = make_dispute(force)
        file(dispute, force, "identity", "evidence")
    file(dispute, force, "identity", "minutes")
    found = {each.kind.code: each.filed_on for each in dispute.papers.all()}
    assert found == {"identity": first, "minutes": clock.today()}
    page = sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()
    assert page.count("已归卷") == 2


def test_paper_that_is_offered_no_longer_stays_filed(force, sign_in):
    dispute, client = make_dispute(force), sign_in(force.alice)
    file(dispute, force, "proxy")
    PaperKind.objects.filter(code="proxy").update(is_offered=False)
    url = DISPUTES.url("papers", dispute.pk)
    assert client.post(url, filled_in(client.get(url).context["form"], {})).status_code == 302
    assert dispute.papers.get().kind.code == "proxy"
    other = DISPUTES.url("papers", make_dispute(force).pk)
    assert "proxy" not in [each.code for each in client.get(other).context["form"].fields["kinds"].queryset]


def test_what_is_offered_no_longer_stays_on_a_dispute_that_is_changed(force, sign_in):
    dispute, client = make_dispute(force, signs=WarningSign.objects.filter(code="threat")), sign_in(force.alice)
    WarningSign.objects.filter(code="threat").update(is_offered=False)
    type(dispute.category).objects.filter(pk=dispute.category_id).update(is_offered=False)
    url = DISPUTES.url("change", dispute.pk)
    page = client.post(url, filled_in(client.get(url).context["form"], {"place": "东街一带"}))
    assert page.status_code == 302, page.context["form"].errors
    assert (fresh(dispute).place, [each.code for each in dispute.signs.all()]) == ("东街一带", ["threat"])


def test_who_does_not_record_files_nothing(force):
    dispute = make_dispute(force)
    for who in ("leader", "supervisor", "partner", "bob"):
        with pytest.raises(PermissionDenied):
            services.file_papers(dispute, by=force.people[who], version=dispute.version, kinds=[])


@pytest.mark.parametrize("make", [make_resolved, make_closed])
def test_what_breaks_out_again_goes_on_under_its_number_and_the_old_row_stays(make, force):
    with days_ago(5) as first:
        old = make(force, risk="red", names=[("first", "张三丰"), ("second", "李四光")], place="夜市", people=5)
    again = relapse(fresh(old), force)
    old = fresh(old)
    assert (again.number, again.state, again.relapse_of) == (f"{old.number}-1", State.REGISTERED, old)
    assert (again.found_on, again.first_found_on, again.graded_on) == (clock.today(), first, None)
    assert (again.place, again.people, again.risk, again.officer) == ("夜市", 5, old.risk, old.officer)
    assert (old.state, old.resolved_on, old.relapsed_on) == (State.RELAPSED, first, clock.today())
    named = {(each.side, each.name) for each in again.parties.all()}
    assert named == {("first", "张三丰"), ("second", "李四光")} == {(e.side, e.name) for e in old.parties.all()}
    assert not Deadline.objects.of(old).open().exists()


def test_it_breaks_out_twice_and_keeps_counting(force):
    again = make_again(force)
    for number in ("-2", "-3"):
        again = move(again, "grade", by=None, on=clock.today(), risk=again.risk)
        again = move(again, "resolve", by=None, on=clock.today(), way="self", words="x")
        again = relapse(again, force)
        assert again.number.endswith(number)
    assert len({each.number for each in Dispute.objects.all()}) == 4
    assert len({each.first_found_on for each in Dispute.objects.all()}) == 1


def test_signs_and_number_of_the_source_go_with_it(force):
    facts = {"source": "alarm", "source_number": "JJ7", "signs": WarningSign.objects.filter(code="threat")}
    again = relapse(make_resolved(force, **facts), force)
    assert (again.source_number, [each.code for each in again.signs.all()]) == ("JJ7", ["threat"])
    with pytest.raises(MoveRefused, match="JJ7已登记"):
        make_dispute(force, source="alarm", source_number="JJ7")


def test_it_breaks_out_neither_before_it_was_settled_nor_tomorrow_nor_while_open(force):
    with days_ago(5) as day:
        old = make_resolved(force)
    for on in (day - dt.timedelta(days=1), clock.today() + dt.timedelta(days=1)):
        with pytest.raises(MoveRefused, match=r"日期不能|反弹日不能"):
            relapse(fresh(old), force, on=on)
    with pytest.raises(MoveRefused, match="不能“反弹”"):
        relapse(make_graded(force), force)
    assert Dispute.objects.count() == 2


def test_page_of_what_broke_out_again_leads_to_what_was_and_back(force, sign_in):
    again, client = make_again(force), sign_in(force.alice)
    assert again.relapse_of.get_absolute_url() in client.get(again.get_absolute_url()).content.decode()
    page = client.get(again.relapse_of.get_absolute_url()).content.decode()
    assert ("已反弹" in page, f'href="{again.get_absolute_url()}"' in page) == (True, True)


def test_front_door_of_a_relapse_leads_to_the_new_record(force, sign_in):
    dispute, client = make_resolved(force, names=[("first", "张三丰")]), sign_in(force.alice)
    url = DISPUTES.url("relapse", dispute.pk)
    response = client.post(url, filled_in(client.get(url).context["form"], {"reason": "再次争吵"}))
    again = Dispute.objects.get(relapse_of=dispute)
    assert (response.status_code, response.url) == (302, again.get_absolute_url())
    assert Party.objects.filter(dispute=again).count() == 1
