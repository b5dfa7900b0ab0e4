from django.apps import AppConfig


class Numbers(AppConfig):
    name = "cigu.core.numbers"
    label = "core_numbers"
