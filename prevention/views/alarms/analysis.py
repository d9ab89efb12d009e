"""警情分析: any alarms of any days, with both bases, the beats with most, and thirteen weeks."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import cached_property

from baiyi.accounts.territory import subtree
from baiyi.figures import get
from baiyi.figures.links import list_link
from baiyi.figures.periods import Period, current_period
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.asked import AskingPage
from baiyi.records.policies import Needs
from baiyi.records.views import PageAction
from campaigns.models import Campaign
from prevention import rights
from prevention.forms.alarms.comparing import COUNTING, AnalysisForm
from prevention.reading.alarms.analysis import Asked, analyse
from prevention.reading.alarms.counting import stations_of
from prevention.reading.alarms.subjects import EFFECTIVE, STREET
from prevention.views.alarms.asked import asked_of
from prevention.views.alarms.comparisons import COMPARISONS

FIGURES = {EFFECTIVE: "alarms_effective", STREET: "street_thefts"}  # that count the same


class AlarmAnalysis(AskingPage):
    policy = Needs(rights.VIEW_ALARMS)
    template_name = "prevention/alarm_analysis.html"
    title = "警情分析"

    @cached_property
    def campaign(self) -> Campaign:
        return Campaign.objects.at_hand_lately(clock.today()) or Campaign(starts_on=clock.today())

    @cached_property
    def form(self) -> AnalysisForm:
        units, so_far = self.request.user.units(rights.VIEW_ALARMS), _so_far()
        usual = {"subject": EFFECTIVE, "unit": next((unit.pk for unit in units if unit.kind in COUNTING), "")}
        usual |= {"since": so_far.since, "until": so_far.until}
        return AnalysisForm(asked_of(self.request.GET, AnalysisForm.base_fields, usual), units=units)

    def is_answered(self) -> bool:
        return super().is_answered() or not self.form.units

    def page_actions(self):
        links = [("对比存档", "prevention:alarm_comparison-list"), ("历史基数", "prevention:alarm_base-list")]
        return [PageAction(label, address_of(name), "archive") for label, name in links]

    def get_context_data(self, **kwargs):
        shown = tuple(str(self.form.data.get(name)) for name in ("since", "until"))
        facts = {"usual_periods": _usual_periods(self.campaign, self.request.GET, shown)}
        if self.form.is_valid():
            facts |= self._read(self.form.cleaned_data)
        return super().get_context_data(**facts, **kwargs)

    def _read(self, typed: dict) -> dict:
        user, unit = self.request.user, self.form.units[typed["unit"]]
        asked = Asked(
            unit=unit,
            stations=stations_of(subtree(user.units(rights.VIEW_ALARMS), unit.pk)),
            subject=typed["subject"],
            period=Period(typed["since"], typed["until"]),
            beat=int(typed["beat"]) if typed["beat"] else None,
            first_weekday=self.campaign.week_starts_on,
        )
        name = dict(self.form.fields["subject"].choices)[typed["subject"]]
        may_keep = user.has_perm(rights.COMPARE_ALARMS) and not asked.beat
        urls = {"keep_url": _keep_url(asked) if may_keep else "", "counts_url": _counts_url(asked)}
        return {"found": analyse(asked), "subject": name, "period": asked.period} | urls


def _so_far() -> Period:
    today = clock.today()
    return current_period(today) or Period(today.replace(day=1), today)


def _keep_url(asked: Asked) -> str:
    facts = {"unit": asked.unit.pk, "subject": asked.subject, "kind": "previous"}
    return f"{COMPARISONS.url('add')}?{urlencode(facts | _days(asked.period))}"


def _counts_url(asked: Asked) -> str:
    """The rows behind the number, where a figure counts the same."""
    if asked.subject not in FIGURES or asked.beat:
        return ""
    return f"{list_link(get(FIGURES[asked.subject]), asked.period)}&within={asked.unit.pk}"


def _usual_periods(campaign: Campaign, address: QueryDict, shown: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Label, address, and whether these are the days that are shown."""
    week = campaign.week_of(clock.today())
    periods = {"本周": Period(week.starts_on, clock.today()), "行动以来": _so_far()}
    kept = {name: address[name] for name in ("subject", "unit", "beat") if address.get(name)}
    return [
        (label, f"?{urlencode(kept | _days(each))}", shown == tuple(_days(each).values()))
        for label, each in periods.items()
    ]


def _days(period: Period) -> dict[str, str]:
    return {"since": str(period.since), "until": str(period.until)}
