from django.urls import path

from baiyi.transfers.views import TRANSFERS, SendPage

app_name = "transfers"
urlpatterns = [
    *TRANSFERS.urls,
    path("send/<str:label>/<int:pk>/", SendPage.as_view(), name="send"),
]
