"""Lines of a hotspot's page that are drawn without the template engine look as the engine would draw them."""

import datetime as dt

import pytest
from django.template import Context, Template

from baiyi.accounts.models import User
from hotspots.models import HotspotAssignment, Supervision

DAY, AT = dt.date(2022, 7, 1), dt.datetime(2022, 7, 4, 18, 5, tzinfo=dt.UTC)
NASTY = "<b>&\"'\n"
VISIT = """<div>
        <a href="{{ visit.get_absolute_url }}"><strong>{{ visit.supervised_on|date:"Y-m-d" }}</strong> {{ visit.get_method_display }}</a>
        {% if visit.has_problems %}<span class="tag tag-yellow">△ 发现问题 {{ visit.problem_count }} 处</span>{% else %}<span class="tag tag-green">✔ 正常</span>{% endif %}
        {% if visit.is_recorded_late %}<span class="tag tag-grey">补录</span>{% endif %}
        <div class="muted">{{ visit.created_by.name }}{% if visit.findings %} · {{ visit.findings }}{% endif %}{% if visit.rectify_by %} · {{ visit.rectify_by|month_day }}前整改{% endif %}</div>
      </div>"""  # noqa: E501 - as a template has it
ASSIGNMENT = """<div>
        <strong>{{ each.person.name }}</strong> {{ each.get_post_display }}
        {% if each.ends_on %}<span class="tag tag-grey">已移交</span>{% elif each.signed_at %}<span class="tag tag-green">已签收</span>{% else %}<span class="tag tag-yellow">待签收</span>{% endif %}
        <p class="muted">{{ each.starts_on|date:"Y-m-d" }} 起{% if each.ends_on %}，至 {{ each.ends_on|date:"Y-m-d" }}{% endif %} · {{ each.assigned_by.name }}指定{% if each.reason %}：{{ each.reason }}{% endif %}{% if each.signed_at %} · {{ each.signed_at|date:"Y-m-d H:i" }} 签收{% endif %}</p>
      </div>"""  # noqa: E501 - as a template has it


def shown(source: str, **facts) -> str:
    return Template(source).render(Context(facts))


@pytest.mark.parametrize("words", ["", "固定岗空岗", NASTY])
@pytest.mark.parametrize(("outcome", "count"), [("normal", 0), ("problem", 2), ("problem", 12345)])
@pytest.mark.parametrize("day", [None, DAY])
def test_visit_is_drawn_as_the_engine_would(words, outcome, count, day):
    visit = Supervision(pk=7, supervised_on=DAY, method="on_site", outcome=outcome, problem_count=count, rectify_by=day)
    visit.findings, visit.late_reason, visit.created_by = words, words, User(name=words)
    assert visit.drawn == shown(VISIT, visit=visit)


@pytest.mark.parametrize("words", ["", "挂牌时指定", NASTY])
@pytest.mark.parametrize("ends_on", [None, DAY])
@pytest.mark.parametrize("signed_at", [None, AT])
def test_assignment_is_drawn_as_the_engine_would(words, ends_on, signed_at):
    held = HotspotAssignment(post="owner", starts_on=DAY, ends_on=ends_on, signed_at=signed_at, reason=words)
    held.person, held.assigned_by = User(name=words), User(name=f"{words}甲")
    assert held.drawn == shown(ASSIGNMENT, each=held)
