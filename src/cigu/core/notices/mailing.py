"""Notices by mail as well, for those who confirmed an address; through the outbox.

While the gateway is away the outbox waits; nobody's work does.
"""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Grant
from cigu.core.clock.business import today

from . import delivering, digest, mailboxes
from .models import Delivery, Event, Mailbox, Notice

log = logging.getLogger(__name__)
CHANNEL = "mail"
SENT, CODE = "notices.sent", "notices.mail_code"
TRIES = 20  # over about three days: a gateway may be away for a weekend


def configured() -> bool:
    return bool(settings.MAIL_ON)


def readers(notice: Notice) -> list[Mailbox]:
    """Confirmed mailboxes of the addressee, or of whoever acts for the party today."""
    day = today()
    acting = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), party=notice.party, valid_from__lte=day
    )
    whose = Q(user=notice.user) if notice.user_id else Q(user__in=acting.values("user"))
    confirmed = Mailbox.objects.filter(
        whose, confirmed_at__isnull=False, user__is_active=True, how=Mailbox.How.EACH
    )
    return list(confirmed.order_by("pk"))


def consumers(event: Event) -> list[str]:
    if event.topic in (CODE, digest.DIGEST):
        return [str(event.payload["mailbox"])]
    if event.topic != SENT:
        return []
    notice = Notice.objects.get(uid=event.payload["uid"])
    return [str(box.uid) for box in readers(notice)]


delivering.way(CHANNEL, gettext_lazy("Mail"), consumers)


def send_waiting() -> int:
    """What is due, up to the first letter that finds the gateway away. How many went out."""
    sent = 0
    for pk in delivering.due(CHANNEL) if configured() else []:
        claimed = delivering.claim(pk, TRIES)
        if claimed is None:
            continue
        try:
            sent += _hand_over(claimed)
        except OSError as error:  # among them all that smtplib raises
            log.warning("mail waits: %r", error)
            delivering.failed(pk, repr(error), TRIES)
            return sent
    return sent


def _hand_over(delivery: Delivery) -> bool:
    """False for a letter that cannot go; the next may. Errors name no address."""
    box = Mailbox.objects.select_related("user").filter(uid=delivery.consumer).first()
    with translation.override(settings.LANGUAGE_CODE):
        text = _text(delivery.event, box) if box is not None else ""
        subject = str(_subjects()[delivery.event.topic])
    if box is None or not text:
        delivering.dropped(delivery.pk, "no mailbox is there to read it any more")
        return False
    try:
        EmailMessage(subject, text, to=[box.address]).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        code = getattr(error, "smtp_code", "")
        delivering.failed(delivery.pk, f"{type(error).__name__} {code}".strip(), TRIES)
        return False
    except ValueError as error:  # a line break in a header: no later attempt makes it better
        delivering.refused(delivery.pk, type(error).__name__)
        return False
    delivering.arrived(delivery.pk)
    return True


def _subjects() -> dict[str, str]:
    return {
        CODE: _("Cigu: a code for your address"), SENT: _("Cigu: a message"),
        digest.DIGEST: _("Cigu: today"),
    }  # fmt: skip


def _text(event: Event, box: Mailbox) -> str:
    """Empty where there is nothing to say any more."""
    if event.topic == CODE:
        code = mailboxes.code_of(box) if mailboxes.may_confirm(box) else ""
        told = _("The code for your address in Cigu is %(code)s. It is good for half an hour.")
        return told % {"code": code} if code else ""
    if box.confirmed_at is None or not box.user.is_active:
        return ""
    if event.topic == digest.DIGEST:
        told = digest.text_of(box, event.payload["notices"])
    else:
        told = Notice.objects.get(uid=event.payload["uid"]).text
    return "\n\n".join(part for part in (told, settings.SITE_ADDRESS) if part) if told else ""
