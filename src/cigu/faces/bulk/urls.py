from django.urls import path

from . import views

app_name = "bulk"
urlpatterns = [
    path("", views.listing, name="sets"),
    path("sets/<uuid:uid>/", views.detail, name="set"),
    path("sets/<uuid:uid>/undo/", views.Undo.as_view(), name="undo"),
    path("<str:code>/", views.Act.as_view(), name="act"),
]
