"""One letter a working day instead of one for each message: what is new, and what waits.

A mailbox says whether it takes each message, a digest, or nothing. Digests are made after eight in
the morning of a working day, for those who have something to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.scope import Access
from cigu.core.audit.recording import change
from cigu.core.clock.business import official_calendar, today
from cigu.core.flow.models import Task

from .models import Digest, Mailbox, Notice

DIGEST = "notices.digest"
HOUR = 8  # of the local clock; before it nobody reads
MOST = 30  # messages that a letter names; the rest is counted
How = Mailbox.How


def choose(*, by: Any, how: str, on: date) -> Mailbox:
    """From now on: what came before is not sent again as a digest."""
    with change("notices.choose_mail", by=by, on=on):
        box = Mailbox.objects.select_for_update(of=("self",)).get(user=by)
        box.how = How(how)
        box.save()
        newest = _newest()
        Digest.objects.update_or_create(
            mailbox=box,
            defaults={"day": on - timedelta(days=1), "since": newest, "upto": newest, "told": []},
        )
    return box


def gather() -> int:
    """By the worker, every round: emits what is due today, once. Returns how many letters."""
    day = today()
    early = timezone.localtime().hour < HOUR
    if not settings.MAIL_ON or early or not official_calendar().is_workday(day):
        return 0
    waiting = Digest.objects.filter(
        day__lt=day, mailbox__how=How.DIGEST, mailbox__confirmed_at__isnull=False,
        mailbox__user__is_active=True,
    )  # fmt: skip
    return sum(_look(pk, day) for pk in waiting.values_list("pk", flat=True))


def _look(pk: int, day: date) -> bool:
    """The look is kept with the event: a worker that dies in between leaves neither."""
    from .actions import emit

    with transaction.atomic():
        kept = Digest.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=pk)
        if kept.day >= day:
            return False  # another worker was first
        box = kept.mailbox
        mine = list(_unread(box.user, kept.since).exclude(pk__in=kept.told).values_list("pk"))
        told = [row[0] for row in mine]
        kept.day, kept.since, kept.upto = day, kept.upto, _newest()
        kept.told = [n for n in (*kept.told, *told) if n > kept.since]
        kept.save()
        worth = bool(text_of(box, told))
        if worth:
            emit(DIGEST, mailbox=str(box.uid), notices=told)
    return worth


def _unread(user: Any, since: int) -> Any:
    mine = Q(user=user) | Q(party__in=Access.of(user).parties)
    return Notice.objects.filter(mine, pk__gt=since, read_at__isnull=True).order_by("pk")


def text_of(box: Mailbox, notices: list[int]) -> str:
    """Empty where there is neither news nor anything overdue. What was read meanwhile is left
    out, and so is what the reader acts for no more."""
    rows = _unread(box.user, 0).filter(pk__in=notices)
    n = rows.count()
    lines = [f"· {row.sent_on} {row.text}" for row in rows[:MOST]]
    more = [_("and %(n)s more") % {"n": n - MOST}] if n > MOST else []
    head = [_("%(n)s new messages") % {"n": n}] if n else []
    return "\n".join([*_waiting(box.user), *head, *lines, *more])


def _waiting(user: Any) -> Iterator[str]:
    day = today()
    tasks = Task.objects.for_(user).open()
    late = tasks.filter(due_on__lt=day).count()
    soon = tasks.filter(due_on__gte=day, due_on__lte=official_calendar().add_workdays(day, 3).date)
    if late:
        yield _("%(n)s things are overdue.") % {"n": late}
    if n := soon.count():
        yield _("%(n)s things are due within three working days.") % {"n": n}


def _newest() -> int:
    return Notice.objects.aggregate(last=Max("pk"))["last"] or 0
