from django.apps import AppConfig


class ChangeSets(AppConfig):
    name = "cigu.core.changesets"
    label = "core_changesets"
