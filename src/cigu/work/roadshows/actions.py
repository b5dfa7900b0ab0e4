"""The life of an event: plan, announce, hold, close, cancel; its programme and guests."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.flow.actions import fire, start
from cigu.core.notices.actions import emit
from cigu.core.numbers.actions import next_number

from .guards import (
    EventRefused,
    check_can_arrange,
    check_can_edit,
    check_can_plan,
    check_has_come,
    check_subject,
)
from .invitations import tell_fitting_enterprises
from .meetings import begin_from_meeting, record_meeting, set_outcome
from .models import Event, EventGuest, ProgrammeItem

__all__ = [
    "add_guest", "add_item", "announce", "begin_from_meeting", "cancel_event", "close_event",
    "edit_event", "edit_item", "hold", "move_item", "plan_event", "record_meeting", "remove_item",
    "set_outcome",
]  # fmt: skip


def plan_event(
    *, by: Any, kind: str, title: str, territory: Any, domain: Any, held_on: date,
    time: time | None, place: str, host: str, on: date | None = None, reason: str = "",
    synthetic: bool | None = None, **fields: Any,
) -> Event:  # fmt: skip
    """``fields``: topics, note, pack_key. Invented people plan invented events only."""
    check_can_plan(by, territory, domain)
    _check_title_free(title, held_on)
    with acting("roadshows.plan", by=by, on=on, reason=reason) as step:
        event = Event(
            kind=kind, title=title, territory=territory, domain=domain, held_on=held_on,
            time=time, place=place, host=host, number=next_number("H", step.on),
            synthetic=bool(by.synthetic) if synthetic is None else synthetic, **fields,
        )  # fmt: skip
        start(event, step.on)
    return event


def edit_event(*, event: Event, by: Any, on: date | None = None, reason: str = "",
               **fields: Any) -> Event:  # fmt: skip
    check_can_edit(event, by)
    with acting("roadshows.edit", by=by, on=on, reason=reason):
        for name, value in fields.items():
            setattr(event, name, value)
        _check_title_free(event.title, event.held_on, event)
        event.save()
    return event


def add_item(
    *, event: Event, by: Any, title: str, minutes: int, achievement: Any = None, need: Any = None,
    on: date | None = None, reason: str = "",
) -> ProgrammeItem:  # fmt: skip
    """Put an item at the end of the programme."""
    check_subject(achievement, need)
    with acting("roadshows.add_item", by=by, on=on, reason=reason):
        queue(event)
        check_can_arrange(event, by)
        last = event.items.aggregate(last=Max("order"))["last"] or 0
        item = ProgrammeItem(
            event=event, order=last + 1, title=title, minutes=minutes, achievement=achievement,
            need=need, synthetic=event.synthetic,
        )  # fmt: skip
        item.save()
    return item


def edit_item(*, item: ProgrammeItem, by: Any, on: date | None = None, reason: str = "",
              **fields: Any) -> ProgrammeItem:  # fmt: skip
    with acting("roadshows.edit_item", by=by, on=on, reason=reason):
        queue(item.event)
        check_can_arrange(item.event, by)
        for name, value in fields.items():
            setattr(item, name, value)
        check_subject(item.achievement, item.need)
        item.save()
    return item


def move_item(*, item: ProgrammeItem, up: bool, by: Any, on: date | None = None,
              reason: str = "") -> ProgrammeItem:  # fmt: skip
    """Change places with the neighbour; at the end of the programme nothing happens."""
    with acting("roadshows.move_item", by=by, on=on, reason=reason):
        queue(item.event, item)
        check_can_arrange(item.event, by)
        other = _neighbour(item, up)
        if other is None:
            return item
        item.order, other.order = other.order, item.order
        item.save()
        other.save()
    return item


def remove_item(*, item: ProgrammeItem, by: Any, on: date | None = None,
                reason: str = "") -> ProgrammeItem:  # fmt: skip
    with acting("roadshows.remove_item", by=by, on=on, reason=reason) as step:
        queue(item.event)
        check_can_arrange(item.event, by)
        item.removed_on = step.on
        item.save()
    return item


def add_guest(*, event: Event, organisation: Any, by: Any, on: date | None = None,
              reason: str = "") -> EventGuest:  # fmt: skip
    """Note that an organisation came; noting it twice changes nothing."""
    _check_guest_basis(event, organisation)
    with acting("roadshows.add_guest", by=by, on=on, reason=reason):
        queue(event)
        check_can_arrange(event, by)
        guest: EventGuest | None = EventGuest.objects.filter(
            event=event, organisation=organisation
        ).first()
        if guest is None:
            guest = EventGuest(event=event, organisation=organisation, synthetic=event.synthetic)
            guest.save()
    return guest


def announce(*, event: Event, by: Any, on: date | None = None, reason: str = "") -> Event:
    """Tell the enterprises of the fitting segments; from now on everybody signed in sees it."""
    with acting("roadshows.announce", by=by, on=on, reason=reason) as step:
        event.announced_on = step.on
        fire(event, "announce", by=by, on=step.on)
        tell_fitting_enterprises(event, step.on)
        emit("roadshows.announced", uid=str(event.uid))
    return event


def hold(*, event: Event, by: Any, attendance: int | None = None, note: str = "",
         minutes: tuple[str, bytes] | None = None, on: date | None = None,
         reason: str = "") -> Event:  # fmt: skip
    """The event took place. Unknown attendance stays unknown."""
    with acting("roadshows.hold", by=by, on=on, reason=reason) as step:
        check_has_come(event, step.on)
        event.attendance, event.note = attendance, note or event.note
        fire(event, "hold", by=by, on=step.on)
        if minutes is not None:
            attach(to=event, name=minutes[0], content=minutes[1], on=step.on)
        emit("roadshows.held", uid=str(event.uid))
    return event


def close_event(*, event: Event, by: Any, on: date | None = None, reason: str = "") -> Event:
    with acting("roadshows.close", by=by, on=on, reason=reason) as step:
        event.closed_on = step.on
        fire(event, "close", by=by, on=step.on)
    return event


def cancel_event(*, event: Event, by: Any, reason_code: str, on: date | None = None,
                 reason: str = "") -> Event:  # fmt: skip
    """Those who were told of the event are told that it is off."""
    with acting("roadshows.cancel", by=by, on=on, reason=reason) as step:
        event.reason_code = reason_code
        fire(event, "cancel", by=by, on=step.on, reason_code=reason_code)
        if event.announced_on is not None:
            tell_fitting_enterprises(event, step.on)
    return event


def _check_title_free(title: str, held_on: date, own: Event | None = None) -> None:
    other = Event.objects.filter(title=title, held_on=held_on).exclude(
        pk=own.pk if own else None
    ).first()  # fmt: skip
    if other is not None:
        raise EventRefused(
            "title_taken",
            _("%(other)s has this title on the same day. Change the title or open that event.")
            % {"other": other.number},
            field="title", value=title,
        )  # fmt: skip


def _check_guest_basis(event: Event, organisation: Any) -> None:
    if event.synthetic != organisation.synthetic:
        raise EventRefused(
            "basis",
            _("%(one)s and %(two)s: one is real, the other synthetic. Choose two of one kind.")
            % {"one": event.number, "two": organisation.name_zh},
            field="organisation", value=organisation.number,
        )  # fmt: skip


def _neighbour(item: ProgrammeItem, up: bool) -> ProgrammeItem | None:
    others = ProgrammeItem.objects.filter(event=item.event, removed_on__isnull=True)
    if up:
        return others.filter(order__lt=item.order).order_by("-order").first()
    return others.filter(order__gt=item.order).order_by("order").first()
