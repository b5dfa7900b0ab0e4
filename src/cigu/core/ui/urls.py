from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("appearance/", views.appearance, name="appearance"),
    path("scope/", views.choose_scope, name="scope"),
    path("me/", views.me, name="me"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/phone/", views.gallery_phone, name="gallery_phone"),
]
