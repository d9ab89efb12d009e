from django.urls import path

from cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.CockpitPage.as_view(), name="cockpit"),
    path("results/", views.Results.as_view(), name="results"),
    path("operations/<int:pk>/", views.OperationReport.as_view(), name="operation-report"),
]
