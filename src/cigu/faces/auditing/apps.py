from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Auditing(AppConfig):
    name = "cigu.faces.auditing"
    label = "faces_auditing"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.jobs import auditing  # noqa: F401 - the job kind of the check
        from cigu.core.ui import nav

        mine = (Role.AUDIT_ADMIN,)
        nav.register(nav.HOME, _("Audit"), "auditing:home", "check", mine, 62)
        nav.register(nav.HOME, _("Audit log"), "auditing:log", "history", mine, 64)
        nav.register(nav.HOME, _("Audit bundle"), "auditing:bundle", "dl", mine, 66)
