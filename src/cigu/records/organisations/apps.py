from django.apps import AppConfig


class Organisations(AppConfig):
    name = "cigu.records.organisations"
    label = "records_organisations"
