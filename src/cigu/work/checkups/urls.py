from django.urls import path

from .views import campaigns, diagnosing, following, inviting, pages, questions, selecting, visiting

app_name = "checkups"
CAMPAIGN = "campaigns/<str:number>/"
ONE = "<str:number>/"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("mine/", pages.mine, name="mine"),
    path("campaigns/", campaigns.listing, name="campaigns"),
    path("campaigns/new/", campaigns.Create.as_view(), name="campaign_new"),
    path(CAMPAIGN, campaigns.detail, name="campaign"),
    path(f"{CAMPAIGN}edit/", campaigns.Edit.as_view(), name="campaign_edit"),
    path(f"{CAMPAIGN}start/", campaigns.Start.as_view(), name="campaign_start"),
    path(f"{CAMPAIGN}close/", campaigns.Close.as_view(), name="campaign_close"),
    path(f"{CAMPAIGN}select/", selecting.Select.as_view(), name="select"),
    path(f"{CAMPAIGN}invite/", campaigns.InviteAll.as_view(), name="invite_all"),
    path(ONE, pages.detail, name="detail"),
    path(f"{ONE}report/", pages.report_page, name="report"),
    path(f"{ONE}invite/", inviting.Invite.as_view(), name="invite"),
    path(f"{ONE}assign/", inviting.Assign.as_view(), name="assign"),
    path(f"{ONE}consent/", inviting.GiveConsent.as_view(), name="consent"),
    path(f"{ONE}decline/", inviting.Decline.as_view(), name="decline"),
    path(f"{ONE}withdraw/", inviting.Withdraw.as_view(), name="withdraw"),
    path(f"{ONE}take-back/", inviting.TakeBack.as_view(), name="take_back"),
    path(f"{ONE}questionnaire/", questions.overview, name="questionnaire"),
    path(f"{ONE}questionnaire/<slug:section>/", questions.SectionPage.as_view(), name="section"),
    path(f"{ONE}hand-in/", questions.HandIn.as_view(), name="hand_in"),
    path(f"{ONE}facts/<slug:field>/", questions.Correct.as_view(), name="correct"),
    path(f"{ONE}corrections/<uuid:uid>/", questions.Settle.as_view(), name="settle"),
    path(f"{ONE}visit/", visiting.Visit.as_view(), name="visit"),
    path(f"{ONE}diagnose/", diagnosing.Diagnose.as_view(), name="diagnose"),
    path(f"{ONE}reply/", diagnosing.GiveReply.as_view(), name="reply"),
    path(f"{ONE}pass-silence/", diagnosing.PassSilence.as_view(), name="pass_silence"),
    path(f"{ONE}revise/", diagnosing.Revise.as_view(), name="revise"),
    path(f"{ONE}issue/", diagnosing.Issue.as_view(), name="issue"),
    path(f"{ONE}findings/<uuid:uid>/need/", diagnosing.RaiseNeed.as_view(), name="raise_need"),
    path(f"{ONE}follow/", following.Follow.as_view(), name="follow"),
    path(f"{ONE}follow/<int:days>/", following.Record.as_view(), name="follow_up"),
    path(f"{ONE}close/", following.Close.as_view(), name="close"),
]
