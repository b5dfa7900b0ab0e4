from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Figures(AppConfig):
    name = "cigu.core.figures"
    label = "core_figures"

    def ready(self) -> None:
        """Every room may hold a ``figures.py`` and a ``states.py``; both register themselves."""
        autodiscover_modules("states", "figures")
