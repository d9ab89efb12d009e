from django.urls import include, path

from prevention.views.checkpoints import CHECKPOINTS
from prevention.views.nights import BREATHALYSERS, NIGHT_SHEETS
from prevention.views.shifts import SHIFTS

app_name = "prevention"
urlpatterns = [
    path("checkpoints/", include(CHECKPOINTS.urls)),
    path("shifts/", include(SHIFTS.urls)),
    path("nights/", include(NIGHT_SHEETS.urls)),
    path("breathalysers/", include(BREATHALYSERS.urls)),
]
