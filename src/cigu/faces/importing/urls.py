from django.urls import path

from .views import acting, deciding, files, merging, pages

app_name = "importing"
urlpatterns = [
    path("", pages.home, name="home"),
    path("new/", acting.Bring.as_view(), name="bring"),
    path("templates/<slug:what>/<slug:kind>/", files.template, name="template"),
    path("lists/<slug:what>/<slug:kind>/", files.take_list, name="list"),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("merge/<slug:what>/<uuid:uid>/", merging.MergeOne.as_view(), name="merge"),
    path("merges/<uuid:uid>/undo/", merging.Undo.as_view(), name="undo_merge"),
    path("<uuid:uid>/", pages.detail, name="detail"),
    path("<uuid:uid>/progress/", pages.progress, name="progress"),
    path("<uuid:uid>/match/", acting.Match.as_view(), name="match"),
    path("<uuid:uid>/rows/", deciding.Decide.as_view(), name="decide"),
    path("<uuid:uid>/rows/<int:line>/", deciding.DecideRow.as_view(), name="row"),
    path("<uuid:uid>/problems/", files.problems, name="problems"),
    path("<uuid:uid>/write/", acting.Write.as_view(), name="write"),
    path("<uuid:uid>/stop/", acting.Stop.as_view(), name="stop"),
    path("<uuid:uid>/again/", acting.Again.as_view(), name="again"),
    path("<uuid:uid>/take-back/", acting.TakeBack.as_view(), name="take_back"),
    path("<uuid:uid>/anew/", acting.BringAgain.as_view(), name="bring_again"),
    path("<uuid:uid>/discard/", acting.Discard.as_view(), name="discard"),
]
