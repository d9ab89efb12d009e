"""A declaration of pages says what it is about, and start-up says when it does not fit the record."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from baiyi.records import recordviews
from baiyi.records.hooks import Answer
from baiyi.records.recordviews import Act, RecordViews
from hotspots.models import Hotspot
from hotspots.views.hotspots import HOTSPOTS


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
