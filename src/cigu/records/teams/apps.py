from django.apps import AppConfig


class Teams(AppConfig):
    name = "cigu.records.teams"
    label = "records_teams"
