from django.urls import path, re_path

from baiyi.accounts import views
from baiyi.accounts.first_run.views import FirstRun
from baiyi.accounts.handover import views as handover
from baiyi.accounts.people import posting_views as postings
from baiyi.accounts.people import views as people
from baiyi.accounts.people.paste_views import PeoplePaste
from baiyi.accounts.units import views as units

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("first-run/<str:token>/", FirstRun.as_view(), name="first-run"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("me/", views.Me.as_view(), name="me"),
    path("me/today/", views.OwnRecords.as_view(), name="own-records"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("users/", people.UserList.as_view(), name="user-list"),
    path("users/paste/", PeoplePaste.as_view(), name="people-paste"),
    path("users/new/", people.UserCreate.as_view(), name="user-create"),
    re_path(
        r"^users/(?P<pk>[0-9]{1,18})/(?P<action>unlock|disable|enable|reset)/$",
        people.UserAction.as_view(),
        name="user-action",
    ),
    path("users/<int:pk>/", people.UserDetail.as_view(), name="user-detail"),
    path("users/<int:pk>/edit/", people.UserEdit.as_view(), name="user-edit"),
    path("users/<int:pk>/postings/new/", postings.PostingAdd.as_view(), name="posting-add"),
    path("users/<int:pk>/handover/", handover.HandoverAdd.as_view(), name="handover-add"),
    path("handovers/", handover.Handovers.as_view(), name="handovers"),
    path("handovers/people/", handover.HandoverPeople.as_view(), name="handover-people"),
    path("handovers/<int:pk>/", handover.HandoverDetail.as_view(), name="handover-detail"),
    path("handovers/parts/<int:pk>/take/", handover.PartTake.as_view(), name="part-take"),
    path("handovers/parts/<int:pk>/withdraw/", handover.PartWithdraw.as_view(), name="part-withdraw"),
    path("units/", units.UnitTree.as_view(), name="unit-tree"),
    path("units/new/", units.UnitAdd.as_view(), name="unit-add"),
    path("units/<int:pk>/", units.UnitDetail.as_view(), name="unit-detail"),
    path("units/<int:pk>/edit/", units.UnitEdit.as_view(), name="unit-edit"),
    path("units/<int:pk>/move/", units.UnitMove.as_view(), name="unit-move"),
    path("units/<int:pk>/end/", units.UnitEnd.as_view(), name="unit-end"),
    path("postings/<int:pk>/move/", postings.PostingMove.as_view(), name="posting-move"),
    path("postings/<int:pk>/end/", postings.PostingEnd.as_view(), name="posting-end"),
    path("postings/<int:pk>/stand-in/", postings.PostingStandIn.as_view(), name="posting-stand-in"),
]
