from django.apps import AppConfig


class Clock(AppConfig):
    name = "cigu.core.clock"
    label = "core_clock"
