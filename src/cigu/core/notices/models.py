"""Notices to people, and events between rooms."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import NOTHING, Access, Scope, ScopedModel
from cigu.core.audit.uids import new_uid


class NoticeScope(Scope):
    def full(self, access: Access) -> Q:
        if access.user is None or not access.grants:
            return Q(pk__isnull=True)
        return Q(user=access.user) | Q(party__in=access.parties)


class Notice(ScopedModel):
    """A message to one user, or to whoever acts for a party."""

    scope = NoticeScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"text"})

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("message"), max_length=300)
    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    sent_on = models.DateField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        db_table = "notice"
        indexes = [models.Index(fields=["party", "read_at"], name="notice_party")]
        constraints = [
            models.CheckConstraint(
                name="notice_addressee", condition=Q(user__isnull=False) ^ Q(party__isnull=False)
            )
        ]


class Event(models.Model):
    """One line of the outbox: what happened. Kept; who gets it stands in its deliveries."""

    audit_exempt = "its cause is audited; delivery is bookkeeping"

    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "outbox_event"


class Delivery(models.Model):
    """One event on its way to one consumer. A consumer inside this system marks it in the
    transaction of its effect: the row is what makes a second delivery do nothing."""

    audit_exempt = "bookkeeping of what is on its way; what a person does with it leaves a leaf"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("arrived")
        DEAD = "dead", _("given up")
        DISCARDED = "discarded", _("discarded")

    uid = models.UUIDField(unique=True, default=new_uid, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("way out"), max_length=20)
    consumer = models.CharField(_("consumer"), max_length=150)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "outbox_delivery"
        indexes = [
            models.Index(fields=["channel", "state", "next_at"], name="outbox_due"),
            models.Index(fields=["consumer", "id"], name="outbox_consumer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "channel", "consumer"], name="outbox_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event.topic} → {self.consumer}"


SECURITY = ("quota.", "privacy.")  # families of codes that concern the security administrator
BOTH = ("access.",)


def _of(families: tuple[str, ...]) -> Q:
    found = NOTHING
    for family in families:
        found |= Q(code__startswith=family)
    return found


class MailboxScope(Scope):
    def full(self, access: Access) -> Q:
        return Q(user=access.user) if access.user is not None and access.grants else NOTHING


class Mailbox(ScopedModel):
    """Where a user reads mail; nothing but a code goes there before its owner has proved it."""

    class How(models.TextChoices):
        EACH = "each", _("each message at once")
        DIGEST = "digest", _("one letter every working day")
        NOTHING = "nothing", _("no mail")

    scope = MailboxScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"address"})
    audit_ignore: ClassVar[frozenset[str]] = frozenset({"seed"})

    user = models.OneToOneField(User, models.PROTECT, related_name="mailbox")
    address = models.CharField(_("e-mail"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    code_sent_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=32, blank=True)  # the code is computed from it
    guesses = models.PositiveSmallIntegerField(default=0)
    how = models.CharField(
        _("mail"), max_length=8, choices=How.choices, default=How.EACH, db_default=How.EACH
    )

    class Meta:
        db_table = "mailbox"


class Digest(models.Model):
    """How far a mailbox's letters of the day have told. Notices are numbered before they are
    committed: what was in the making at one letter is looked for again at the next, and ``told``
    keeps it from being told twice."""

    audit_exempt = "bookkeeping of letters; what they tell leaves leaves of its own"

    mailbox = models.OneToOneField(Mailbox, models.PROTECT, related_name="digest")
    day = models.DateField()  # of the last look, whether or not there was anything to tell
    since = models.BigIntegerField()  # newest notice at the look before the last
    upto = models.BigIntegerField()  # newest notice at the last look
    told = models.JSONField(default=list)  # notices after ``since`` that a letter named

    class Meta:
        db_table = "mail_digest"

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.day}"


class AlarmScope(Scope):
    """The machinery is the system administrator's; what people do with data is not."""

    def full(self, access: Access) -> Q:
        seen = NOTHING
        if access.has(Role.SYSTEM_ADMIN):
            seen |= ~_of(SECURITY)
        if access.has(Role.SECURITY_ADMIN):
            seen |= _of(SECURITY + BOTH)
        return seen


class Alarm(ScopedModel):
    """Something in the machinery that a person must look at; one open row for each code."""

    scope = AlarmScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"text"})

    code = models.CharField(_("code"), max_length=60)
    text = models.CharField(_("message"), max_length=300)
    since = models.DateTimeField(_("since"))
    cleared_at = models.DateTimeField(_("cleared"), null=True)

    class Meta:
        db_table = "alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(cleared_at__isnull=True), name="alarm_open_once"
            )
        ]
