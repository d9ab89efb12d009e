"""A campaign is set up by pages: its days, phases, plan document, sub-actions, items; several may follow each other."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.journal.timeline import LogEntry
from baiyi.records.moves import MoveRefused, StaleRecord
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.services.campaigns import PhaseLine, add_campaign, change_campaign, change_sub_action
from campaigns.services.items import add_item
from tests.factories import make_campaign, make_item, make_report

DAYS = {"starts_on": "2026-06-25", "ends_on": "2026-10-02"}
WORDS = DAYS | {
    "name": "夏季百日行动",
    "plan_number": "云公〔2026〕12号",
    "plan_title": "夏季治安打击整治百日行动方案",
    "phases": "2026-06-25 动员部署\n2026-07-05 集中整治\n2026-09-25 总结提升",
    "week_starts_on": "0",
    "day_begins_at": "08:00",
}


@pytest.fixture
def office(force, sign_in, settings):
    settings.BAIYI_TODAY = "2026-07-10"
    return sign_in(force.people["office"])


@pytest.fixture
def campaign(force, settings):
    settings.BAIYI_TODAY = "2026-07-10"
    return make_campaign(force.branch, starts_on=dt.date(2026, 6, 25), days=100)


def words(force, **changes) -> dict:
    return WORDS | {"unit": str(force.branch.pk)} | changes


def test_campaign_with_its_six_sub_actions_phases_and_plan_document_comes_by_a_page(office, force):
    answer = office.post(reverse("campaigns:campaign-add"), words(force), follow=True)
    campaign = Campaign.objects.get()
    assert answer.redirect_chain == [(campaign.get_absolute_url(), 302)]
    assert [each.code for each in campaign.sub_actions.all()] == list(SubAction.Code)
    assert campaign.phase_on(campaign.starts_on).name == "动员部署"
    for said in ("云公〔2026〕12号", "2026-06-25 至 2026-10-02，共 100 天", "集中整治", "清患", "未指定"):
        assert said in answer.text
    assert LogEntry.objects.filter(additional_data__verb="新建专项行动").count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": "2026-06-24"}, "结束日不能早于开始日"),
        ({"ends_on": "2036-10-02"}, "请核对年份"),
        ({"starts_on": "2016-06-25"}, "前后三年之内"),
        ({"phases": "2026-06-24 动员部署"}, "动员部署的起始日不在起止之内"),
        ({"phases": "动员部署"}, "第 1 行应写成"),
        ({"phases": "2026-06-25 甲\n2026-06-25 乙"}, "两个阶段的起始日相同"),
        ({"phases": "2026-06-25 甲\n2026-06-26 甲"}, "两个阶段的名称相同"),
        ({"phases": f"2026-06-25 {'长' * 21}"}, "超过 20 个字"),
    ],
)
def test_what_makes_no_campaign_is_refused_at_its_field_and_kept(office, force, changes, said):
    answer = office.post(reverse("campaigns:campaign-add"), words(force, **changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert "夏季治安打击整治百日行动方案" in answer.text
    assert not Campaign.objects.exists()


def test_same_name_at_the_same_time_is_refused_and_another_name_runs_beside_it(office, force, campaign):
    same = office.post(reverse("campaigns:campaign-add"), words(force, name=campaign.name))
    assert same.status_code == 422
    assert "同名的专项行动" in same.text
    office.post(reverse("campaigns:campaign-add"), words(force, name="反诈百日行动"))
    page = office.get(reverse("campaigns:campaign-list")).text
    assert campaign.name in page
    assert "反诈百日行动" in page


def test_station_and_leader_set_up_nothing(force):
    facts = {"name": "行动", "unit": force.branch, **DAYS}
    for who in ("leader", "chief", "clerk", "sysadmin"):
        with pytest.raises(PermissionDenied):
            add_campaign(by=force.people[who], **facts)


def test_changed_days_are_said_and_what_would_lie_outside_is_refused(office, campaign, force):
    item = make_item(campaign, force.station, force.people["office"], nodes={dt.date(2026, 9, 30): 50})
    make_report(item, force.people["clerk"], 7, as_of=dt.date(2026, 7, 9))
    page = reverse("campaigns:campaign-change", args=[campaign.pk])
    assert "都按新的起止计算" in office.get(page).text
    sent = words(force, name=campaign.name, reason="省厅延期", version="1", phases="")
    short = office.post(page, sent | {"ends_on": "2026-09-01"})
    assert short.status_code == 422
    assert "有 1 个序时节点在新的起止之外" in short.text
    office.post(page, sent | {"ends_on": "2026-10-31"})
    campaign.refresh_from_db()
    assert (str(campaign.ends_on), campaign.version) == ("2026-10-31", 2)
    entry = LogEntry.objects.get(additional_data__verb="修改专项行动")
    assert entry.additional_data["reason"] == "省厅延期"


def test_stale_change_is_refused(campaign, force):
    facts = {"by": force.people["office"], "reason": "改名"}
    change_campaign(campaign, version=1, name="甲行动", **facts)
    with pytest.raises(StaleRecord):
        change_campaign(campaign, version=1, name="乙行动", **facts)


def test_phases_that_stay_keep_their_rows(campaign, force):
    by = force.people["office"]
    first, second = PhaseLine(campaign.starts_on, "动员部署"), PhaseLine(campaign.ends_on, "总结")
    change_campaign(campaign, by=by, version=1, reason="分阶段", phases=[first, second])
    kept = campaign.phases.get(name="动员部署")
    changed = change_campaign(
        campaign, by=by, version=2, reason="改名", phases=[first, PhaseLine(second.starts_on, "总结提升")]
    )
    assert [each.name for each in changed.phases.all()] == ["动员部署", "总结提升"]
    assert campaign.phases.get(name="动员部署").pk == kept.pk


def test_sub_action_gets_its_leader_and_carriers(office, campaign, force):
    action = make_item(campaign, force.station, force.people["office"]).sub_action
    leader = force.people["leader"]
    sent = {"leader": str(leader.pk), "lead_unit": str(force.station.pk), "carriers": "每周清查、错时检查"}
    answer = office.post(reverse("campaigns:sub_action-change", args=[action.pk]), sent, follow=True)
    assert "每周清查、错时检查" in answer.text
    action.refresh_from_db()
    assert (action.leader, action.lead_unit) == (leader, force.station)
    with pytest.raises(PermissionDenied):
        change_sub_action(action, by=force.people["clerk"], leader=None, lead_unit=None, carriers="")


def item_words(campaign, force, **changes) -> dict:
    action = make_item(campaign, force.station, force.people["office"]).sub_action
    facts = {"code": "清患-90", "title": "检查旅馆", "target": "10", "measure": "家次", "aim": "least"}
    return facts | {"sub_action": str(action.pk), "unit": str(force.station.pk)} | changes


def test_item_comes_by_a_page_with_its_nodes_and_helpers(office, campaign, force):
    sent = item_words(campaign, force, nodes="2026-08-01 5", assisting=[str(force.other_station.pk)])
    answer = office.post(reverse("campaigns:item-add"), sent, follow=True)
    item = ResponsibilityItem.objects.get(code="清患-90")
    assert answer.redirect_chain == [(item.get_absolute_url(), 302)]
    assert [each.target for each in item.milestones.all()] == [5]
    assert list(item.assisting.all()) == [force.other_station]
    assert LogEntry.objects.get(object_repr=str(item)).additional_data["verb"] == "新增责任清单条目"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nodes": "2026-12-01 5"}, "行动"),
        ({"figure": "notices_issued"}, "计量单位"),
        ({"target": "很多"}, "目标值须是数"),
    ],
)
def test_item_that_cannot_be_is_refused_and_kept(office, campaign, force, changes, said):
    answer = office.post(reverse("campaigns:item-add"), item_words(campaign, force, **changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert "检查旅馆" in answer.text


def test_item_of_a_code_that_is_taken_is_refused(office, campaign, force):
    sent = item_words(campaign, force)
    office.post(reverse("campaigns:item-add"), sent)
    second = office.post(reverse("campaigns:item-add"), sent | {"title": "另一条"})
    assert second.status_code == 422
    assert "条目编号 清患-90 已有：检查旅馆" in second.text


@pytest.mark.parametrize("name", ["campaigns:campaign", "campaigns:plan", "cockpit:results", "campaigns:campaign-list"])
@pytest.mark.parametrize("who", ["office", "leader"])
def test_before_there_is_a_campaign_every_page_says_what_to_do(force, sign_in, name, who):
    answer = sign_in(force.people[who]).get(reverse(name))
    assert answer.status_code == 200
    assert (reverse("campaigns:campaign-add") in answer.text) == (who == "office")


def test_refusal_of_an_item_without_a_campaign_says_what_to_do(office, force):
    with pytest.raises(MoveRefused, match="请先新建行动"):
        add_item(by=force.people["office"], campaign=None)
