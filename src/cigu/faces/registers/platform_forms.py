"""Forms of the register of platforms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CiguForm,
    DateField,
    FileField,
    LongTextField,
    ModelChoiceField,
    TextField,
)
from cigu.records.organisations.models import Organisation
from cigu.records.platforms.models import Acceptance, Grade, Kind, Platform, Stage

from .forms import offer, officer_territories
from .statement_forms import find_body

UNKNOWN = _("Left empty: not known")


def source_field() -> Any:
    return LongTextField(
        label=_("Source"), required=False, max_length=2000, rows=2,
        help_text=_("The notice, its number and day, or its address"),
    )  # fmt: skip


def paper_field() -> Any:
    return FileField(
        label=_("Certificate or notice"), required=False, help_text=_("PDF or picture, up to 10 MB")
    )


class PlatformForm(CiguForm):
    layout = [
        (_("Identity"), ["name", "kind", "core", "organisation", "parent"]),
        (_("Place"), ["territory", "domain"]),
        (_("Days"), ["decided_on", "since", "until"]),
        (_("Source"), ["note", "source"]),
    ]
    name = TextField(label=_("Name"), max_length=150)
    kind = ChoiceField(label=_("Kind"), choices=Kind.choices)
    core = CheckField(label=_("Part of the designed system"), required=False)
    organisation = TextField(
        label=_("Body"), required=False, max_length=120,
        help_text=_("Full or short name of a body in the register"),
    )  # fmt: skip
    parent = ModelChoiceField(Platform.objects.none(), label=_("Part of"), required=False)
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"), required=False)
    decided_on = DateField(label=_("Set-up decided"), required=False, help_text=UNKNOWN)
    since = DateField(label=_("Since"), required=False, help_text=UNKNOWN)
    until = DateField(
        label=_("Until"), required=False, help_text=_("The first day without it, if it ended")
    )
    note = TextField(label=_("Remarks"), required=False, max_length=200)
    source = source_field()

    def __init__(self, *args: Any, user: Any, own: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        others = Platform.objects.for_(user)
        offer(self, "parent", others.exclude(pk=own.pk) if own else others)
        offer(self, "territory", officer_territories(user))
        offer(self, "domain", Domain.objects.all())

    def clean_organisation(self) -> Organisation | None:
        text = self.cleaned_data["organisation"]
        if not text:
            return None
        return find_body(self, self.user, text)


class RegisterPlatformForm(PlatformForm):
    layout = [
        PlatformForm.layout[0],
        PlatformForm.layout[1],
        (_("Grade and stages"), ["grade_now", "stages"]),
        *PlatformForm.layout[2:],
    ]
    grade_now = ChoiceField(label=_("Grade"), required=False, choices=Grade.choices)
    stages = ChoicesField(label=_("Stages covered"), required=False, choices=Stage.choices)


class GradeForm(CiguForm):
    grade = ChoiceField(label=_("Grade"), choices=Grade.choices)
    since = DateField(label=_("Since"), required=False, help_text=UNKNOWN)
    paper = paper_field()
    source = source_field()


class StageForm(CiguForm):
    stage = ChoiceField(label=_("Stage"), choices=Stage.choices)
    since = DateField(label=_("Since"), required=False, help_text=UNKNOWN)
    source = source_field()


class EndForm(CiguForm):
    until = DateField(
        label=_("First day without it"), required=False, help_text=_("Left empty: today")
    )
    reason = TextField(label=_("Reason"), required=False, max_length=300)


class AcceptanceForm(CiguForm):
    result = ChoiceField(label=_("Result"), choices=Acceptance.Result.choices)
    held_on = DateField(label=_("Day of acceptance"))
    body = TextField(label=_("Accepted by"), required=False, max_length=120)
    paper = paper_field()
    source = source_field()


class MergerForm(CiguForm):
    platform = ModelChoiceField(
        Platform.objects.none(), label=_("Platform that went into it"), required=False
    )
    printed = TextField(
        label=_("Or a name as it is printed"), required=False, max_length=150,
        help_text=_("Where it is no platform of the register"),
    )  # fmt: skip
    merged_on = DateField(label=_("Day of merger"))
    paper = paper_field()
    source = source_field()

    def __init__(self, *args: Any, user: Any, own: Platform, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Platform.objects.for_(user).filter(synthetic=own.synthetic)
        offer(self, "platform", others.exclude(pk=own.pk).order_by("name"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if bool(found.get("platform")) == bool(found.get("printed")):
            self.add_error("printed", gettext("Choose a platform or write a name, not both."))
        return found
