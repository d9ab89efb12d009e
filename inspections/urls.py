from django.urls import include, path

from baiyi.records.policies import Needs
from baiyi.records.reveal_page import RevealPage
from inspections import rights
from inspections.models import Venue
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
    path(
        "venues/<int:pk>/reveal/",
        RevealPage.as_view(model=Venue, fields=("head_name", "head_phone"), policy=Needs(rights.REVEAL)),
        name="venue-reveal",
    ),
    path("inspections/", include(inspections.INSPECTIONS.urls)),
    path("hazards/", include(inspections.HAZARDS.urls)),
    path("notices/", include(notices.NOTICES.urls)),
    path("notices/<int:pk>/print/", notices.NoticePrint.as_view(), name="notice-print"),
    path("notices/<int:pk>/reinspect/", notices.NoticeReinspect.as_view(), name="notice-reinspect"),
]
