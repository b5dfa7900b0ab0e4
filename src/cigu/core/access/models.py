"""User, Party, Grant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cigu.core.audit.models import AuditedModel, AuditedQuerySet
from cigu.core.audit.values import snapshot
from cigu.core.places.models import Domain, Territory

from .roles import PARTY_ROLES, Role

SIGN_IN_FIELDS = {"last_login", "password", "password_set_at"}


class Users(UserManager["User"].from_queryset(AuditedQuerySet)):
    use_in_migrations = False  # migrations of other packages write their own columns

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username=username)


class User(AbstractBaseUser, AuditedModel):
    """A person who signs in. What they may do comes from grants only."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"username", "name", "email", "office"})
    audit_acts = True
    audit_ignore: ClassVar[frozenset[str]] = frozenset(SIGN_IN_FIELDS)
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    office = models.CharField(_("office"), max_length=100, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    password_set_at = models.DateTimeField(_("password set"), null=True)
    # empty until the first time: a column with a value would contradict the leaves of old rows
    sessions_ended = models.PositiveIntegerField(_("times all sessions were ended"), null=True)

    objects = Users()

    class Meta:
        db_table = "user_account"

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now() if raw_password else None

    def get_session_auth_hash(self) -> str:
        """Every session carries it: a new password ends them all, and so does the counter."""
        return self._door_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for fallback in settings.SECRET_KEY_FALLBACKS:
            yield self._door_hash(fallback)

    def _door_hash(self, secret: str | bytes | None = None) -> str:
        said = f"{self.password}{self.sessions_ended or 0}"
        return salted_hmac("cigu.session", said, secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Together with the save that follows; wherever the sessions are kept."""
        self.sessions_ended = (self.sessions_ended or 0) + 1

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sign-in writes its own columns; everything else goes through an action."""
        only = set(kwargs.get("update_fields") or self._changed())
        if not only and not self._state.adding:
            return  # a package that ties or greets an account saves it as it is
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
    audit_acts = True

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


class EntryLink(AuditedModel):
    """A way in for one use: the first password of an account, a new one, or an invitation. Only
    the hash of its secret is kept."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first password")
        RESET = "reset", _("new password")
        INVITE = "invite", _("invitation")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="entry_links")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, blank=True)
    note = models.CharField(_("for whom"), max_length=60, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    audit_personal: ClassVar[frozenset[str]] = frozenset({"note"})

    class Meta:
        db_table = "entry_link"
        constraints = [
            models.CheckConstraint(
                name="entry_link_leads_somewhere",
                condition=Q(kind="invite", party__isnull=False, role__in=sorted(PARTY_ROLES))
                | Q(kind__in=["first", "reset"], user__isnull=False, party__isnull=True, role=""),
            ),
            models.CheckConstraint(
                name="entry_link_used_or_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note or self.user or ''}".strip()
