from django.apps import AppConfig


class Search(AppConfig):
    name = "cigu.core.search"
    label = "core_search"
