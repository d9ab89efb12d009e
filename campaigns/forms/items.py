"""What the items of the list can be narrowed by as a table."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import Filters
from campaigns.forms.plan import LAMPS
from campaigns.models import ResponsibilityItem, SubAction
from campaigns.plan import states_for


class ItemFilter(Filters):
    sub_action = django_filters.ModelChoiceFilter(
        label="子行动", queryset=SubAction.objects.all(), to_field_name="code", empty_label="全部"
    )
    unit = UnitFilter("牵头单位", set(UnitKind))
    lamp = django_filters.ChoiceFilter(label="亮灯", choices=LAMPS, method="of_lamp", empty_label="全部")

    class Meta:
        model = ResponsibilityItem
        fields = ["sub_action", "unit", "lamp"]

    def of_lamp(self, rows, name: str, value: str):
        states = states_for(self.request)
        return rows.filter(pk__in=[pk for pk, state in states.items() if state.kind == value])
