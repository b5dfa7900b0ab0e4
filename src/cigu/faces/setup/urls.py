from django.urls import path

from . import views

app_name = "setup"
urlpatterns = [
    path("", views.home, name="home"),
    path("pack/", views.LoadPack.as_view(), name="pack"),
    path("territory/", views.EnterTerritory.as_view(), name="territory"),
    path("chain/", views.EnterChain.as_view(), name="chain"),
    path("administrators/", views.Appoint.as_view(), name="administrators"),
    path("administrators/links/", views.Renew.as_view(), name="renew_links"),
    path("records/leave/", views.Leave.as_view(step="records"), name="leave_records"),
    path("records/take-up/", views.TakeUp.as_view(step="records"), name="take_up_records"),
    path("completeness/leave/", views.Leave.as_view(step="completeness"),
         name="leave_completeness"),
    path("completeness/take-up/", views.TakeUp.as_view(step="completeness"),
         name="take_up_completeness"),
]  # fmt: skip
