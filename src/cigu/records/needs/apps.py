from django.apps import AppConfig


class Needs(AppConfig):
    name = "cigu.records.needs"
    label = "records_needs"
