from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [path("<uuid:uid>/", views.download, name="download")]
