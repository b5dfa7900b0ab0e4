from django.apps import AppConfig


class People(AppConfig):
    name = "cigu.records.people"
    label = "records_people"
