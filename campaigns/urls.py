from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.CampaignPage.as_view(), name="campaign"),
    path("figures/", views.FigureBoard.as_view(), name="figures"),
    path("operations/", views.OperationList.as_view(), name="operation-list"),
]
