from django.urls import path

from .views import acting, assigning, pages

app_name = "matchmaking"
urlpatterns = [
    path("", pages.desk, name="desk"),
    path("funnel/", pages.funnel, name="funnel"),
    path("invitations/", pages.invitations, name="invitations"),
    path("rank/", assigning.RankAll.as_view(), name="rank_all"),
    path("assign/", assigning.Assign.as_view(), name="assign"),
    path("jobs/<uuid:uid>/", assigning.job, name="job"),
    path("runs/<str:number>/", assigning.run, name="run"),
    path("runs/<str:number>/take-over/", assigning.TakeOver.as_view(), name="take_over"),
    path("needs/<str:number>/", pages.need, name="need"),
    path("needs/<str:number>/rank/", acting.Rank.as_view(), name="rank"),
    path("needs/<str:number>/propose/", acting.Propose.as_view(), name="propose"),
    path("needs/<str:number>/reopen/", acting.Reopen.as_view(), name="reopen"),
    path("needs/<str:number>/note/", acting.Note.as_view(), name="note"),
    path("m/<uuid:uid>/", pages.match, name="match"),
    path("m/<uuid:uid>/accept/", acting.Accept.as_view(), name="accept"),
    path("m/<uuid:uid>/decline/", acting.Decline.as_view(), name="decline"),
    path("m/<uuid:uid>/conflict/", acting.DeclareConflict.as_view(), name="conflict"),
    path("m/<uuid:uid>/remind/", acting.Remind.as_view(), name="remind"),
    path("m/<uuid:uid>/extend/", acting.Extend.as_view(), name="extend"),
    path("m/<uuid:uid>/exclude/", acting.Exclude.as_view(), name="exclude"),
    path("m/<uuid:uid>/restore/", acting.Restore.as_view(), name="restore"),
    path("m/<uuid:uid>/lapse/", acting.Lapse.as_view(), name="lapse"),
    path("m/<uuid:uid>/meet/", acting.Meet.as_view(), name="meet"),
    path("m/<uuid:uid>/negotiate/", acting.Negotiate.as_view(), name="negotiate"),
]
