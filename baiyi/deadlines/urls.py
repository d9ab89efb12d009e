from django.urls import path, re_path

from baiyi.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("calculator/", views.Calculator.as_view(), name="calculator"),
    path("rules/", views.RuleList.as_view(), name="rule-list"),
    path("bases/", views.BasisList.as_view(), name="basis-list"),
    path("calendars/", views.CalendarList.as_view(), name="calendar-list"),
    re_path(r"^calendars/(?P<pk>[0-9]{1,18})/$", views.CalendarDetail.as_view(), name="calendar-detail"),
]
