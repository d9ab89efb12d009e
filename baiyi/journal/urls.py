from django.urls import path

from baiyi.journal import readings, views

app_name = "journal"
urlpatterns = [
    path("", views.EntryList.as_view(), name="entry-list"),
    path("readings/", readings.ReadingList.as_view(), name="reading-list"),
]
