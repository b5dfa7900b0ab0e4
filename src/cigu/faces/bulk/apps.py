from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Bulk(AppConfig):
    name = "cigu.faces.bulk"
    label = "faces_bulk"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        offices = (Role.OFFICER, Role.BROKER)
        nav.register(nav.ME, _("Acts on many records"), "bulk:sets", "history", offices, 62)
