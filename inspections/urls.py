from django.urls import include, path

from baiyi.records.policies import Needs
from baiyi.records.reveal_page import RevealPage
from inspections import rights
from inspections.models import RectificationNotice, Venue
from inspections.views import (
    categories,
    codes,
    entry,
    failed_visits,
    inspections,
    merging,
    notices,
    reinspection,
    review,
    venues,
    withdrawal,
)
from inspections.views.sweeps import groups, joined, live, reports
from inspections.views.sweeps import venues as sweep_venues

app_name = "inspections"
urlpatterns = [
    path("entry/", entry.EntryPage.as_view(), name="inspection-entry"),
    path("entry/draft/", entry.EntryDraft.as_view(), name="entry-draft"),
    path("entry/<uuid:client_uuid>/review/", review.EntryReview.as_view(), name="entry-review"),
    path("entry/<uuid:client_uuid>/discard/", entry.EntryDiscard.as_view(), name="entry-discard"),
    path("entry/<int:pk>/result/", review.EntryResult.as_view(), name="entry-result"),
    path("entry/<int:pk>/withdraw/", withdrawal.EntryWithdraw.as_view(), name="entry-withdraw"),
    path("visits/<int:pk>/", failed_visits.FailedVisitResult.as_view(), name="failed_visit-result"),
    path("visits/<int:pk>/take-back/", failed_visits.FailedVisitTakeBack.as_view(), name="failed_visit-take_back"),
    path("venues/", include(venues.VENUES.urls)),
    path(
        "venues/<int:pk>/reveal/",
        RevealPage.as_view(model=Venue, fields=("head_name", "head_phone"), policy=Needs(rights.REVEAL)),
        name="venue-reveal",
    ),
    path("venues/<int:pk>/doubles/", merging.VenueDoubles.as_view(), name="venue-doubles"),
    path("venues/<int:pk>/doubles/<int:other>/", merging.VenueMergePage.as_view(), name="venue-merge"),
    path("venues/<int:pk>/unmerge/", merging.VenueUnmerge.as_view(), name="venue-unmerge"),
    path("venues/<int:pk>/restore/", venues.VenueRestore.as_view(), name="venue-restore"),
    path("categories/", categories.CategoryList.as_view(), name="category-list"),
    path("categories/new/", categories.CategoryAdd.as_view(), name="category-add"),
    path("categories/<int:pk>/", categories.CategoryDetail.as_view(), name="category-detail"),
    path("categories/<int:pk>/change/", categories.CategoryChange.as_view(), name="category-change"),
    path("categories/<int:pk>/end/", categories.CategoryEnd.as_view(), name="category-end"),
    path("categories/<int:pk>/checklist/", categories.CategoryChecklist.as_view(), name="category-checklist"),
    path("categories/<int:pk>/interval/", categories.CategoryInterval.as_view(), name="category-interval"),
    path("items/<int:pk>/phrases/", categories.ItemPhrases.as_view(), name="item-phrases"),
    path("intervals/", categories.IntervalList.as_view(), name="interval-list"),
    path("intervals/<slug:ground>/", categories.IntervalChange.as_view(), name="interval-change"),
    path("codes/", codes.CodeType.as_view(), name="code-type"),
    path("codes/print/", codes.CodePrint.as_view(), name="code-print"),
    path("codes/<slug:token>/", codes.CodeOpen.as_view(), name="code-open"),
    path("inspections/", include(inspections.INSPECTIONS.urls)),
    path("hazards/", include(inspections.HAZARDS.urls)),
    path("notices/", include(notices.NOTICES.urls)),
    path("notices/<int:pk>/print/", notices.NoticePrint.as_view(), name="notice-print"),
    path(
        "notices/<int:pk>/reveal/",
        RevealPage.as_view(
            model=RectificationNotice, fields=("receiver_name", "witness_name"), policy=Needs(rights.REVEAL)
        ),
        name="notice-reveal",
    ),
    path("notices/<int:pk>/reinspect/", reinspection.NoticeReinspect.as_view(), name="notice-reinspect"),
    path("rounds/<int:pk>/withdraw/", withdrawal.ReinspectionWithdraw.as_view(), name="reinspection-withdraw"),
    path("sweeps/groups/", include(groups.GROUPS.urls)),
    path("sweeps/groups/<int:pk>/sign-on/", groups.SweepSignOn.as_view(), name="sweep-sign-on"),
    path("sweeps/groups/<int:pk>/next/", groups.SweepNext.as_view(), name="sweep-next"),
    path("sweeps/venues/", include(sweep_venues.VENUES.urls)),
    path("sweeps/reports/", include(reports.REPORTS.urls)),
    path("sweeps/turnouts/", include(reports.TURNOUTS.urls)),
    path("sweeps/joined/", joined.Joined.as_view(), name="sweep-joined"),
    path("sweeps/joined/<int:pk>/confirm/", joined.Confirm.as_view(), name="sweep-confirm"),
    path("sweeps/<int:pk>/live/", live.Live.as_view(), name="sweep-live"),
    path("sweeps/<int:pk>/live/table/", live.LiveTable.as_view(), name="sweep-live-table"),
    path("sweeps/<int:pk>/coverage/", sweep_venues.Coverage.as_view(), name="sweep-coverage"),
    path("sweeps/<int:pk>/matrix/", reports.Matrix.as_view(), name="sweep-matrix"),
]
