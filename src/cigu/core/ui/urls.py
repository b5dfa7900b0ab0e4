from django.urls import path

from . import policy, saved_pages, views

app_name = "ui"
urlpatterns = [
    path("appearance/", views.appearance, name="appearance"),
    path("scope/", views.choose_scope, name="scope"),
    path("me/", views.me, name="me"),
    path("views/", saved_pages.listing, name="views"),
    path("views/save/", saved_pages.Save.as_view(), name="save_view"),
    path("views/<uuid:uid>/drop/", saved_pages.Drop.as_view(), name="drop_view"),
    path("gallery/", views.gallery, name="gallery"),
    path("policy/", policy.receive, name="policy"),
    path("gallery/phone/", views.gallery_phone, name="gallery_phone"),
]
