from django.apps import AppConfig


class Documents(AppConfig):
    name = "cigu.core.documents"
    label = "core_documents"
