from django.urls import path

from . import checking, pages

app_name = "auditing"
urlpatterns = [
    path("", pages.home, name="home"),
    path("check/", checking.check, name="check"),
    path("log/", pages.log, name="log"),
    path("leaves/<int:key>/", pages.leaf, name="leaf"),
    path("heads/<int:size>/", pages.head, name="head"),
    path("bundle/", pages.Bundle.as_view(), name="bundle"),
]
