from django.apps import AppConfig


class Setup(AppConfig):
    name = "cigu.faces.setup"
    label = "faces_setup"
