from django.urls import path

from baiyi.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.FigureBoard.as_view(), name="board"),
    path("balance/<slug:key>/", views.BalanceSheet.as_view(), name="balance"),
]
