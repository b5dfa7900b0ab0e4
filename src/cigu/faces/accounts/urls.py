from django.urls import path

from . import entering, keyring, mail, own, people

app_name = "account"
urlpatterns = [
    path("", own.me, name="me"),
    path("sessions/<int:key>/end/", own.end_session, name="end_session"),
    path("mail/", mail.mail, name="mail"),
    path("mail/code/", mail.mail_code, name="mail_code"),
    path("sessions/end/", own.end_others, name="end_others"),
    path("keys/new/", keyring.New.as_view(), name="new_key"),
    path("keys/calendar/", keyring.NewCalendar.as_view(), name="new_calendar"),
    path("keys/<uuid:uid>/revoke/", keyring.Revoke.as_view(), name="revoke_key"),
    path("enter/<str:secret>/", entering.Enter.as_view(), name="enter"),
    path("invitations/", entering.invitations, name="invitations"),
    path("invitations/new/", entering.Invite.as_view(), name="invite"),
    path("invitations/<uuid:uid>/withdraw/", entering.Withdraw.as_view(), name="withdraw"),
    path("people/", people.people, name="people"),
    path("people/new/", people.New.as_view(), name="new"),
    path("people/<uuid:uid>/", people.person, name="person"),
    path("people/<uuid:uid>/give/", people.Give.as_view(), name="give"),
    path("people/<uuid:uid>/disable/", people.Disable.as_view(), name="disable"),
    path("people/<uuid:uid>/enable/", people.Enable.as_view(), name="enable"),
    path("people/<uuid:uid>/password/", people.ResetPassword.as_view(), name="reset_password"),
    path("people/<uuid:uid>/factor/", people.ResetFactor.as_view(), name="reset_factor"),
    path("people/<uuid:uid>/link/", people.SendAgain.as_view(), name="send_again"),
    path("grants/<uuid:uid>/end/", people.End.as_view(), name="end_grant"),
]
