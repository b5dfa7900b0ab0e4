from django.urls import path

from .views import acting, editing, pages

app_name = "needs"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", editing.Raise.as_view(), name="new"),
    path("<str:number>/", pages.detail, name="detail"),
    path("<str:number>/edit/", editing.Edit.as_view(), name="edit"),
    path("<str:number>/attach/", editing.Attach.as_view(), name="attach"),
    path("<str:number>/submit/", acting.Submit.as_view(), name="submit"),
    path("<str:number>/return/", acting.Return.as_view(), name="return"),
    path("<str:number>/accept/", acting.Accept.as_view(), name="accept"),
    path("<str:number>/reject/", acting.Reject.as_view(), name="reject"),
    path("<str:number>/merge/", acting.Merge.as_view(), name="merge"),
    path("<str:number>/publish/", acting.Publish.as_view(), name="publish"),
    path("<str:number>/withdraw/", acting.Withdraw.as_view(), name="withdraw"),
    path("<str:number>/answer/", acting.Answer.as_view(), name="answer"),
    path("<str:number>/expire/", acting.Expire.as_view(), name="expire"),
    path("<str:number>/renew/", acting.Renew.as_view(), name="renew"),
]
