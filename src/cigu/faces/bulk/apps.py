from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Bulk(AppConfig):
    name = "cigu.faces.bulk"
    label = "faces_bulk"

    def ready(self) -> None:
        from django.urls import reverse

        from cigu.core.access.roles import Role
        from cigu.core.changesets.verbs import pages
        from cigu.core.ui import nav

        pages[:] = [lambda code: reverse("bulk:act", args=[code])]
        offices = (Role.OFFICER, Role.BROKER)
        nav.register(nav.ME, _("Acts on many records"), "bulk:sets", "history", offices, 62)
