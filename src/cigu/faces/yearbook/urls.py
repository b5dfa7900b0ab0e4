from django.urls import path

from . import acts, views

app_name = "yearbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("publish/", acts.Publish.as_view(), name="publish"),
    path("complete/", acts.Declare.as_view(), name="complete"),
    path("<str:ident>/records/", views.counted, name="records"),
    path("<str:ident>/note/", acts.Explain.as_view(), name="note"),
]
