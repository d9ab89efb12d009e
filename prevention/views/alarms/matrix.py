"""警情报送: who reported which day, and the ways to everything about it."""

import datetime as dt
from urllib.parse import urlencode

from django.utils.functional import cached_property

from baiyi.accounts.models import UnitKind
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.asked import AskingPage
from baiyi.records.policies import Needs
from baiyi.records.views import PageAction, Tab
from campaigns.reporting import ONE_DAY, last_day
from prevention import rights
from prevention.forms.alarms.filters import DaysForm
from prevention.reading.alarms.addresses import reporting
from prevention.reading.alarms.matrix import TABS, Matrix, owed_since, read_matrix
from prevention.views.alarms.asked import asked_of

USUAL = 14  # days
LAMPS = {"missing": "red", "late": "yellow"}
LINKS = (
    ("警情日报", "prevention:alarm_report-list", "list-check"),
    ("补报许可", "prevention:alarm_exception-list", "clock-history"),
    ("封账", "prevention:alarm_closing-list", "lock"),
    ("类别和规则", "prevention:alarm_settings", "sliders"),
)


class AlarmMatrix(AskingPage):
    policy = Needs(rights.VIEW_ALARMS)
    template_name = "prevention/alarm_matrix.html"
    title = "警情报送"

    @cached_property
    def form(self) -> DaysForm:
        last = last_day()
        usual = {"since": last - (USUAL - 1) * ONE_DAY, "until": last}
        return DaysForm(asked_of(self.request.GET, ("since", "until", "tab"), usual))

    @property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "")
        return asked if asked in TABS else "all"

    def get_context_data(self, **kwargs):
        facts = {"tab": self.tab}
        if self.form.is_valid():
            facts |= self._read(**self.form.cleaned_data)
        return super().get_context_data(**facts, **kwargs)

    def _read(self, since: dt.date, until: dt.date) -> dict:
        user = self.request.user
        days = [until - n * ONE_DAY for n in range((until - since).days + 1)]
        mine = set(user.unit_ids(rights.REPORT_ALARMS))
        matrix = read_matrix(user.units(rights.VIEW_ALARMS), days, since=owed_since(clock.today()), mine=mine)
        rows = [row for row in matrix.rows if row.holds(self.tab)]
        return {"matrix": matrix, "rows": rows, "tabs": self._tabs(matrix)}

    def _tabs(self, matrix: Matrix) -> list[Tab]:
        days = {name: self.request.GET[name] for name in ("since", "until") if name in self.request.GET}
        return [
            Tab(
                label,
                matrix.counts[name],
                f"?{urlencode(days | {'tab': name})}",
                is_here=name == self.tab,
                lamp=LAMPS.get(name, "") if matrix.counts[name] else "",
            )
            for name, label in TABS.items()
        ]

    def page_actions(self):
        user = self.request.user
        found, own = [PageAction(label, address_of(name), icon) for label, name, icon in LINKS], user.home_unit
        if own and own.kind == UnitKind.STATION and user.has_perm(rights.REPORT_ALARMS):
            found.insert(0, PageAction("报送警情", reporting(own.pk, last_day()), "pencil", is_primary=True))
        return found
