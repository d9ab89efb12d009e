"""What is drawn without the template engine looks as the engine would draw it, and is escaped as it would be."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.template.defaultfilters import date, truncatechars
from django.urls import NoReverseMatch
from django.utils.timezone import localtime

from baiyi.records import drawn, lamps
from baiyi.records.views import PageAction, StateMark

DAY, AT = dt.date(2022, 7, 1), dt.datetime(2022, 7, 4, 18, 5, tzinfo=dt.UTC)
NASTY = "<b>&\"'"


def shown(source: str, **facts) -> str:
    return Template(source).render(Context(facts))


@pytest.mark.parametrize("wanted", [*drawn.DAYS, "c", "Y年n月j日", "n月j日 H:i"])
@pytest.mark.parametrize("value", [DAY, AT, None, ""])
def test_days_are_those_of_django(value, wanted):
    if value == DAY and "H" in wanted:
        pytest.skip("a day has no hours: Django refuses too")
    local = localtime(value) if isinstance(value, dt.datetime) else value
    assert shown(f'{{{{ value|date:"{wanted}" }}}}', value=value) == date(local, wanted)


@pytest.mark.parametrize("text", ["", "短", "甲" * 40, "甲" * 41, "e\u0301" * 41, NASTY * 20])
def test_short_words_are_those_of_django(text):
    assert drawn.shortened(text, 40) == truncatechars(text, 40)


def test_facts_are_escaped():
    page = shown("{{ rows|facts }}", rows=[(NASTY, NASTY), ("空", None), ("无", ""), ("行", "一\n二"), ("数", 0)])
    assert "<b>" not in page
    assert page.count("&lt;b&gt;&amp;&quot;&#x27;") == 2
    assert page.count('<span class="muted">未填写</span>') == 2
    assert "一<br>二" in page
    assert "<dd>0</dd>" in page


def test_a_lamp_is_drawn_as_one():
    assert drawn.draw_value(lamps.near("临期")) == lamps.drawn_lamp(lamps.near("临期"))


def test_states_and_buttons_are_escaped():
    states = [StateMark(NASTY, NASTY, "done"), StateMark("中", status="current"), StateMark("后")]
    bar = shown("{{ states|state_bar }}", states=states)
    assert "<b>" not in bar
    assert bar.count('aria-current="step"') == 1
    assert [bar.count(word) for word in ("已完成", "当前", "未到")] == [1, 1, 1]
    buttons = shown("{{ actions|buttons }}", actions=[PageAction(NASTY, '/?a=1&b="2"', "pencil", is_primary=True)])
    assert "<b>" not in buttons
    assert 'href="/?a=1&amp;b=&quot;2&quot;"' in buttons
    assert shown("{{ actions|buttons }}") == ""


def test_addresses_are_those_of_django():
    assert shown("{% url 'home' %}") == "/"
    assert shown("{% url 'home' as there %}[{{ there }}]") == "[/]"
    assert shown("{% url 'nowhere' as there %}[{{ there }}]") == "[]"
    with pytest.raises(NoReverseMatch):
        shown("{% url 'nowhere' %}")
