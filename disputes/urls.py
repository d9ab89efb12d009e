from django.urls import include, path

from disputes.views.disputes import DISPUTES

app_name = "disputes"
urlpatterns = [
    path("", include(DISPUTES.urls)),
]
