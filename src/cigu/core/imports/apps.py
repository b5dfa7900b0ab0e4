from django.apps import AppConfig


class Imports(AppConfig):
    name = "cigu.core.imports"
    label = "core_imports"

    def ready(self) -> None:
        from . import jobs  # noqa: F401 - it registers its job kinds
