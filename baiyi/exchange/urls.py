from django.urls import path

from baiyi.exchange import views

app_name = "exchange"
urlpatterns = [
    path("photos/", views.PhotoUpload.as_view(), name="photo-upload"),
    path("photos/withdraw/", views.PhotoWithdraw.as_view(), name="photo-withdraw"),
    path("photos/<uuid:photo>/", views.PhotoFile.as_view(), name="photo"),
    path("photos/<uuid:photo>/remove/", views.PhotoRemove.as_view(), name="photo-remove"),
]
