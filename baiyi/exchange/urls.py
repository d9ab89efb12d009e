from django.urls import path

from baiyi.exchange import check_views, views
from baiyi.exchange.arranging import views as arranging
from baiyi.exchange.bulk import views as bulk_views
from baiyi.exchange.exports import views as exports
from baiyi.exchange.imports import views as imports

app_name = "exchange"
urlpatterns = [
    path("bulk/", bulk_views.BulkPrepare.as_view(), name="bulk-prepare"),
    path("bulk/<int:pk>/", bulk_views.BulkRunPage.as_view(), name="bulk-run"),
    path("bulk/<int:pk>/confirm/", bulk_views.BulkConfirm.as_view(), name="bulk-confirm"),
    path("checks/", check_views.CheckRuleList.as_view(), name="check-list"),
    path("checks/new/", check_views.CheckRuleChoose.as_view(), name="check-choose"),
    path("checks/new/<str:subject>/", check_views.CheckRuleAdd.as_view(), name="check-add"),
    path("checks/<int:pk>/end/", check_views.CheckRuleEnd.as_view(), name="check-end"),
    path("numbers/", arranging.SeriesList.as_view(), name="series-list"),
    path("numbers/format/", arranging.SeriesFormat.as_view(), name="series-format"),
    path("small-counts/", arranging.ThresholdList.as_view(), name="threshold-list"),
    path("small-counts/set/", arranging.ThresholdSet.as_view(), name="threshold-set"),
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/new/<slug:ledger>/", imports.ImportUpload.as_view(), name="import-upload"),
    path("imports/new/<slug:ledger>/template/", imports.ImportTemplate.as_view(), name="import-template"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<int:pk>/columns/", imports.ImportColumns.as_view(), name="import-columns"),
    path("imports/<int:pk>/marked/", imports.ImportMarked.as_view(), name="import-marked"),
    path("imports/<int:pk>/sheet/", imports.ImportStep.as_view(step="sheet"), name="import-sheet"),
    path("imports/<int:pk>/let-in/", imports.ImportStep.as_view(step="let-in"), name="import-let-in"),
    path("imports/<int:pk>/cancel/", imports.ImportStep.as_view(step="cancel"), name="import-cancel"),
    path("imports/<int:pk>/undo/", imports.ImportStep.as_view(step="undo"), name="import-undo"),
    path("exports/", exports.ExportList.as_view(), name="export-list"),
    path("exports/new/", exports.ExportPage.as_view(), name="export-new"),
    path("exports/<int:pk>/", exports.ExportDetail.as_view(), name="export-detail"),
    path("exports/<int:pk>/state/", exports.ExportState.as_view(), name="export-state"),
    path("exports/<int:pk>/file/", exports.ExportFile.as_view(), name="export-file"),
    path("photos/", views.PhotoUpload.as_view(), name="photo-upload"),
    path("photos/withdraw/", views.PhotoWithdraw.as_view(), name="photo-withdraw"),
    path("photos/<uuid:photo>/", views.PhotoFile.as_view(), name="photo"),
    path("photos/<uuid:photo>/remove/", views.PhotoRemove.as_view(), name="photo-remove"),
]
