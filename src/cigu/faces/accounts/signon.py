"""The few allauth addresses that are open; the rest lead to a person."""

from allauth.account.views import logout
from django.urls import path
from django.views.decorators.http import require_http_methods

from . import openid, views

sent_or_opened = require_http_methods(["GET", "POST"])
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("again/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("help/", views.ask_administrator, name="account_signup"),
    path("help/", views.ask_administrator, name="account_reset_password"),
    path("help/", views.ask_administrator, name="account_set_password"),
    path("help/", views.ask_administrator, name="account_inactive"),
    path("factor/", views.factor_home, name="mfa_index"),
    path("factor/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("factor/again/", views.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("factor/set-up/", views.SetUp.as_view(), name="mfa_activate_totp"),
    path("factor/take-off/", views.TakeOff.as_view(), name="mfa_deactivate_totp"),
    path("factor/codes/", views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("factor/codes/new/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("openid/<slug:provider_id>/", sent_or_opened(openid.login), name="openid_connect_login"),
    path("openid/<slug:provider_id>/back/", openid.callback, name="openid_connect_callback"),
    path("openid-refused/", views.openid_refused, name="socialaccount_login_cancelled"),
    path("openid-refused/", views.openid_refused, name="socialaccount_login_error"),
    path("openid-refused/", views.openid_refused, name="socialaccount_signup"),
    path("openid-ties/", views.Ties.as_view(), name="socialaccount_connections"),
]
