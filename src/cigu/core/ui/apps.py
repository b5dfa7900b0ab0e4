from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from cigu.core.database.checks import way_is_encrypted


class Ui(AppConfig):
    name = "cigu.core.ui"
    label = "core_ui"

    def ready(self) -> None:
        from cigu.core.access.roles import Role

        from . import nav

        register(way_is_encrypted, Tags.security, deploy=True)
        nav.register(nav.ME, _("My views"), "ui:views", "filter", tuple(Role.values), 60)
