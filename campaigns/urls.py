from django.urls import include, path

from campaigns.views import assignments, cockpit, hotspots, items, operations, pages, plan, supervisions, weeks

app_name = "campaigns"
urlpatterns = [
    path("", pages.CampaignPage.as_view(), name="campaign"),
    path("operations/", include(operations.OPERATIONS.urls)),
    path("hotspots/", include(hotspots.HOTSPOTS.urls)),
    path("hotspots/<int:pk>/assign/", assignments.HotspotAssign.as_view(), name="hotspot-assign"),
    path("hotspots/<int:pk>/supervise/", supervisions.SupervisionRecord.as_view(), name="supervision-record"),
    path("hotspots/<int:pk>/supervise/draft/", supervisions.SupervisionDraft.as_view(), name="supervision-draft"),
    path("assignments/<int:pk>/sign/", assignments.HotspotSign.as_view(), name="hotspot-sign"),
    path("weeks/", weeks.SupervisionMatrix.as_view(), name="supervision-matrix"),
    path("weeks/missed/", supervisions.DutyList.as_view(), name="duty-list"),
    path("weeks/chase/", weeks.SupervisionChase.as_view(), name="supervision-chase"),
    path("weeks/arrangement/", weeks.Arrangement.as_view(), name="arrangement"),
    path("supervisions/", include(supervisions.SUPERVISIONS.urls)),
    path("supervisions/<uuid:client_uuid>/discard/", supervisions.SupervisionDiscard.as_view(), name="supervision-discard"),
    path("cockpit/", cockpit.CockpitPage.as_view(), name="cockpit"),
    path("plan/", plan.PlanPage.as_view(), name="plan"),
    path("plan/lamps/", plan.LampRule.as_view(), name="lamp-rule"),
    path("plan/items/<int:pk>/", items.ItemPage.as_view(), name="item-detail"),
    path("plan/items/<int:pk>/report/", items.ItemReportPage.as_view(), name="item-report"),
    path("plan/items/<int:pk>/change/", items.ItemChange.as_view(), name="item-change"),
    path("plan/items/<int:pk>/counting/", items.ItemSwitch.as_view(), name="item-switch"),
    path("plan/items/<int:pk>/cancel/", items.ItemCancel.as_view(), name="item-cancel"),
    path("plan/reports/<int:pk>/void/", items.ReportVoid.as_view(), name="report-void"),
]
