from django.apps import AppConfig


class Ui(AppConfig):
    name = "cigu.core.ui"
    label = "core_ui"
