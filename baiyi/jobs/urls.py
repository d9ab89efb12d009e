"""To be included at the root: monitors expect /healthz there."""

from django.urls import path

from baiyi.jobs import views

app_name = "jobs"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("system/health/", views.HealthView.as_view(), name="health"),
]
