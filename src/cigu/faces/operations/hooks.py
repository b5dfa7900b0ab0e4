"""Subscriptions: of those who made them, and for who runs the system."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.core.webhooks import actions, topics
from cigu.core.webhooks.guards import (
    can_pause,
    can_subscribe,
    check_can_change,
    check_can_pause,
    check_can_subscribe,
)
from cigu.core.webhooks.models import Subscription
from cigu.engines.basis.errors import CiguError

from .doors import runs_the_system
from .forms import HookForm, NewHookForm
from .hook_tables import HookTable, SentTable, look_of

SHOWN = "shown_webhook_secret"
State = Subscription.State


@login_required
def hooks(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not can_subscribe(user) and not runs_the_system(user):
        raise PermissionDenied
    makes = can_subscribe(user)
    return list_response(request, HookTable(request), "operations/hooks.html", makes=makes)


@never_cache
@login_required
def hook(request: HttpRequest, uid: Any) -> HttpResponse:
    user: Any = request.user
    row = mine(user, uid)
    shown = request.session.get(SHOWN, {})
    secret = shown["secret"] if shown.get("of") == str(uid) else ""
    if secret:
        del request.session[SHOWN]
    return list_response(
        request, SentTable(request, row), "operations/hook.html", hook=row, secret=secret,
        title=row.name, look=look_of(row), topics=[topics.label(name) for name in row.topics],
        owns=row.owner_id == user.pk and can_subscribe(user), stops=can_pause(row, user),
        crumbs=[(_("Webhooks"), reverse("operations:hooks")), (row.name, "")],
    )  # fmt: skip


def mine(user: Any, uid: Any) -> Subscription:
    rows = Subscription.objects.for_(user).select_related("owner", "party", "receiver")
    found: Subscription = get_object_or_404(rows, uid=uid)
    return found


class OnHook(ActionView):
    states: Any = (State.ACTIVE, State.PAUSED)

    def get_object(self) -> Any:
        return mine(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        self.check_right()
        if self.object.state not in self.states:
            raise CiguError("state", _("The subscription is not in the state for that."))

    def check_right(self) -> None:
        check_can_change(self.object, self.request.user)

    def location(self, result: Any) -> str:
        return reverse("operations:hook", args=[self.object.uid])

    def back_url(self) -> str:
        return reverse("operations:hook", args=[self.object.uid])

    def context(self) -> dict[str, Any]:
        home = (_("Webhooks"), reverse("operations:hooks"))
        return {"crumbs": [home, (self.object.name, self.back_url()), (self.title, "")]}

    def show(self, made: Subscription, secret: str) -> None:
        """The secret is told on the next page and forgotten there."""
        self.request.session[SHOWN] = {"of": str(made.uid), "secret": secret}


class New(OnHook):
    form_class = NewHookForm
    title, verb = gettext_lazy("New webhook"), gettext_lazy("Subscribe")
    explanation = gettext_lazy(
        "The address gets a signed message whenever something happens that you may see. The next"
        " page shows the secret under the signature, once. A group robot gets a title and a link."
    )

    def get_object(self) -> Any:
        return None

    def check(self) -> None:
        check_can_subscribe(self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def act(self, form: Any) -> Any:
        told = form.cleaned_data
        made, secret = actions.subscribe(
            by=self.request.user, name=told["name"], url=told["url"],  # type: ignore[arg-type]
            wanted=told["topics"], party=form.for_whom(), kind=told["kind"], sign=told["sign"],
        )  # fmt: skip
        if secret:
            self.show(made, secret)
        self.object = made

    def location(self, result: Any) -> str:
        return reverse("operations:hook", args=[self.object.uid])

    def back_url(self) -> str:
        return reverse("operations:hooks")

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Webhooks"), reverse("operations:hooks")), (self.title, "")]}


class Edit(OnHook):
    form_class, title = HookForm, gettext_lazy("Change the webhook")
    done = gettext_lazy("The webhook is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.object.kind}

    def initial(self) -> dict[str, Any]:
        return {"name": self.object.name, "url": self.object.url, "topics": self.object.topics}

    def act(self, form: Any) -> Any:
        told = form.cleaned_data
        actions.edit(
            subscription=self.object, by=self.request.user,  # type: ignore[arg-type]
            name=told["name"], url=told["url"], wanted=told["topics"], sign=told.get("sign", ""),
        )  # fmt: skip


class Secret(OnHook):
    title, verb = gettext_lazy("New secret"), gettext_lazy("Make a new secret")
    explanation = gettext_lazy(
        "The present secret signs nothing from now on: give the new one to your receiver at once."
    )

    def check_right(self) -> None:
        super().check_right()
        if self.object.is_robot:
            raise CiguError("robot", _("A robot's key is made in its group: change the address."))

    def act(self, form: Any) -> Any:
        made = actions.renew_secret(subscription=self.object, by=self.request.user)  # type: ignore[arg-type]
        self.show(*made)


class Ping(OnHook):
    states = (State.ACTIVE,)
    title, verb = gettext_lazy("Send a test message"), gettext_lazy("Send")
    explanation = gettext_lazy("It says nothing but its topic, webhooks.ping, and is signed.")
    done = gettext_lazy("The test message is on its way; see below how it went.")

    def check_revision(self) -> None:
        """Nothing of the subscription changes."""

    def act(self, form: Any) -> Any:
        actions.ping(subscription=self.object, by=self.request.user)  # type: ignore[arg-type]


class Pause(OnHook):
    states = (State.ACTIVE,)
    title, verb = gettext_lazy("Pause the webhook"), gettext_lazy("Pause")
    explanation = gettext_lazy("Nothing is sent until it is active again; what happens waits.")
    done = gettext_lazy("The webhook is paused.")

    def check_right(self) -> None:
        check_can_pause(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        actions.pause(subscription=self.object, by=self.request.user)  # type: ignore[arg-type]


class Activate(OnHook):
    states = (State.PAUSED,)
    title, verb = gettext_lazy("Activate the webhook"), gettext_lazy("Activate")
    explanation = gettext_lazy("What waited is sent now.")
    done = gettext_lazy("The webhook is active.")

    def act(self, form: Any) -> Any:
        actions.activate(subscription=self.object, by=self.request.user)  # type: ignore[arg-type]


class End(OnHook):
    title, verb = gettext_lazy("End the webhook"), gettext_lazy("End it")
    explanation = gettext_lazy("For good: what waits is not sent, and no new message either.")
    done = gettext_lazy("The webhook has ended.")

    def check_right(self) -> None:
        check_can_pause(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        actions.end(subscription=self.object, by=self.request.user)  # type: ignore[arg-type]
