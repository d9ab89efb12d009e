from django.urls import path, re_path

from baiyi.deadlines import proposal_views, views

app_name = "deadlines"
urlpatterns = [
    path("calculator/", views.Calculator.as_view(), name="calculator"),
    path("rules/", views.RuleList.as_view(), name="rule-list"),
    path("bases/", views.BasisList.as_view(), name="basis-list"),
    path("calendars/", views.CalendarList.as_view(), name="calendar-list"),
    path("calendars/proposals/", proposal_views.ProposalList.as_view(), name="proposal-list"),
    path("calendars/proposals/<int:pk>/", proposal_views.ProposalDetail.as_view(), name="proposal-detail"),
    path("calendars/proposals/<int:pk>/confirm/", proposal_views.ProposalConfirm.as_view(), name="proposal-confirm"),
    path("calendars/proposals/<int:pk>/refuse/", proposal_views.ProposalRefuse.as_view(), name="proposal-refuse"),
    re_path(r"^calendars/(?P<pk>[0-9]{1,18})/$", views.CalendarDetail.as_view(), name="calendar-detail"),
]
