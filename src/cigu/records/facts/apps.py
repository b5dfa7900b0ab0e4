from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Facts(AppConfig):
    name = "cigu.records.facts"
    label = "records_facts"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        from . import imports as imports

        nav.register(nav.HOME, _("My data"), "facts:mine", "doc", (Role.ENTERPRISE,), 50,
                     key="facts")  # fmt: skip
        nav.register(nav.SERVE, _("Facts of enterprises"), "facts:list", "doc", (Role.OFFICER,), 25,
                     key="facts")  # fmt: skip
