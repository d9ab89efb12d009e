"""Every number of the article that the project starts from: its measure, the figure that gives it, and the records that
the figure counts. The demonstration holds them on day 18.
"""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.figures import Change, Sum, get
from baiyi.figures.evaluation import values
from baiyi.figures.links import list_link
from baiyi.records.views import ListPage
from campaigns.models import Campaign
from cockpit.results import SECTIONS
from cockpit.sheet import lines_of
from tests.cockpit.test_demo import DAY_18, demo, on_day_18  # noqa: F401 - fixtures

pytestmark = pytest.mark.xdist_group("demo")


@dataclass(frozen=True)
class Told:
    """A number as the article tells it; `or_more` where it says 余."""

    words: str
    number: float
    measure: str
    figure: str
    or_more: int = 0  # at most so many more

    def is_told_by(self, value) -> bool:
        return self.number <= float(value) <= self.number + self.or_more


ARTICLE = [
    Told("量化责任清单 77 项", 77, "项", "responsibility_items"),
    Told("启动卡点 28 个", 28, "处", "checkpoints_opened"),
    Told("排查五类场所 800 余家", 800, "家", "venues_inspected", or_more=99),
    Told("严管涉危企业 142 家", 142, "家", "hazmat_firms_inspected"),
    Told("挂牌整治 9 处", 9, "处", "hotspots_tackled"),
    Told("查处违法行为 89 起", 89, "起", "violations_handled"),
    Told("发现并整改隐患 169 处", 169, "处", "hazards_rectified"),
    Told("责令整改通知书 71 份", 71, "份", "notices_issued"),
    Told("查处酒驾醉驾 86 人", 86, "人", "drink_driving_persons"),
    Told("打掉团伙 2 个", 2, "个", "gangs_broken"),
    Told("电信诈骗刑事强制措施 9 人", 9, "人", "fraud_coerced_persons"),
    Told("盗窃电缆抓获 5 人", 5, "人", "cable_theft_suspects"),
    Told("打架斗殴等抓获 15 人", 15, "人", "brawl_persons"),
    Told("黄赌刑事强制措施 19 人", 19, "人", "vice_coerced_persons"),
    Told("黄赌行政处罚 217 人", 217, "人", "vice_penalised_persons"),
    Told("查获三非 2 人", 2, "人", "illegal_foreigners"),
    Told("排查矛盾纠纷 169 起", 169, "起", "disputes_found"),
    Told("流转 74 起", 74, "起", "disputes_transferred"),
    Told("化解 36 起", 36, "起", "disputes_resolved"),
    Told("防区 14 个", 14, "个", "patrol_zones"),
    Told("巡区 27 个", 27, "个", "patrol_beats"),
    Told("街面盗窃警情环比下降 23.7%", -23.7, "%", "street_theft_change"),
    Told("防溺水系统 20 套", 20, "套", "drowning_devices"),
    Told("劝阻 70 余人", 70, "人次", "dissuaded_persons", or_more=9),
]
every_number = pytest.mark.parametrize("told", ARTICLE, ids=lambda told: told.figure)


@pytest.fixture
def period(on_day_18):  # noqa: F811 - the fixture
    return Campaign.objects.get().period(DAY_18)


@every_number
def test_number_of_the_article_has_its_figure_and_its_measure(told, period):
    figure = get(told.figure)
    assert figure is not None
    assert figure.measure == told.measure
    assert told.is_told_by(values([told.figure], period=period)[told.figure]), told.words


def counted(figure, period) -> int:
    """Row by row, without the figure's own aggregate."""
    rows = figure.selected(period)
    return sum(rows.values_list(figure.column, flat=True)) if isinstance(figure, Sum) else rows.count()


@every_number
def test_number_comes_from_records(told, period):
    """The rows that the figure selects come to the number; of a percentage, those of its two counts."""
    figure = get(told.figure)
    value = values([told.figure], period=period)[told.figure]
    if isinstance(figure, Change):
        now, base = (counted(get(figure.of), each) for each in (period, period.previous))
        assert value == round(Decimal(100) * (now - base) / base, 1)
        assert base >= 10
    else:
        assert counted(figure, period) == value > 0


@every_number
def test_list_behind_the_number_opens_and_holds_it(told, period, client):
    client.force_login(User.objects.get(username="leader"))
    figure = get(told.figure)
    page = client.get(list_link(figure, period))
    shown = get(figure.of) if isinstance(figure, Change) else figure
    assert page.status_code == 200
    is_list = isinstance(page.context["view"], ListPage)
    rows = page.context["table"].data.data.count() if is_list else page.context["total"]
    assert rows == shown.selected(period).count()


def test_every_number_of_the_article_stands_on_the_page_of_results(period, client):
    assert {told.figure for told in ARTICLE} <= {*lines_of(SECTIONS, str)}
    client.force_login(User.objects.get(username="leader"))
    whole = client.get(reverse("cockpit:results")).context["report"].sheet.amounts[None]
    assert {told.figure for told in ARTICLE if not told.is_told_by(whole[told.figure])} == set()
