from django.urls import path

from .views import acting, outcomes, pages

app_name = "cooperations"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("outcomes/", outcomes.listing, name="outcomes"),
    path("<str:number>/", pages.detail, name="detail"),
    path("<str:number>/sign/", acting.Sign.as_view(), name="sign"),
    path("<str:number>/correct-date/", acting.CorrectDate.as_view(), name="correct_date"),
    path("<str:number>/fail/", acting.Fail.as_view(), name="fail"),
    path("<str:number>/perform/", acting.Perform.as_view(), name="perform"),
    path("<str:number>/deliver/", acting.Deliver.as_view(), name="deliver"),
    path("<str:number>/rate/", acting.Rate.as_view(), name="rate"),
    path("<str:number>/terminate/", acting.Terminate.as_view(), name="terminate"),
    path("<str:number>/outcomes/<int:months>/report/", outcomes.Report.as_view(),
         name="report_outcome"),
    path("<str:number>/outcomes/<int:months>/confirm/", outcomes.Confirm.as_view(),
         name="confirm_outcome"),
    path("<str:number>/outcomes/<int:months>/return/", outcomes.Return.as_view(),
         name="return_outcome"),
]  # fmt: skip
