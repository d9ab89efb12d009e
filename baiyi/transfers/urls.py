from django.urls import path

from baiyi.transfers.views import TRANSFERS, ApprovalPage, SendPage

app_name = "transfers"
urlpatterns = [
    *TRANSFERS.urls,
    path("approval/", ApprovalPage.as_view(), name="approval"),
    path("send/<str:label>/<int:pk>/", SendPage.as_view(), name="send"),
]
