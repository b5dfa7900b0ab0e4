"""One's own keys: for programs at the API, and for a calendar."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.ui.forms import ChoiceField, CiguForm, RadioField, TextField

from . import keys
from .models import AccessKey, KeyUse
from .people import Fresh

SHOWN = "shown_key"
LISTED = 20
API_KINDS = [pair for pair in AccessKey.Kind.choices if pair[0] != AccessKey.Kind.CALENDAR]


def may_have_keys(user: Any) -> bool:
    """Who takes part in the work. The three administrators act in person."""
    return Access.of(user).works


def keys_of(user: Any) -> list[AccessKey]:
    """All that stand, then the newest of those that do not."""
    used = Subquery(KeyUse.objects.filter(key=OuterRef("pk")).values("at")[:1])
    stand = list(keys.standing(user).annotate(used_at=used))
    gone = AccessKey.objects.filter(user=user).exclude(pk__in=[key.pk for key in stand])
    return [*stand, *gone.annotate(used_at=used).order_by("-made_at")[:LISTED]]


def shown_key(request: HttpRequest) -> str:
    """The secret on the first page after it was made, and on no other."""
    return str(request.session.pop(SHOWN, ""))


class KeyForm(CiguForm):
    name = TextField(
        label=gettext_lazy("What it is for"), max_length=60,
        help_text=gettext_lazy("So that you know later which one to revoke"),
    )  # fmt: skip
    kind = RadioField(label=gettext_lazy("Scope"), choices=API_KINDS)
    days = ChoiceField(
        label=gettext_lazy("Runs out after"),
        choices=[(str(n), gettext_lazy("%(n)s days") % {"n": n}) for n in keys.DAYS],
    )


class CalendarForm(CiguForm):
    name = TextField(label=gettext_lazy("What it is for"), max_length=60)


class Key(Fresh):
    """About one's own keys; with a recent sign-in."""

    def check(self) -> None:
        if not may_have_keys(self.request.user):
            raise NotAllowed()

    def check_revision(self) -> None:
        """Making and revoking look again under a lock."""

    def location(self, result: Any) -> str:
        return reverse("account:me")

    def back_url(self) -> str:
        return reverse("account:me")

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("My account"), self.back_url()), (self.title, "")]}


class New(Key):
    form_class, title, verb = KeyForm, gettext_lazy("New key for the API"), gettext_lazy("Make")
    explanation = gettext_lazy(
        "A program that holds the key acts as you. Reading and proposing never decides: what needs"
        " a decision needs you, signed in."
    )

    def act(self, form: Any) -> Any:
        given, by = form.cleaned_data, self.request.user
        days = int(given["days"])
        _key, secret = keys.make_key(by=by, kind=given["kind"], name=given["name"], days=days)  # type: ignore[arg-type]
        self.request.session[SHOWN] = secret


class NewCalendar(Key):
    form_class, title, verb = (
        CalendarForm, gettext_lazy("Calendar address"), gettext_lazy("Make"),
    )  # fmt: skip
    explanation = gettext_lazy(
        "An address that your calendar subscribes to: your deadlines and the events ahead. Whoever"
        " knows it reads them; it is good for a year and can be revoked."
    )

    def initial(self) -> dict[str, Any]:
        return {"name": _("My calendar")}

    def act(self, form: Any) -> Any:
        _key, secret = keys.make_key(
            by=self.request.user, kind=AccessKey.Kind.CALENDAR, name=form.cleaned_data["name"],  # type: ignore[arg-type]
            days=keys.CALENDAR_DAYS,
        )  # fmt: skip
        place = reverse("desk:calendar", args=[secret])
        self.request.session[SHOWN] = self.request.build_absolute_uri(place)


class Revoke(Key):
    form_class, title, verb = CiguForm, gettext_lazy("Revoke the key"), gettext_lazy("Revoke")
    done = gettext_lazy("The key opens nothing any more.")

    def get_object(self) -> Any:
        mine = AccessKey.objects.filter(user=self.request.user)  # type: ignore[misc]
        return get_object_or_404(mine, uid=self.kwargs["uid"])

    def act(self, form: Any) -> Any:
        keys.revoke_key(key=self.object, by=self.request.user)  # type: ignore[arg-type]
