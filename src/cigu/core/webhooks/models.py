"""Who is told what, and how their receiver has been doing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel


class SubscriptionScope(Scope):
    def full(self, access: Access) -> Q:
        if access.has(Role.SYSTEM_ADMIN):
            return EVERYTHING
        if access.user is None or not access.grants:
            return NOTHING
        return Q(owner=access.user) | Q(party__in=access.parties)


class Subscription(ScopedModel):
    """Topics that an address is told. Only what its owner may see in full is sent."""

    scope = SubscriptionScope()
    audit_ignore: ClassVar[frozenset[str]] = frozenset({"secret"})
    locked_fields: ClassVar[frozenset[str]] = frozenset(
        {"secret", "owner", "party", "state", "kind"}
    )

    class Kind(models.TextChoices):
        SYSTEM = "system", _("another system")
        WECOM = "wecom", _("group robot of WeCom")
        DINGTALK = "dingtalk", _("group robot of DingTalk")
        FEISHU = "feishu", _("group robot of Feishu")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("sent no more")

    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind of receiver"), max_length=10, choices=Kind.choices,
                            default=Kind.SYSTEM, db_default=Kind.SYSTEM)  # fmt: skip
    url = models.CharField(_("address"), max_length=500)
    topics = models.JSONField(_("topics"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    # Encrypted with the site's key; shown once, when it is made, and for a robot, whose key and
    # signature it holds, never.
    secret = models.TextField()
    secret_set_at = models.DateTimeField(_("secret made"))

    class Meta:
        db_table = "webhook_subscription"

    def __str__(self) -> str:
        return self.name

    @property
    def is_robot(self) -> bool:
        return self.kind != self.Kind.SYSTEM


class Receiver(models.Model):
    """How the other end has been doing: what a pause between attempts depends on."""

    audit_exempt = "bookkeeping of the sender; that a subscription is paused leaves a leaf"

    subscription = models.OneToOneField(Subscription, models.PROTECT, related_name="receiver")
    failures = models.PositiveSmallIntegerField(default=0)  # since the last success
    quiet_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_receiver"
