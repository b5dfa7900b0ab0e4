from django.urls import path

from .views import acting, pages

app_name = "publicnotices"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", acting.Draft.as_view(), name="draft"),
    path("objections/", pages.objections, name="objections"),
    path("objections/<str:number>/", pages.objection, name="objection"),
    path("objections/<str:number>/uphold/", acting.Uphold.as_view(), name="uphold"),
    path("objections/<str:number>/partly/", acting.UpholdPartly.as_view(), name="uphold_partly"),
    path("objections/<str:number>/dismiss/", acting.Dismiss.as_view(), name="dismiss"),
    path("objections/<str:number>/aside/", acting.SetAside.as_view(), name="set_aside"),
    path("objections/<str:number>/forget/", acting.Forget.as_view(), name="forget"),
    path("<str:number>/", pages.detail, name="detail"),
    path("<str:number>/edit/", acting.Edit.as_view(), name="edit"),
    path("<str:number>/display/", acting.Display.as_view(), name="display"),
    path("<str:number>/decide/", acting.Decide.as_view(), name="decide"),
    path("<str:number>/close/", acting.Close.as_view(), name="close"),
    path("<str:number>/withdraw/", acting.Withdraw.as_view(), name="withdraw"),
]
