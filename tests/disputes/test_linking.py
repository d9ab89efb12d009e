"""Two records of one matter, linked or merged: which may be the main one, and what is left of the other."""

import pytest

from baiyi.deadlines.models import Deadline
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, move
from baiyi.transfers.models import Transfer
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.models import Dispute, State
from disputes.services.linking import find_main
from disputes.views.disputes import DISPUTES
from tests.disputes.made import make_dispute, make_graded, make_led
from tests.disputes.mediation_samples import make_public
from tests.disputes.situations import fresh, join, make_again, make_linked, make_merged, make_penalised
from tests.samples import filled_in

both = pytest.mark.parametrize("verb", [services.link_dispute, services.merge_dispute], ids=["link", "merge"])


@both
@pytest.mark.parametrize("number", ["", "云公纠字〔2026〕第999号", "own", "foreign", "voided", "linked", "merged"])
def test_main_record_is_another_valid_one_of_the_persons_own_units(verb, number, force):
    dispute = make_dispute(force)
    known = {"own": lambda: dispute, "linked": lambda: make_linked(force), "merged": lambda: make_merged(force)}
    known["foreign"] = lambda: make_dispute(force, unit=force.other_station)
    known["voided"] = lambda: move(make_dispute(force), "void", by=None, reason="x")
    main = known[number]().number if number in known else number
    who = "chief" if number == "foreign" else "office"
    with pytest.raises(MoveRefused, match=r"没有登记号|主记录须是"):
        verb(dispute, by=force.people[who], version=dispute.version, main=main, reason="同一事项")
    assert (fresh(dispute).main_id, fresh(dispute).version) == (None, dispute.version)


@both
def test_record_that_others_point_to_stays_the_main_one(verb, force):
    main, third = fresh(make_linked(force).main), make_dispute(force)
    with pytest.raises(MoveRefused, match="它就是主记录"):
        join(main, third, force, verb=verb)


@both
def test_what_broke_out_again_stays_the_main_one(verb, force):
    with pytest.raises(MoveRefused, match="反弹后的记录"):
        join(make_again(force), make_dispute(force), force, verb=verb)


@both
def test_record_of_an_old_version_is_stale(verb, force):
    dispute, main = make_dispute(force), make_dispute(force)
    facts = {"by": force.people["office"], "main": main.number, "reason": "x", "version": dispute.version - 1}
    with pytest.raises(StaleRecord):
        verb(dispute, **facts)


def test_linked_record_is_settled_at_the_main_one_and_says_where(force, sign_in):
    dispute = join(make_graded(force), make_dispute(force), force)
    with pytest.raises(MoveRefused, match="请在主记录上办理"):
        move(dispute, "resolve", by=None, on=clock.today(), way="mediation", words="x")
    with pytest.raises(MoveRefused, match="请流转主记录"):
        send_transfer(dispute, by=force.alice, task="x", to_unit=force.partner_body)
    client = sign_in(force.alice)
    page = client.get(dispute.get_absolute_url()).content.decode()
    assert f'href="{dispute.main.get_absolute_url()}"' in page
    assert dispute.number in client.get(dispute.main.get_absolute_url()).content.decode()


def test_main_record_with_spaces_around_its_number_is_found(force):
    dispute, main = make_dispute(force), make_dispute(force)
    main.number = f"  {main.number} "
    assert join(dispute, main, force).main_id == main.pk


def test_merged_record_ends_today_owes_nothing_and_its_transfer_is_over(force):
    dispute, main = make_led(force), make_dispute(force)
    send_transfer(dispute, by=force.alice, task="x", to_unit=force.partner_body)
    merged = join(fresh(dispute), main, force, verb=services.merge_dispute)
    assert (merged.state, merged.ended_on) == (State.MERGED, clock.today())
    assert not Deadline.objects.of(merged).open().exists()
    assert Transfer.objects.about(merged).get().state == Transfer.State.OVERTAKEN
    assert Dispute.objects.counted().get() == main


def test_merging_over_a_mediation_that_goes_on_is_refused(force):
    mediation = make_public(force)
    with pytest.raises(MoveRefused, match="还有一次调解没有结果"):
        join(mediation.dispute, make_dispute(force), force, verb=services.merge_dispute)


def test_matter_may_be_linked_to_one_that_ended(force):
    """Heard of once more after it was punished: the record that ended counts."""
    assert join(make_dispute(force), make_penalised(force), force).main_id


def test_page_refuses_a_number_nobody_has_and_keeps_it(force, sign_in):
    dispute, client = make_dispute(force), sign_in(force.people["chief"])
    url = DISPUTES.url("link", dispute.pk)
    page = client.post(url, filled_in(client.get(url).context["form"], {"main": "第九号", "reason": "同一事项"}))
    assert page.status_code == 422
    assert all(words in page.content.decode() for words in ("没有登记号为“第九号”", 'value="第九号"', "同一事项"))


@pytest.mark.parametrize(
    "change",
    [
        lambda number: number.replace("〔", "[").replace("〕", "]"),
        lambda number: number.translate({digit: digit + 0xFEE0 for digit in range(0x30, 0x3A)}),
        lambda number: f"　{number} ",
    ],
)
def test_main_record_is_found_by_its_number_however_it_is_typed(force, change):
    main = make_dispute(force)
    assert find_main(change(main.number), force.people["office"]) == main
    with pytest.raises(MoveRefused):
        find_main(f"{main.number}9", force.people["office"])
