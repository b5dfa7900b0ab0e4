from django.urls import path

from .views import achievements, lists, organisations, people

app_name = "registers"
urlpatterns = [
    path("", lists.home, name="home"),
    path("mine/", lists.my_profile, name="my_profile"),
    path("organisations/", lists.organisations, name="organisations"),
    path("organisations/new/", organisations.Register.as_view(), name="register_organisation"),
    path("organisations/<uuid:uid>/", organisations.detail, name="organisation"),
    path("organisations/<uuid:uid>/edit/", organisations.Edit.as_view(), name="edit_organisation"),
    path("people/", lists.people, name="people"),
    path("people/<uuid:uid>/", people.person, name="person"),
    path("people/<uuid:uid>/availability/", people.Availability.as_view(), name="availability"),
    path("people/<uuid:uid>/relations/new/", people.Declare.as_view(), name="declare_relation"),
    path("teams/", lists.teams, name="teams"),
    path("teams/<uuid:uid>/", people.team, name="team"),
    path("achievements/", lists.achievements, name="achievements"),
    path("achievements/new/", achievements.Draft.as_view(), name="draft_achievement"),
    path("achievements/<str:number>/", achievements.detail, name="achievement"),
    path("achievements/<str:number>/edit/", achievements.Edit.as_view(), name="edit_achievement"),
    path("achievements/<str:number>/submit/", achievements.Submit.as_view(),
         name="submit_achievement"),
    path("achievements/<str:number>/publish/", achievements.Publish.as_view(),
         name="publish_achievement"),
    path("achievements/<str:number>/return/", achievements.Return.as_view(),
         name="return_achievement"),
    path("achievements/<str:number>/withdraw/", achievements.Withdraw.as_view(),
         name="withdraw_achievement"),
    path("platforms/", lists.platforms, name="platforms"),
    path("places/", lists.places, name="places"),
]  # fmt: skip
