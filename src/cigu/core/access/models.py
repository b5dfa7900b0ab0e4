"""User, Party, Grant."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.audit.models import AuditedModel, AuditedQuerySet
from cigu.core.audit.values import snapshot
from cigu.core.places.models import Domain, Territory

from .roles import PARTY_ROLES, Role

SIGN_IN_FIELDS = {"last_login", "password"}


class Users(UserManager["User"].from_queryset(AuditedQuerySet)):
    use_in_migrations = False  # migrations of other packages write their own columns

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username=username)


class User(AbstractBaseUser, AuditedModel):
    """A person who signs in. What they may do comes from grants only."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"name", "email"})
    audit_ignore: ClassVar[frozenset[str]] = frozenset(SIGN_IN_FIELDS)
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    office = models.CharField(_("office"), max_length=100, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = Users()

    class Meta:
        db_table = "user_account"

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sign-in writes its own two columns; everything else goes through an action."""
        only = set(kwargs.get("update_fields") or self._changed())
        if only and only <= SIGN_IN_FIELDS:
            models.Model.save(self, update_fields=only)
            self._stored.update({name: getattr(self, name) for name in only})
            return
        super().save(*args, **kwargs)

    def _changed(self) -> set[str]:
        if self._state.adding:
            return set()
        return {name for name, value in snapshot(self).items() if self._stored.get(name) != value}

    def _do_update(self, base_qs: Any, using: Any, pk: Any, values: Any, *rest: Any) -> Any:
        if {field.name for field, _m, _v in values} <= SIGN_IN_FIELDS:
            return models.Model._do_update(self, base_qs, using, pk, values, *rest)
        return super()._do_update(base_qs, using, pk, values, *rest)


class Party(AuditedModel):
    """The one identity behind an organisation, a person or a team."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"name"})  # it may be a person's

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PERSON = "person", _("person")
        TEAM = "team", _("team")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=150)

    class Meta:
        db_table = "party"

    def __str__(self) -> str:
        return self.name


class Grant(AuditedModel):
    """A role of a user, in a territory and domain, perhaps for a party, for a time. A grant that
    ends on the day it begins never held: that is how a wrong one is taken back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="grants")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        db_table = "role_grant"
        constraints = [
            models.CheckConstraint(
                name="grant_party_role",
                condition=Q(party__isnull=False) | ~Q(role__in=sorted(PARTY_ROLES)),
            ),
            models.CheckConstraint(
                name="grant_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        where = self.party or self.territory or ""
        return f"{self.get_role_display()} {where}".strip()
