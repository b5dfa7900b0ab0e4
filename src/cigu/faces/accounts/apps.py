from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Accounts(AppConfig):
    name = "cigu.faces.accounts"
    label = "faces_accounts"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.ui import nav

        from . import keys, trail  # noqa: F401 - listen to sign-ins and to accounts that are shut

        everyone = tuple(Role.values)
        keepers = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
        nav.register(nav.HOME, _("Accounts"), "account:people", "team", keepers, 60)
        nav.register(nav.ME, _("My account"), "account:me", "user", everyone, 10)
        nav.register(
            nav.ME, _("Change the password"), "account_change_password", "lock", everyone, 20
        )
