from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("copy/<str:kind>/", views.copy, name="copy"),
    path("correction/", views.AskCorrection.as_view(), name="ask_correction"),
    path("erasure/", views.AskErasure.as_view(), name="ask_erasure"),
    path("requests/", views.requests, name="requests"),
    path("requests/<uuid:uid>/", views.detail, name="request"),
    path("requests/<uuid:uid>/accept/", views.Accept.as_view(), name="accept"),
    path("requests/<uuid:uid>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("requests/<uuid:uid>/carry-out/", views.CarryOut.as_view(), name="carry_out"),
    path("requests/<uuid:uid>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
