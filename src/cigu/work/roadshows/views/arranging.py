"""The programme and the guests of an event."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cigu.core.ui.forms import CiguForm

from .. import actions, forms
from ..guards import check_can_arrange
from .acting import EventStep


class Arranging(EventStep):
    """What may be changed until the event is closed; the page returns to the event."""

    form_class = CiguForm

    def check(self) -> None:
        check_can_arrange(self.object, self.request.user)

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())

    def check_revision(self) -> None:
        """An item guards its own revision; the event's does not matter here."""


class AddItem(Arranging):
    form_class = forms.ItemForm
    title, verb = _("Add to the programme"), _("Add")

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "event": self.object}

    def act(self, form: Any) -> Any:
        return actions.add_item(event=self.object, by=self.request.user, **form.cleaned_data)


class OfItem(Arranging):
    """An item under the number of another event is not found, whoever asks."""

    def get_object(self) -> Any:
        event = super().get_object()
        rows = event.items.filter(removed_on__isnull=True).select_related("event")
        self.item = get_object_or_404(rows, uid=self.kwargs["uid"])
        return event


class EditItem(OfItem, AddItem):
    title, verb = _("Edit an item of the programme"), _("Save")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.item, name) for name in forms.ItemForm.base_fields}

    def act(self, form: Any) -> Any:
        return actions.edit_item(item=self.item, by=self.request.user, **form.cleaned_data)


class MoveItem(OfItem):
    """Sent by the up and down buttons of the programme."""

    title, verb = _("Move an item of the programme"), _("Move")

    def act(self, form: Any) -> Any:
        up = self.kwargs["way"] == "up"
        return actions.move_item(item=self.item, up=up, by=self.request.user)


class RemoveItem(OfItem):
    title, verb = _("Take an item off the programme"), _("Take off")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "explanation": self.item.title}

    def act(self, form: Any) -> Any:
        return actions.remove_item(item=self.item, by=self.request.user)


class AddGuest(Arranging):
    form_class = forms.GuestForm
    title, verb = _("Note an organisation that came"), _("Note it down")

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "event": self.object}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data["organisation"]
        return actions.add_guest(event=self.object, organisation=given, by=self.request.user)
