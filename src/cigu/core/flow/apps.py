from django.apps import AppConfig


class Flow(AppConfig):
    name = "cigu.core.flow"
    label = "core_flow"
