from django.apps import AppConfig


class Jobs(AppConfig):
    name = "cigu.core.jobs"
    label = "core_jobs"
