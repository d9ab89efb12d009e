"""What the items of the list can be narrowed by as a table."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records import clock
from baiyi.records.filters import Filters
from campaigns.forms.plan import LAMPS
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.plan import ItemState, plan_for, territory_of


def states_for(request) -> dict[int, ItemState]:
    """How the items of the campaign at hand stand today, by their key. Once a request."""
    campaign = Campaign.objects.at_hand(clock.today())
    if campaign is None:
        return {}
    on = min(clock.today(), campaign.ends_on)
    return {
        state.item.pk: state for state in plan_for(request, campaign, on, territory_of(campaign, request.user)).states
    }


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
