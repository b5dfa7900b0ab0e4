from django.urls import path

from . import bundles, checking, pages

app_name = "auditing"
urlpatterns = [
    path("", pages.home, name="home"),
    path("check/", checking.check, name="check"),
    path("log/", pages.log, name="log"),
    path("leaves/<int:key>/", pages.leaf, name="leaf"),
    path("heads/<int:size>/", pages.head, name="head"),
    path("bundle/", bundles.Bundle.as_view(), name="bundle"),
    path("bundle/made/", bundles.made, name="bundles"),
    path("bundle/<uuid:uid>/", bundles.bundle_file, name="bundle_file"),
]
