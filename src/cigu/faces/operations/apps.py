from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Operations(AppConfig):
    name = "cigu.faces.operations"
    label = "faces_operations"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav
        from cigu.core.webhooks.guards import SUBSCRIBERS

        keepers = (Role.SYSTEM_ADMIN,)
        nav.register(nav.HOME, _("Operations"), "operations:home", "set", keepers, 50, phone=2)
        nav.register(nav.ME, _("Webhooks"), "operations:hooks", "right", SUBSCRIBERS, 30)
