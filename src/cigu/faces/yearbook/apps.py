from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Yearbook(AppConfig):
    name = "cigu.faces.yearbook"
    label = "faces_yearbook"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.figures.published import offer
        from cigu.core.ui import nav

        from .indicators import indicators

        offer(indicators)

        nav.register(
            nav.OVERVIEW, _("Yearbook and figures"), "yearbook:index", "report",
            (Role.OFFICER, Role.LEADER, Role.BROKER), 80,
        )  # fmt: skip
