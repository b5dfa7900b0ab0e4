from django.urls import path

from .views import acting, pages

app_name = "facts"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("mine/", pages.mine, name="mine"),
    path("accept/", acting.Decide.as_view(), name="accept"),
    path("return/", acting.Return.as_view(), name="return"),
    path("filings/<str:number>/", pages.filing, name="filing"),
    path("filings/<str:number>/leave/", acting.Leave.as_view(), name="leave"),
    path("of/<uuid:uid>/", pages.enterprise, name="enterprise"),
    path("of/<uuid:uid>/state/", acting.State.as_view(), name="state"),
    path("of/<uuid:uid>/consents/", acting.Consents.as_view(), name="consents"),
    path("of/<uuid:uid>/uses/", pages.uses, name="uses"),
    path("of/<uuid:uid>/<slug:code>/", pages.fact, name="history"),
    path("of/<uuid:uid>/<slug:code>/correct/", acting.Correct.as_view(), name="correct"),
]
