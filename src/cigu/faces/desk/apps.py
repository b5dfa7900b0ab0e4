from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Desk(AppConfig):
    name = "cigu.faces.desk"
    label = "faces_desk"

    def ready(self) -> None:
        from cigu.core.access.roles import PARTY_ROLES, Role
        from cigu.core.ui import nav

        staff = tuple(role for role in Role.values if role not in PARTY_ROLES)
        nav.provide(
            home="desk:home", search="desk:search", ahead="desk:ahead", messages="desk:messages"
        )
        nav.register(nav.HOME, _("Desk"), "desk:home", "home", staff, 0, key=nav.ALL_TASKS, phone=1)
        nav.register(
            nav.HOME, _("Home"), "desk:home", "home", tuple(PARTY_ROLES), 0, key=nav.ALL_TASKS,
            phone=1,
        )  # fmt: skip
