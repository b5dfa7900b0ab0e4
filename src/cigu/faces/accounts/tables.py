"""The list of accounts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cigu.core.access.models import EntryLink, Grant, User
from cigu.core.access.roles import Role
from cigu.core.clock.business import today
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, TextFilter
from cigu.core.ui.tables import Table, View


def standing(day: Any) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def of_role(role: str) -> Q:
    return Q(Exists(Grant.objects.filter(standing(today()), user=OuterRef("pk"), role=role)))


def no_rights(table: Any) -> Q:
    return ~Q(Exists(Grant.objects.filter(standing(today()), user=OuterRef("pk"))))


def roles_of(user: Any) -> str:
    return "、".join(str(grant) for grant in user.standing)


def state_of(user: Any) -> tuple[str, Any]:
    if not user.is_active:
        return "end", _("Disabled")
    if user.last_login is None:
        return "go", _("Never signed in")
    return "ok", _("Active")


class AccountTable(Table):
    title, name, unit = gettext_lazy("Accounts"), "accounts", gettext_lazy("accounts")
    columns = [
        Column(
            "name", pgettext_lazy("person", "Name"), header=True, sort=True,
            link=lambda user: reverse("account:person", args=[user.uid]),
        ),
        Column("username", gettext_lazy("User name"), sort=True, css="mono"),
        Column("office", gettext_lazy("Office"), sort=True, hide=True),
        Column("roles", gettext_lazy("Roles"), value=roles_of),
        Column("last_login", gettext_lazy("Last sign-in"), kind="stamp", sort=True, hide=True),
        Column("factor", gettext_lazy("Second factor"), value="factor", kind="bool", hide=True),
        Column("state", gettext_lazy("State"), value=state_of, kind="chip"),
    ]  # fmt: skip
    filters = [
        TextFilter("find", pgettext_lazy("person", "Name"), ("name", "username", "office")),
        ChoiceFilter("role", gettext_lazy("Role"), q=of_role, choices=Role.choices),
    ]
    views = [
        View("all", gettext_lazy("All")),
        View("active", gettext_lazy("Active"), Q(is_active=True)),
        View("never", gettext_lazy("Never signed in"), Q(is_active=True, last_login=None)),
        View("bare", gettext_lazy("Without rights"), no_rights),
        View("off", gettext_lazy("Disabled"), Q(is_active=False)),
    ]
    order = ("username",)

    def rows(self) -> Any:
        held = Grant.objects.filter(standing(self.today)).select_related("territory", "party")
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return User.objects.annotate(factor=Exists(factor)).prefetch_related(
            Prefetch("grants", held.order_by("pk"), to_attr="standing")
        )

    def row_css(self, row: Any) -> str:
        return "" if row.is_active else "off"


def link_state(link: Any) -> tuple[str, Any]:
    from django.utils import timezone

    if link.used_at:
        return "ok", _("Used")
    if link.withdrawn_at:
        return "end", _("Withdrawn")
    if link.expires_at <= timezone.now():
        return "end", _("Run out")
    return "go", _("Open")


def may_withdraw(link: Any) -> tuple[Any, str] | None:
    open_still = link_state(link)[0] == "go"
    return (_("Withdraw"), reverse("account:withdraw", args=[link.uid])) if open_still else None


class InvitationTable(Table):
    title, name, unit = gettext_lazy("Invitations"), "invitations", gettext_lazy("invitations")
    columns = [
        Column("note", gettext_lazy("For whom"), header=True),
        Column("party", gettext_lazy("Acts for"), value="party__name"),
        Column("role", gettext_lazy("Role"), value=lambda link: link.get_role_display()),
        Column("made_at", gettext_lazy("Made"), kind="stamp", hide=True),
        Column("expires_at", gettext_lazy("Runs out"), kind="stamp", hide=True),
        Column("state", gettext_lazy("State"), value=link_state, kind="chip"),
        Column("act", "", value=may_withdraw, kind="action"),
    ]
    order = ("-made_at",)
    empty_text = gettext_lazy("You have invited nobody yet.")

    def rows(self) -> Any:
        mine = EntryLink.objects.filter(made_by=self.user, kind=EntryLink.Kind.INVITE)
        return mine.select_related("party")
