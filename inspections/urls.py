from django.urls import path

from inspections.views import entry, inspections, notices, review, venues

app_name = "inspections"
urlpatterns = [
    path("entry/", entry.EntryPage.as_view(), name="inspection-entry"),
    path("entry/draft/", entry.EntryDraft.as_view(), name="entry-draft"),
    path("entry/<uuid:client_uuid>/review/", review.EntryReview.as_view(), name="entry-review"),
    path("entry/<uuid:client_uuid>/discard/", entry.EntryDiscard.as_view(), name="entry-discard"),
    path("entry/<int:pk>/result/", review.EntryResult.as_view(), name="entry-result"),
    path("entry/<int:pk>/withdraw/", review.EntryWithdraw.as_view(), name="entry-withdraw"),
    path("venues/", venues.VenueList.as_view(), name="venue-list"),
    path("venues/new/", venues.VenueCreate.as_view(), name="venue-create"),
    path("venues/<int:pk>/", venues.VenueDetail.as_view(), name="venue-detail"),
    path("venues/<int:pk>/change/", venues.VenueChange.as_view(), name="venue-change"),
    path("venues/<int:pk>/reveal/", venues.VenueReveal.as_view(), name="venue-reveal"),
    path("inspections/", inspections.InspectionList.as_view(), name="inspection-list"),
    path("inspections/<int:pk>/", inspections.InspectionDetail.as_view(), name="inspection-detail"),
    path("hazards/", inspections.HazardList.as_view(), name="hazard-list"),
    path("hazards/<int:pk>/", inspections.HazardDetail.as_view(), name="hazard-detail"),
    path("notices/", notices.NoticeList.as_view(), name="notice-list"),
    path("notices/<int:pk>/", notices.NoticePage.as_view(), name="notice-detail"),
    path("notices/<int:pk>/print/", notices.NoticePrint.as_view(), name="notice-print"),
    path("notices/<int:pk>/change/", notices.NoticeChange.as_view(), name="notice-change"),
    path("notices/<int:pk>/issue/", notices.NoticeIssue.as_view(), name="notice-issue"),
    path("notices/<int:pk>/serve/", notices.NoticeServe.as_view(), name="notice-serve"),
    path("notices/<int:pk>/request/", notices.NoticeRequest.as_view(), name="notice-request"),
    path("notices/<int:pk>/extend/", notices.NoticeExtend.as_view(), name="notice-extend"),
    path("notices/<int:pk>/void/", notices.NoticeVoid.as_view(), name="notice-void"),
    path("notices/<int:pk>/reinspect/", notices.NoticeReinspect.as_view(), name="notice-reinspect"),
]
