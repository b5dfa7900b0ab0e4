"""Plan a campaign; select its enterprises."""

from __future__ import annotations

from typing import Any

from django.forms import HiddenInput, ModelMultipleChoiceField, MultipleHiddenInput
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    TextField,
)
from cigu.records.organisations.models import Organisation

from .. import questionnaire as q
from ..choices import commissioners_of, domains_of, territories_of


class CampaignTextForm(CiguForm):
    """What may still be changed once a campaign exists."""

    name = TextField(label=_("Name"), max_length=80)
    since = DateField(label=_("First day"))
    until = DateField(label=_("Last day"))
    note = LongTextField(label=_("Note"), required=False, max_length=1000, rows=3)


class CampaignForm(CampaignTextForm):
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"))
    instrument = ChoiceField(
        label=_("Instrument"), help_text=_("Its version is fixed when the campaign is created.")
    )
    field_order = ("name", "territory", "domain", "instrument", "since", "until", "note")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = territories_of(user, Role.OFFICER)  # type: ignore[attr-defined]
        self.fields["domain"].queryset = domains_of(user, Role.OFFICER)  # type: ignore[attr-defined]
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            ("", _("Please choose")), *q.scored_instruments(),
        ]  # fmt: skip
        self.fields["instrument"].width = "m"  # type: ignore[attr-defined]


class ConfirmForm(DatedForm):
    """One step of the flow: date and reason, where the actor may give them."""


class SelectForm(DatedForm):
    """The second step of a selection: who is sent, by whom visited."""

    sel = ModelMultipleChoiceField(
        Organisation.objects.none(), widget=MultipleHiddenInput, to_field_name="uid"
    )
    confirm = TextField(widget=HiddenInput, initial="1", required=False)
    commissioner = ModelChoiceField(
        User.objects.none(), label=_("Commissioner"), required=False,
        help_text=_("Visits these enterprises; may be assigned later."),
    )  # fmt: skip
    field_order = ("sel", "confirm", "commissioner", "on", "reason")

    def __init__(self, *args: Any, campaign: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sel"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["commissioner"].queryset = commissioners_of(campaign.territory)  # type: ignore[attr-defined]
