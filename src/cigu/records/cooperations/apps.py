from django.apps import AppConfig


class Cooperations(AppConfig):
    name = "cigu.records.cooperations"
    label = "records_cooperations"
