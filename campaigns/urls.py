from django.urls import include, path

from campaigns.views import items, operations, pages, plan

app_name = "campaigns"
urlpatterns = [
    path("", pages.CampaignPage.as_view(), name="campaign"),
    path("all/", pages.CampaignList.as_view(), name="campaign-list"),
    path("new/", pages.CampaignAdd.as_view(), name="campaign-add"),
    path("<int:pk>/", pages.CampaignDetail.as_view(), name="campaign-detail"),
    path("<int:pk>/change/", pages.CampaignChange.as_view(), name="campaign-change"),
    path("sub-actions/<int:pk>/change/", pages.SubActionChange.as_view(), name="sub_action-change"),
    path("operations/", include(operations.OPERATIONS.urls)),
    path("plan/", plan.PlanPage.as_view(), name="plan"),
    path("plan/lamps/", plan.LampRule.as_view(), name="lamp-rule"),
    path("plan/items/", items.ItemList.as_view(), name="item-list"),
    path("plan/items/new/", items.ItemAdd.as_view(), name="item-add"),
    path("plan/items/<int:pk>/", items.ItemPage.as_view(), name="item-detail"),
    path("plan/items/<int:pk>/report/", items.ItemReportPage.as_view(), name="item-report"),
    path("plan/items/<int:pk>/change/", items.ItemChange.as_view(), name="item-change"),
    path("plan/items/<int:pk>/counting/", items.ItemSwitch.as_view(), name="item-switch"),
    path("plan/items/<int:pk>/cancel/", items.ItemCancel.as_view(), name="item-cancel"),
    path("plan/reports/<int:pk>/void/", items.ReportVoid.as_view(), name="report-void"),
]
