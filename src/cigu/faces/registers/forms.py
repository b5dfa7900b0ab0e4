"""Forms of the registers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.places.models import Domain, Segment, Territory
from cigu.core.ui.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CiguForm,
    CreditCodeField,
    DatedForm,
    DateField,
    LongTextField,
    ModelChoiceField,
    MoneyField,
    NumberField,
    TextField,
)
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Relation
from cigu.records.teams.models import Team

THIS_CENTURY = 2100


def offer(form: Any, name: str, rows: Any) -> None:
    """What a field may choose from depends on the reader."""
    form.fields[name].queryset = rows


def officer_territories(user: Any) -> Any:
    """Every place inside a territory in which the user is officer."""
    grants = [g for g in Access.of(user).grants if g.role == Role.OFFICER]
    found = Territory.objects.none()
    for grant in grants:
        path = grant.territory.path if grant.territory else "/"
        found = found | Territory.objects.filter(path__startswith=path)
    return found


class OrganisationForm(CiguForm):
    layout = [
        (_("Identity"), ["kind", "name_zh", "name_en", "short_name", "credit_code"]),
        (_("Place"), ["territory", "domain"]),
        (
            _("Facts"),
            [
                "founded",
                "employees",
                "revenue",
                "products",
                "contact",
                "active_since",
                "active_until",
            ],
        ),
        (_("Source"), ["source"]),
    ]
    kind = ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    name_zh = TextField(label=_("Name"), max_length=120, help_text=_("As the licence has it"))
    name_en = TextField(label=_("English name"), required=False, max_length=150)
    short_name = TextField(label=_("Short name"), required=False, max_length=40)
    credit_code = CreditCodeField(
        label=_("Credit code"), required=False,
        help_text=_("18 characters; leave empty if not known"),
    )  # fmt: skip
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"), required=False)
    founded = NumberField(
        label=_("Founded"), required=False, low=1800, high=THIS_CENTURY, places=0, example="2009"
    )
    employees = NumberField(label=_("Employees"), required=False, low=0, places=0, example="420")
    revenue = MoneyField(label=_("Turnover"), required=False)
    products = TextField(label=_("Products"), required=False, max_length=300)
    contact = TextField(label=_("Contact"), required=False, max_length=60)
    active_since = DateField(
        label=_("In business since"), required=False,
        help_text=_("Left empty: not known, counts as there"),
    )  # fmt: skip
    active_until = DateField(
        label=_("In business until"), required=False,
        help_text=_("The first day without it: dissolved, or moved away"),
    )  # fmt: skip
    source = LongTextField(label=_("Source"), required=False, max_length=2000, rows=2)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("active_since"), found.get("active_until")
        if since and until and until <= since:
            self.add_error("active_until", gettext("This day lies before the first one. Correct"
                                                   " one."))  # fmt: skip
        return found

    def __init__(self, *args: Any, user: Any, own: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        offer(self, "territory", officer_territories(user))
        offer(self, "domain", Domain.objects.all())

    def clean_name_zh(self) -> str:
        name: str = self.cleaned_data["name_zh"]
        other = Organisation.objects.filter(name_zh=name)
        if other.exclude(pk=getattr(self.own, "pk", None)).exists():
            self.add_error("name_zh", gettext("%(name)s is registered. Open that record instead.")
                           % {"name": name})  # fmt: skip
        return name


class RegisterOrganisationForm(OrganisationForm):
    layout = [
        *OrganisationForm.layout[:1],
        (_("Place"), ["territory", "domain", "segments"]),
        *OrganisationForm.layout[2:],
    ]
    segments = ChoicesField(label=_("Segments"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].choices = [(s.pk, str(s)) for s in Segment.objects.all()]  # type: ignore[attr-defined]

    def clean_segments(self) -> Any:
        return list(Segment.objects.filter(pk__in=self.cleaned_data["segments"]))


class AvailabilityForm(CiguForm):
    available = CheckField(label=_("I can take on new tasks"), required=False)


class RelationForm(CiguForm):
    right = ModelChoiceField(Organisation.objects.none(), label=_("With whom"))
    kind = ChoiceField(label=_("Kind of relation"), choices=Relation.Kind.choices)
    since = DateField(label=_("From"))
    until = DateField(label=_("Until"), required=False)
    source = TextField(
        label=_("How it is known"), max_length=200,
        help_text=_("For example: own declaration; contract number"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.for_(user).filter(synthetic=person.synthetic)
        offer(self, "right", rows.order_by("name_zh"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This day lies before the first one. Correct one."))
        return found


class AchievementForm(CiguForm):
    layout = [
        (_("The achievement"), ["title", "abstract", "segment", "maturity"]),
        (_("Whose it is, and on what terms"),
         ["team", "owner", "rights", "transfer_modes", "price"]),
        (_("Where it is published"), ["territory", "domain"]),
    ]  # fmt: skip
    title = TextField(label=_("Title"), max_length=120)
    abstract = LongTextField(
        label=_("Abstract"), max_length=2000, rows=6,
        help_text=_("What it does, measured values and conditions, what it needs"),
    )  # fmt: skip
    segment = ModelChoiceField(Segment.objects.none(), label=_("Segment"), required=False)
    maturity = NumberField(
        label=_("Maturity level"), required=False, low=1, high=9, places=0, example="7"
    )
    team = ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)
    owner = ModelChoiceField(
        Organisation.objects.none(), label=_("Owner"), required=False,
        help_text=_("Left empty: the team's institution"),
    )  # fmt: skip
    rights = TextField(label=_("Rights"), required=False, max_length=40)
    transfer_modes = TextField(
        label=_("Ways of transfer"), required=False, max_length=100,
        help_text=_("Joint development, licence, transfer, shares …"),
    )  # fmt: skip
    price = MoneyField(label=_("Price"), required=False, help_text=_("Left empty: by negotiation"))
    territory = ModelChoiceField(Territory.objects.none(), label=_("Published in"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = Access.of(user)
        officer = access.has(Role.OFFICER)
        mine = {} if officer else {"party__in": access.parties}
        bodies = Organisation.objects.for_(user).filter(**mine)
        offer(self, "team", Team.objects.for_(user).filter(**mine).select_related("organisation"))
        offer(self, "owner", bodies.order_by("name_zh"))
        offer(self, "segment", Segment.objects.all())
        offer(self, "territory", officer_territories(user) if officer else published_places())
        offer(self, "domain", Domain.objects.all())
        teams = list(self.fields["team"].queryset[:2])  # type: ignore[attr-defined]
        if not officer and len(teams) == 1:
            self.fields["team"].initial = teams[0].pk

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("team") and not found.get("owner"):
            found["owner"] = found["team"].organisation
        if not found.get("owner"):
            self.add_error("owner", gettext("Choose a team or an owner."))
        return found


def published_places() -> Any:
    return Territory.objects.filter(level__in=[Territory.Level.CITY, Territory.Level.ZONE])


class ReasonForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300)


class PublishForm(DatedForm):
    """Nothing but the day."""
