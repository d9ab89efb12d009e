from django.urls import path, re_path

from baiyi.deadlines import proposal_views, reference_views, views

app_name = "deadlines"
urlpatterns = [
    path("calculator/", views.Calculator.as_view(), name="calculator"),
    path("rules/", views.RuleList.as_view(), name="rule-list"),
    path("bases/", views.BasisList.as_view(), name="basis-list"),
    path("rules/new/", reference_views.RuleAdd.as_view(), name="rule-add"),
    path("rules/<int:pk>/", reference_views.RuleDetail.as_view(), name="rule-detail"),
    path("rules/<int:pk>/version/", reference_views.RuleVersion.as_view(), name="rule-version"),
    path("rules/<int:pk>/end/", reference_views.RuleEnd.as_view(), name="rule-end"),
    path("bases/new/", reference_views.BasisAdd.as_view(), name="basis-add"),
    path("bases/<int:pk>/", reference_views.BasisDetail.as_view(), name="basis-detail"),
    path("bases/<int:pk>/end/", reference_views.BasisEnd.as_view(), name="basis-end"),
    path("calendars/", views.CalendarList.as_view(), name="calendar-list"),
    path("calendars/proposals/", proposal_views.ProposalList.as_view(), name="proposal-list"),
    path("calendars/proposals/new/", proposal_views.ProposalAdd.as_view(), name="proposal-add"),
    path("calendars/proposals/<int:pk>/", proposal_views.ProposalDetail.as_view(), name="proposal-detail"),
    path("calendars/proposals/<int:pk>/confirm/", proposal_views.ProposalConfirm.as_view(), name="proposal-confirm"),
    path("calendars/proposals/<int:pk>/refuse/", proposal_views.ProposalRefuse.as_view(), name="proposal-refuse"),
    re_path(r"^calendars/(?P<pk>[0-9]{1,18})/$", views.CalendarDetail.as_view(), name="calendar-detail"),
]
