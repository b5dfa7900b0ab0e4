"""What is asked of who subscribes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.scope import Access
from cigu.core.ui.forms import ChoiceField, ChoicesField, CiguForm, ModelChoiceField, TextField
from cigu.core.webhooks import topics
from cigu.core.webhooks.addresses import AddressRefused, aim
from cigu.core.webhooks.models import Subscription


class HookForm(CiguForm):
    name = TextField(label=_("Name"), max_length=60, help_text=_("What you call the receiver"))
    url = TextField(
        label=_("Address"), max_length=500, width="l",
        help_text=_("https, port 443 or 8443, such as https://example.org/hook"),
    )  # fmt: skip
    sign = TextField(
        label=_("Signing secret of the robot"), max_length=200, required=False,
        help_text=_("DingTalk and Feishu, where the robot is set to check signatures; it is never"
                    " shown again"),
    )  # fmt: skip
    topics = ChoicesField(label=_("Topics"))

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in (Subscription.Kind.SYSTEM, Subscription.Kind.WECOM):
            del self.fields["sign"]
        offered = [(topic.name, topic.label) for topic in topics.offered()]
        self.fields["topics"].choices = offered  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            aim(url)
        except AddressRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return url


class NewHookForm(HookForm):
    field_order = ("name", "kind", "url", "sign", "topics", "party")

    kind = ChoiceField(
        label=_("Receiver"), choices=Subscription.Kind.choices, required=False,
        initial=Subscription.Kind.SYSTEM,
    )  # fmt: skip
    party = ModelChoiceField(Party.objects.none(), label=_("On behalf of"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(Party.objects.filter(pk__in=Access.of(user).parties).order_by("pk"))
        if len(self.parties) > 1:
            rows = Party.objects.filter(pk__in=[party.pk for party in self.parties])
            self.fields["party"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["party"]

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or Subscription.Kind.SYSTEM)

    def for_whom(self) -> Party | None:
        """Asked only of who acts for several parties."""
        chosen: Party | None = self.cleaned_data.get("party")
        return chosen or (self.parties[0] if self.parties else None)
