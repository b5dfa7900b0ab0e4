from django.apps import AppConfig


class Audit(AppConfig):
    name = "cigu.core.audit"
    label = "core_audit"
