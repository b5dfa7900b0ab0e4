"""Plan, edit, announce, hold, close, cancel."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import StepView, dated

from .. import actions, forms
from ..guards import HOSTS, check_can_edit
from ..invitations import fitting_enterprises
from .pages import find


class EventStep(StepView):
    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(event=self.object, by=self.request.user, **dated(form), **fields)


class Plan(StepView):
    form_class = forms.EventForm
    title, verb = _("Plan an event"), _("Plan")

    def check(self) -> None:
        if not Access.of(self.request.user).has(*HOSTS):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        scope = scope_of(self.request)
        return {"territory": scope.territory, "domain": scope.domain}

    def act(self, form: Any) -> Any:
        return actions.plan_event(by=self.request.user, **form.cleaned_data)

    def back_url(self) -> str:
        return reverse("roadshows:list")


class Edit(EventStep):
    form_class = forms.EventForm
    title, verb = _("Edit the event"), _("Save")

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in forms.EventForm.base_fields}

    def act(self, form: Any) -> Any:
        return actions.edit_event(event=self.object, by=self.request.user, **form.cleaned_data)


class Announce(EventStep):
    code = "announce"
    title, verb, done = _("Announce the event"), _("Announce"), _("Announced.")

    def context(self) -> dict[str, Any]:
        told = fitting_enterprises(self.object).count()
        words = gettext("The public portal then shows it; %(n)s enterprises get a message.")
        return {**super().context(), "explanation": words % {"n": told}}

    def act(self, form: Any) -> Any:
        return self.run(actions.announce, form)


class Hold(EventStep):
    code, form_class = "hold", forms.HoldForm
    title, verb = _("Record the event as held"), _("Record as held")

    def initial(self) -> dict[str, Any]:
        return {"note": self.object.note}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(
            actions.hold, form, attendance=given["attendance"], note=given["note"],
            minutes=given["minutes"],
        )  # fmt: skip


class Close(EventStep):
    code = "close"
    title, verb = _("Close the event"), _("Close the event")
    explanation = _("Programme and guests can then no longer be changed; meetings still can.")

    def act(self, form: Any) -> Any:
        return self.run(actions.close_event, form)


class Cancel(EventStep):
    code, form_class = "cancel", forms.CancelForm
    title, verb = _("Cancel the event"), _("Cancel the event")
    explanation = _("Enterprises that were told of it get a message.")

    def act(self, form: Any) -> Any:
        code = form.cleaned_data["reason_code"]
        return self.run(actions.cancel_event, form, reason_code=code)
