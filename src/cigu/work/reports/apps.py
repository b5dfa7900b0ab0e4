from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Reports(AppConfig):
    name = "cigu.work.reports"
    label = "work_reports"

    def ready(self) -> None:
        from cigu.core.access.roles import Role
        from cigu.core.search.registry import Searchable, register
        from cigu.core.ui import nav
        from cigu.core.webhooks.topics import offer

        from . import jobs  # noqa: F401 - it registers its job kind
        from .models import Report

        register(Searchable(_("Annual reports"), Report, ("number", "title")))
        offer("reports.published", _("A report was published"), "work_reports.report")
        staff = (Role.OFFICER, Role.BROKER, Role.LEADER)
        nav.register(nav.OVERVIEW, _("Reports"), "reports:list", "report", staff, 85, key="reports")
