from django.urls import path, re_path

from .views import acting, batches, checking, checks, pages

app_name = "reports"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", acting.Draft.as_view(), name="draft"),
    path("checks/", checks.listing, name="checks"),
    path("checks/new/", checking.TakeIn.as_view(), name="take_in"),
    path("checks/many/", checking.TakeInMany.as_view(), name="take_in_many"),
    path("batches/", batches.listing, name="batches"),
    path("batches/<str:number>/", batches.detail, name="batch"),
    path("batches/<str:number>/figures.xlsx", batches.figures, name="batch_figures"),
    path("checks/<str:number>/", checks.detail, name="check"),
    path("checks/<str:number>/next/", checking.NextDraft.as_view(), name="next_draft"),
    path("checks/<str:number>/settle/", checking.Settle.as_view(), name="settle"),
    path("checks/<str:number>/reopen/", checking.Reopen.as_view(), name="reopen"),
    path("checks/<str:number>/again/", checking.JudgeAgain.as_view(), name="judge_again"),
    path("checks/<str:number>/office/", checking.NameOffice.as_view(), name="name_office"),
    path("checks/<str:number>/compare/", checks.compare, name="compare"),
    path("checks/<str:number>/figures/<int:order>/<str:sort>/", checking.Decide.as_view(),
         name="decide"),
    re_path(r"^checks/(?P<number>[^/]+)/marked\.(?P<kind>docx|pdf|xlsx)$", checks.export,
            name="marked"),
    path("<str:number>/", pages.detail, name="detail"),
    path("<str:number>/sections/new/", acting.AddSection.as_view(), name="add_section"),
    path("<str:number>/sections/<uuid:uid>/", acting.EditSection.as_view(), name="edit_section"),
    path("<str:number>/send/", acting.Send.as_view(), name="send"),
    path("<str:number>/return/", acting.Return.as_view(), name="return"),
    path("<str:number>/publish/", acting.Publish.as_view(), name="publish"),
    path("<str:number>/discard/", acting.Discard.as_view(), name="discard"),
    path("<str:number>/figures/<uuid:uid>/erratum/", acting.Correct.as_view(), name="erratum"),
    re_path(r"^(?P<number>[^/]+)/paper\.(?P<kind>docx|pdf|csv)$", pages.paper, name="paper"),
]  # fmt: skip
