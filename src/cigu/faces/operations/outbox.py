"""Everything on its way out, and what a person does with what was given up."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.clock.business import today
from cigu.core.notices import delivering, letters
from cigu.core.notices.models import Delivery
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, TextFilter
from cigu.core.ui.forms import CiguForm, LongTextField
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.core.ui.tables import Table, View
from cigu.core.webhooks.actions import CHANNEL
from cigu.core.webhooks.topics import label

from .doors import found, need_keeper

State = Delivery.State
LOOK = {State.WAITING: "go", State.DONE: "ok", State.DEAD: "late", State.DISCARDED: "end"}
ERROR = 120  # characters in a row; the whole stands on the page of the act


def state_of(delivery: Delivery) -> tuple[str, Any]:
    return LOOK[State(delivery.state)], State(delivery.state).label


def act_of(delivery: Delivery) -> tuple[Any, str] | None:
    if delivery.state != State.DEAD:
        return None
    return _("Deal with it"), reverse("operations:retry", args=[delivery.uid])


def hook_of(delivery: Delivery) -> str:
    """A webhook has a page of its own; rooms and mailboxes have none."""
    is_hook = delivery.channel == CHANNEL
    return reverse("operations:hook", args=[delivery.consumer]) if is_hook else ""


class DeliveryTable(Table):
    title, name, unit = gettext_lazy("Outbox"), "outbox", gettext_lazy("deliveries")
    views = [
        View("dead", gettext_lazy("Given up"), Q(state=State.DEAD)),
        View("waiting", gettext_lazy("Waiting"), Q(state=State.WAITING)),
        View("discarded", gettext_lazy("Discarded"), Q(state=State.DISCARDED)),
        View("all", gettext_lazy("All")),
    ]
    columns = [
        Column("topic", gettext_lazy("Topic"), lambda d: label(d.event.topic), header=True,
               link=lambda d: (act_of(d) or ("", ""))[1]),
        Column("channel", gettext_lazy("Way out"), lambda d: delivering.labels[d.channel],
               hide=True),
        Column("consumer", gettext_lazy("Consumer"), hide=True, css="mono t2", link=hook_of),
        Column("created", gettext_lazy("Happened"), "event__created_at", kind="stamp", sort=True,
               hide=True),
        Column("state", gettext_lazy("State"), state_of, kind="chip"),
        Column("attempts", gettext_lazy("Attempts"), kind="number", places=0, sort=True,
               hide=True),
        Column("next_at", gettext_lazy("Next attempt"),
               lambda d: d.next_at if d.state == State.WAITING else None, kind="stamp", hide=True),
        Column("error", gettext_lazy("What went wrong"), lambda d: d.error[:ERROR], css="t2"),
        Column("act", "", act_of, kind="action"),
    ]  # fmt: skip
    filters = [
        ChoiceFilter("channel", gettext_lazy("Way out"), choices=list(delivering.labels.items())),
        TextFilter("topic", gettext_lazy("Topic"), ("event__topic",)),
    ]
    order = ("-pk",)
    empty_text = gettext_lazy("Nothing was ever given up.")
    filtered_empty_text = gettext_lazy("Nothing of that kind.")

    def rows(self) -> Any:
        return Delivery.objects.select_related("event")


@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    need_keeper(request.user)
    crumbs = [(_("Operations"), reverse("operations:home")), (_("Outbox"), "")]
    return list_response(request, DeliveryTable(request), "operations/outbox.html", crumbs=crumbs)


class OnLetter(ActionView):
    template_name = "operations/letter.html"

    def get_object(self) -> Any:
        rows = Delivery.objects.select_related("event")
        return found(rows, self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        letters.check_dead(self.object)

    def check_revision(self) -> None:
        """The action looks again under a lock."""

    def location(self, result: Any) -> str:
        return reverse("operations:outbox")

    def back_url(self) -> str:
        return reverse("operations:outbox")

    def context(self) -> dict[str, Any]:
        home = (_("Operations"), reverse("operations:home"))
        crumbs = [home, (_("Outbox"), self.back_url()), (self.title, "")]
        return {"letter": self.object, "crumbs": crumbs, "topic": label(self.object.event.topic),
                "way": delivering.labels[self.object.channel]}  # fmt: skip


class Retry(OnLetter):
    title, verb = gettext_lazy("Try it anew"), gettext_lazy("Try anew")
    explanation = gettext_lazy(
        "The message is tried again at once and then as often as at first. Mend what went wrong"
        " before, or it will be given up again."
    )
    done = gettext_lazy("The message is on its way again.")

    def act(self, form: Any) -> Any:
        letters.retry(self.object, by=self.request.user, on=today())


class WhyForm(CiguForm):
    reason = LongTextField(label=gettext_lazy("Reason"), max_length=300, rows=3)


class Discard(OnLetter):
    form_class = WhyForm
    title, verb = gettext_lazy("Discard the message"), gettext_lazy("Discard")
    explanation = gettext_lazy("It will never be delivered. The reason stays in the audit.")
    done = gettext_lazy("The message is discarded.")

    def act(self, form: Any) -> Any:
        reason = form.cleaned_data["reason"]
        letters.discard(self.object, by=self.request.user, on=today(), reason=reason)
