from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Portal(AppConfig):
    name = "cigu.faces.portal"
    label = "faces_portal"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        from . import held, states  # noqa: F401 - listen to sign-ins, register the flow

        nav.provide(public_home="portal:home", public_search="portal:search")
        public = (nav.PUBLIC,)
        for label, name, icon, order, phone in (
            (_("Public portal"), "portal:home", "home", 0, 1),
            (_("Needs"), "portal:needs", "need", 10, 2),
            (_("Achievements"), "portal:achievements", "achieve", 20, 0),
            (_("Events"), "portal:events", "event", 30, 0),
            (_("Public notices"), "portal:notices", "bell", 40, 0),
            (_("Published figures"), "portal:figures", "report", 50, 3),
            (_("Annual reports"), "portal:reports", "doc", 60, 0),
            (_("Source and reprint"), "portal:about", "policy", 70, 0),
        ):
            nav.register(nav.HOME, label, name, icon, public, order, phone=phone)
        nav.register(
            nav.SERVE, _("Rights claims"), "portal:desk_claims", "review", (Role.OFFICER,), 46,
            key="claims",
        )  # fmt: skip
        nav.register(nav.ME, _("Public portal"), "portal:home", "world", tuple(Role.values), 90)
