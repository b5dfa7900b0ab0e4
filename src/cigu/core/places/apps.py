from django.apps import AppConfig


class Places(AppConfig):
    name = "cigu.core.places"
    label = "core_places"
