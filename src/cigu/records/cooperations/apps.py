from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cooperations(AppConfig):
    name = "cigu.records.cooperations"
    label = "records_cooperations"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.search.registry import Searchable, register
        from cigu.core.ui import nav
        from cigu.core.webhooks.topics import offer

        from . import imports as imports
        from . import ways_on as ways_on
        from .models import Cooperation

        register(Searchable(_("Cooperations"), Cooperation, ("number", "title")))
        kind = "records_cooperations.cooperation"
        offer("cooperations.signed", _("A cooperation was signed"), kind)
        offer("cooperations.failed", _("A cooperation failed"), kind)
        staff = (Role.OFFICER, Role.BROKER, Role.LEADER)
        nav.register(nav.SERVE, _("Cooperations"), "cooperations:list", "contract", staff, 45)
        nav.register(
            nav.SERVE, _("Outcomes of cooperations"), "cooperations:outcomes", "contract",
            (Role.BROKER, Role.OFFICER), 46,
        )  # fmt: skip
        enterprise, expert = (Role.ENTERPRISE,), (Role.EXPERT,)
        nav.register(
            nav.HOME, _("Cooperations"), "cooperations:list", "contract", enterprise, 40,
            key="matchmaking",
        )  # fmt: skip
        nav.register(nav.HOME, _("Cooperations"), "cooperations:list", "contract", expert, 40)
