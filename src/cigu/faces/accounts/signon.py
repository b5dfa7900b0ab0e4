"""The few allauth addresses that are open; the rest lead to a person."""

from allauth.account.views import logout
from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("help/", views.ask_administrator, name="account_signup"),
    path("help/", views.ask_administrator, name="account_reset_password"),
    path("help/", views.ask_administrator, name="account_set_password"),
    path("help/", views.ask_administrator, name="account_inactive"),
]
