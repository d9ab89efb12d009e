from django.urls import path, re_path

from baiyi.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("counts/", views.counts, name="counts"),
    path("messages/", views.Messages.as_view(), name="messages"),
    path("messages/read/", views.ReadAll.as_view(), name="read-all"),
    re_path(r"^messages/(?P<pk>[0-9]{1,18})/$", views.MessageOpen.as_view(), name="message-open"),
    path("ledger/", views.Ledger.as_view(), name="ledger"),
]
