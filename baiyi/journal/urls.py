from django.urls import path

from baiyi.journal import views

app_name = "journal"
urlpatterns = [path("", views.EntryList.as_view(), name="entry-list")]
