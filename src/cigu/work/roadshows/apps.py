from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Roadshows(AppConfig):
    name = "cigu.work.roadshows"
    label = "work_roadshows"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.search.registry import Searchable, register
        from cigu.core.ui import nav
        from cigu.core.webhooks.topics import offer

        from . import imports as imports
        from .models import Event

        register(Searchable(_("Roadshows"), Event, ("number", "title", "topics")))
        offer("roadshows.announced", _("An event was announced"), "work_roadshows.event")
        offer("roadshows.held", _("An event was held"), "work_roadshows.event")
        staff = (Role.OFFICER, Role.BROKER, Role.LEADER)
        nav.register(
            nav.SERVE, _("Roadshows"), "roadshows:list", "event", staff, 40, key="roadshows"
        )
