from django.urls import path

from baiyi.exchange import check_views, views
from baiyi.exchange.bulk import views as bulk_views

app_name = "exchange"
urlpatterns = [
    path("bulk/", bulk_views.BulkPrepare.as_view(), name="bulk-prepare"),
    path("bulk/<int:pk>/", bulk_views.BulkRunPage.as_view(), name="bulk-run"),
    path("bulk/<int:pk>/confirm/", bulk_views.BulkConfirm.as_view(), name="bulk-confirm"),
    path("checks/", check_views.CheckRuleList.as_view(), name="check-list"),
    path("checks/new/", check_views.CheckRuleChoose.as_view(), name="check-choose"),
    path("checks/new/<str:subject>/", check_views.CheckRuleAdd.as_view(), name="check-add"),
    path("checks/<int:pk>/end/", check_views.CheckRuleEnd.as_view(), name="check-end"),
    path("photos/", views.PhotoUpload.as_view(), name="photo-upload"),
    path("photos/withdraw/", views.PhotoWithdraw.as_view(), name="photo-withdraw"),
    path("photos/<uuid:photo>/", views.PhotoFile.as_view(), name="photo"),
    path("photos/<uuid:photo>/remove/", views.PhotoRemove.as_view(), name="photo-remove"),
]
