from django.urls import path

from . import calendar, upkeep, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("months/", views.months, name="months"),
    path("messages/", views.messages, name="messages"),
    path("messages/<uuid:uid>/", views.open_message, name="open_message"),
    path("messages/read/", views.read_all, name="read_all"),
    path("upkeep/", upkeep.upkeep, name="upkeep"),
    path("search/", views.search, name="search"),
    path("search/ahead/", views.ahead, name="ahead"),
    path("calendar/<str:secret>.ics", calendar.calendar, name="calendar"),
    path("history/<str:model>/<uuid:uid>/", views.record_history, name="history"),
]
