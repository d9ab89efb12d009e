"""To be included at the root: monitors expect /healthz there."""

from django.urls import path

from baiyi.jobs import views

app_name = "jobs"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("system/health/", views.HealthView.as_view(), name="health"),
    path("system/health/clock/", views.ClockTrust.as_view(), name="clock-trust"),
    path("system/runs/<int:pk>/retry/", views.RunRetry.as_view(), name="run-retry"),
    path("system/jobs/", views.JobList.as_view(), name="job-list"),
    path("system/jobs/<int:pk>/", views.JobDetail.as_view(), name="job-detail"),
    path("system/jobs/<int:pk>/state/", views.JobState.as_view(), name="job-state"),
    path("system/jobs/<int:pk>/retry/", views.JobRetry.as_view(), name="job-retry"),
]
