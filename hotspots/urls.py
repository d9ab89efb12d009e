from django.urls import include, path

from hotspots.views import assignments, hotspots, supervisions, weeks

app_name = "hotspots"
urlpatterns = [
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
    path(
        "supervisions/<uuid:client_uuid>/discard/",
        supervisions.SupervisionDiscard.as_view(),
        name="supervision-discard",
    ),
]
