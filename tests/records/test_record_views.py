"""A declaration of pages says what it is about, and start-up says when it does not fit the record."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from baiyi.accounts.models import Unit
from baiyi.records import clock, recordviews
from baiyi.records.forms import EmptyMoveForm, RecordForm
from baiyi.records.hooks import Answer
from baiyi.records.recordviews import Act, RecordViews, own_units
from campaigns.forms.campaign import OperationForm
from campaigns.models import Operation
from disputes.views.disputes import DISPUTES
from hotspots.models import Hotspot
from hotspots.views.hotspots import HOTSPOTS
from prevention.views.waters.patrols import WATER_PATROLS
from prevention.views.waters.waters import WATERS
from tests.disputes.made import make_dispute
from tests.disputes.samples import dispute_words
from tests.hotspots.samples import make_listed
from tests.prevention.samples_waters import make_water, patrol_words
from tests.samples import filled_in


def problems() -> list[str]:
    return [found.msg for found in run_checks(tags=["baiyi"]) if found.id == "baiyi.E005"]


@pytest.fixture
def declared(monkeypatch):
    """declared(moves=…): a further kind of page on hotspots, for the check alone."""
    monkeypatch.setattr(recordviews, "declared", known := list(recordviews.declared))
    monkeypatch.setattr("baiyi.records.checks.declared", known)

    def _declare(**facts) -> RecordViews:
        common = {
            "model": Hotspot,
            "name": "trial",
            "title": "试",
            "right": "x",
            "table": HOTSPOTS.table,
            "filterset": HOTSPOTS.filterset,
        }
        return RecordViews(**(common | facts))

    return _declare


def test_move_that_is_no_step_fails_start_up(declared):
    assert problems() == []
    declared(moves={"delst": Act(verb=print)})
    assert problems() == ["trial: delst is no step of Hotspot"]


def test_act_without_right_or_label_fails_start_up(declared):
    declared(acts={"print": Act(verb=print, label="打印")})
    assert problems() == ["trial: print names no verb, right or label"]


def test_move_takes_right_and_label_of_its_step():
    act = HOTSPOTS.moves_as_steps["delist"]
    assert (act.right, act.label) == ("hotspots.manage", "摘牌")


def test_move_whose_form_does_not_ask_for_what_its_step_needs_fails_start_up(declared):
    declared(moves={"void": Act(form=EmptyMoveForm), "delist": Act()})
    assert problems() == [
        "trial: void asks for no at, which the step needs",
        "trial: void asks for no reason, which the step needs",
    ]


def test_move_without_a_verb_makes_its_step(declared, force):
    act = declared(moves={"delist": Act()}).moves_as_steps["delist"]
    delisted = act.verb(make_listed(force), by=force.people["office"], reason="整治完成")
    assert (delisted.state, delisted.delisted_on) == (Hotspot.State.DELISTED, clock.today())


def test_act_that_is_no_step_needs_its_verb(declared):
    declared(acts={"print": Act(right="x", label="打印")}, add=Act(right="x", label="新增"))
    assert problems() == ["trial: add names no verb, right or label", "trial: print names no verb, right or label"]


def test_form_offers_the_units_where_the_person_holds_the_right(force):
    def offered(**facts) -> set[int]:
        return set(OperationForm(**facts).fields["unit"].queryset.values_list("pk", flat=True))

    facts_for = own_units("transfers.handle")
    assert offered(**facts_for(force.alice)) == {force.station.pk}
    assert offered(**facts_for(force.people["leader"])) == set()
    assert offered() == set(Unit.objects.values_list("pk", flat=True))


def test_form_without_a_unit_is_not_narrowed(force):
    class Renaming(RecordForm):
        class Meta:
            model = Operation
            fields = ["name"]

    assert list(Renaming(unit_ids={force.station.pk}).fields) == ["name"]


def test_act_takes_nothing_by_its_place():
    with pytest.raises(TypeError):
        Act(print, "x", "标签")


def test_page_of_a_new_hotspot_is_its_own(force, sign_in):
    answer = sign_in(force.people["office"]).get(reverse("hotspots:hotspot-add"))
    assert "hotspots/hotspot_form.html" in [each.name for each in answer.templates]
    assert "责任人也可以以后再指定" in answer.content.decode()
    assert answer.context["submit_label"] == "挂牌"


def test_question_has_one_answer():
    ask = Answer()
    assert (bool(ask), ask("x")) == (False, None)
    ask.by(str.upper)
    assert (bool(ask), ask("x")) == (True, "X")
    with pytest.raises(ValueError, match="already"):
        ask.by(str.lower)


def test_asking_for_more_time_is_never_the_button_of_a_page():
    asking = {
        f"{views.name} {name}": act.is_plain
        for views in recordviews.declared
        for name, act in views.moves_as_steps.items()
        if act.label.startswith("申请延")
    }
    assert asking == {"case ask_extension": True, "transfer ask_extension": True}


def said(client, url: str, typed: dict) -> list[str]:
    answer = client.post(url, filled_in(client.get(url).context["form"], typed), follow=True)
    return [str(each) for each in answer.context["messages"]]


def test_adding_says_what_was_added_where_it_stands_and_what_comes_next(force, sign_in, settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    client = sign_in(force.alice)
    assert said(client, DISPUTES.url("add"), dispute_words(force)) == ["矛盾纠纷已登记，现为“待研判”，化解期限6月25日"]
    assert said(client, WATER_PATROLS.url("add"), patrol_words(force)) == ["水域巡查已登记"]


def test_changing_and_acts_say_what_was_done(force, sign_in, settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    dispute, client = make_dispute(force), sign_in(force.people["chief"])
    assert said(client, DISPUTES.url("change", dispute.pk), {"place": "东街夜市一带"}) == ["已修改"]
    water = make_water(force)
    assert said(client, WATERS.url("facilities", water.pk), {"sign": "2"}) == ["登记四个一：已登记"]
    broken = {"kind": "rope", "fault": "missing", "pieces": "2"}
    assert said(client, WATERS.url("defect", water.pk), broken) == ["设施缺损已登记，现为“待修”，设施整改期限6月15日"]
