from django.urls import include, path

from prevention.views.alarms.urls import ALARMS
from prevention.views.checkpoints import CHECKPOINTS
from prevention.views.nights import BREATHALYSERS, NIGHT_SHEETS
from prevention.views.patrols.beats import BEATS, ZONES, Tree
from prevention.views.patrols.plans import PLANNED, PLANS, Gaps
from prevention.views.patrols.response import MECHANISMS, RESPONSES, RINGS, Rates
from prevention.views.patrols.shifts import PATROLS
from prevention.views.publicity import PUBLICITY
from prevention.views.shifts import SHIFTS
from prevention.views.waters.alerts import ALERTS, DISSUASIONS
from prevention.views.waters.defects import DEFECTS
from prevention.views.waters.devices import DEVICES, REPAIRS
from prevention.views.waters.heartbeat import DeviceHeartbeat
from prevention.views.waters.patrols import WATER_PATROLS, MissedList, WaterDays
from prevention.views.waters.waters import WATERS

app_name = "prevention"
urlpatterns = [
    path("checkpoints/", include(CHECKPOINTS.urls)),
    path("shifts/", include(SHIFTS.urls)),
    path("nights/", include(NIGHT_SHEETS.urls)),
    path("breathalysers/", include(BREATHALYSERS.urls)),
    path("publicity/", include(PUBLICITY.urls)),
    path("alarms/", include(ALARMS)),
    path("waters/", include(WATERS.urls)),
    path("defects/", include(DEFECTS.urls)),
    path("water-patrols/", include(WATER_PATROLS.urls)),
    path("water-patrols/days/", WaterDays.as_view(), name="water-days"),
    path("water-patrols/missed/", MissedList.as_view(), name="watermiss-list"),
    path("devices/heartbeat/", DeviceHeartbeat.as_view(), name="device-heartbeat"),
    path("devices/", include(DEVICES.urls)),
    path("repairs/", include(REPAIRS.urls)),
    path("water-alerts/", include(ALERTS.urls)),
    path("dissuasions/", include(DISSUASIONS.urls)),
    path("tree/", Tree.as_view(), name="tree"),
    path("zones/", include(ZONES.urls)),
    path("beats/", include(BEATS.urls)),
    path("plans/", include(PLANS.urls)),
    path("planned/", include(PLANNED.urls)),
    path("gaps/", Gaps.as_view(), name="gaps"),
    path("patrols/", include(PATROLS.urls)),
    path("rates/", Rates.as_view(), name="rates"),
    path("response/", include(RESPONSES.urls)),
    path("rings/", include(RINGS.urls)),
    path("mechanisms/", include(MECHANISMS.urls)),
]
