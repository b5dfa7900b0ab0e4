"""What is asked of who subscribes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.scope import Access
from cigu.core.ui.forms import ChoicesField, CiguForm, ModelChoiceField, TextField
from cigu.core.webhooks import topics
from cigu.core.webhooks.addresses import AddressRefused, aim


class HookForm(CiguForm):
    name = TextField(label=_("Name"), max_length=60, help_text=_("What you call the receiver"))
    url = TextField(
        label=_("Address"), max_length=500, width="l",
        help_text=_("https, port 443 or 8443, such as https://example.org/hook"),
    )  # fmt: skip
    topics = ChoicesField(label=_("Topics"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
    party = ModelChoiceField(Party.objects.none(), label=_("On behalf of"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(Party.objects.filter(pk__in=Access.of(user).parties).order_by("pk"))
        if len(self.parties) > 1:
            rows = Party.objects.filter(pk__in=[party.pk for party in self.parties])
            self.fields["party"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["party"]

    def for_whom(self) -> Party | None:
        """Asked only of who acts for several parties."""
        chosen: Party | None = self.cleaned_data.get("party")
        return chosen or (self.parties[0] if self.parties else None)
