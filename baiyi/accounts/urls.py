from django.urls import path, re_path

from baiyi.accounts import first_run_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("first-run/<str:token>/", first_run_views.FirstRun.as_view(), name="first-run"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("me/", views.Me.as_view(), name="me"),
    path("me/today/", views.OwnRecords.as_view(), name="own-records"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("users/", views.UserList.as_view(), name="user-list"),
    path("users/new/", views.UserCreate.as_view(), name="user-create"),
    re_path(
        r"^users/(?P<pk>[0-9]{1,18})/(?P<action>unlock|disable|enable|reset)/$",
        views.UserAction.as_view(),
        name="user-action",
    ),
]
