from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Importing(AppConfig):
    name = "cigu.faces.importing"
    label = "faces_importing"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        officers = (Role.OFFICER,)
        nav.register(nav.REGISTERS, _("Import workbooks"), "importing:home", "up", officers, 84)
