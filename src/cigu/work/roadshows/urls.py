from django.urls import path, re_path

from .views import acting, arranging, meeting, pages

app_name = "roadshows"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("months/", pages.months, name="months"),
    path("new/", acting.Plan.as_view(), name="plan"),
    path("meetings/", pages.meetings, name="meetings"),
    path("meetings/new/", meeting.Record.as_view(), name="record_meeting"),
    path("meetings/<uuid:uid>/", pages.meeting, name="meeting"),
    path("meetings/<uuid:uid>/outcome/", meeting.Outcome.as_view(), name="outcome"),
    path("meetings/<uuid:uid>/begin/", meeting.Begin.as_view(), name="begin"),
    path("<str:number>/", pages.detail, name="detail"),
    path("<str:number>/edit/", acting.Edit.as_view(), name="edit"),
    path("<str:number>/announce/", acting.Announce.as_view(), name="announce"),
    path("<str:number>/hold/", acting.Hold.as_view(), name="hold"),
    path("<str:number>/close/", acting.Close.as_view(), name="close"),
    path("<str:number>/cancel/", acting.Cancel.as_view(), name="cancel"),
    path("<str:number>/meeting/", meeting.Record.as_view(), name="event_meeting"),
    path("<str:number>/guests/new/", arranging.AddGuest.as_view(), name="add_guest"),
    path("<str:number>/items/new/", arranging.AddItem.as_view(), name="add_item"),
    path("<str:number>/items/<uuid:uid>/", arranging.EditItem.as_view(), name="edit_item"),
    path("<str:number>/items/<uuid:uid>/remove/", arranging.RemoveItem.as_view(),
         name="remove_item"),
    re_path(r"^(?P<number>[^/]+)/items/(?P<uid>[0-9a-f-]{36})/(?P<way>up|down)/$",
            arranging.MoveItem.as_view(), name="move_item"),
]  # fmt: skip
