from django.apps import AppConfig


class Achievements(AppConfig):
    name = "cigu.records.achievements"
    label = "records_achievements"
