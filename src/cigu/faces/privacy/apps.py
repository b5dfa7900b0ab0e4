from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Privacy(AppConfig):
    name = "cigu.faces.privacy"
    label = "faces_privacy"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        from . import states  # noqa: F401 - registers the flow

        nav.register(nav.ME, _("My data"), "privacy:mine", "user", tuple(Role.values), 15)
        nav.register(
            nav.HOME, _("Data requests"), "privacy:requests", "lock", (Role.SECURITY_ADMIN,), 61,
            key="privacy",
        )  # fmt: skip
