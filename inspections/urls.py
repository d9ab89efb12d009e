from django.urls import include, path

from inspections.views import entry, inspections, notices, review, venues

app_name = "inspections"
urlpatterns = [
    path("entry/", entry.EntryPage.as_view(), name="inspection-entry"),
    path("entry/draft/", entry.EntryDraft.as_view(), name="entry-draft"),
    path("entry/<uuid:client_uuid>/review/", review.EntryReview.as_view(), name="entry-review"),
    path("entry/<uuid:client_uuid>/discard/", entry.EntryDiscard.as_view(), name="entry-discard"),
    path("entry/<int:pk>/result/", review.EntryResult.as_view(), name="entry-result"),
    path("entry/<int:pk>/withdraw/", review.EntryWithdraw.as_view(), name="entry-withdraw"),
    path("venues/", include(venues.VENUES.urls)),
    path("venues/<int:pk>/reveal/", venues.VenueReveal.as_view(), name="venue-reveal"),
    path("inspections/", include(inspections.INSPECTIONS.urls)),
    path("hazards/", include(inspections.HAZARDS.urls)),
    path("notices/", include(notices.NOTICES.urls)),
    path("notices/<int:pk>/print/", notices.NoticePrint.as_view(), name="notice-print"),
    path("notices/<int:pk>/reinspect/", notices.NoticeReinspect.as_view(), name="notice-reinspect"),
]
