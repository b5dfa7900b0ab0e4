"""Forms of the register of qualifications."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DateField,
    FileField,
    LongTextField,
    TextField,
)
from cigu.records.organisations.models import Organisation
from cigu.records.qualifications.models import YEARS, Ended, Kind, Level


def find_enterprise(user: Any, text: str) -> Organisation:
    """By full name, short name or credit code; what comes near is named in the error."""
    seen = Organisation.objects.for_(user).filter(kind=Organisation.Kind.ENTERPRISE)
    coded = Organisation.objects.readable(user).filter(credit_code=text.upper())
    named = seen.filter(Q(name_zh=text) | Q(short_name=text))
    found = list(named[:2]) or list(coded[:2])
    if len(found) == 1:
        return found[0]
    near = seen.filter(Q(name_zh__icontains=text) | Q(short_name__icontains=text))
    names = "、".join(near.order_by("name_zh").values_list("name_zh", flat=True)[:4])
    if names:
        raise ValidationError(gettext("Several fit, write the full name: %(names)s")
                              % {"names": names})  # fmt: skip
    raise ValidationError(gettext("No enterprise of the register goes by this. Register it first."))


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class CertificateForm(CiguForm):
    kind = ChoiceField(label=_("Qualification"), choices=Kind.choices)
    level = ChoiceField(label=_("Level"), choices=Level.choices)
    certificate = TextField(
        label=_("Certificate number"), required=False, max_length=60,
        help_text=_("Of an SME: its entry number"),
    )  # fmt: skip
    issuer = TextField(label=_("Issuer"), max_length=120)
    issued_on = DateField(label=_("Day of issue"))
    valid_from = DateField(
        label=_("Valid from"), required=False, help_text=_("Left empty: the day of issue")
    )
    last_day = DateField(
        label=_("Valid to, the last day"), required=False,
        help_text=_("Left empty: three years for a high-tech enterprise, else without end"),
    )  # fmt: skip
    source = LongTextField(
        label=_("Source"), required=False, max_length=2000, rows=2,
        help_text=_("The notice, its number and day, or its address"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Days as the register keeps them: ``valid_to`` is the first day without it."""
        found: dict[str, Any] = super().clean() or {}
        begin = found["valid_from"] = found.get("valid_from") or found.get("issued_on")
        last = found.pop("last_day", None)
        years = YEARS.get(found.get("kind", ""))
        if last is not None:
            found["valid_to"] = last + timedelta(days=1)
        else:
            found["valid_to"] = years_after(begin, years) if years and begin else None
        if last is not None and begin and last < begin:
            self.add_error("last_day", gettext("This day lies before the first one. Correct one."))
        return found


class AwardForm(CertificateForm):
    layout = [
        (_("Who and what"), ["enterprise", "kind", "level"]),
        (_("Certificate"), ["certificate", "issuer", "issued_on", "valid_from", "last_day"]),
        (_("Proof"), ["paper", "source"]),
    ]
    enterprise = TextField(
        label=_("Enterprise"), max_length=120, help_text=_("Full name, short name or credit code")
    )
    paper = FileField(
        label=_("Certificate or notice"), required=False, help_text=_("PDF or picture, up to 10 MB")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_enterprise(self) -> Organisation:
        return find_enterprise(self.user, self.cleaned_data["enterprise"])


class CorrectForm(CertificateForm):
    layout = [
        (_("What it is"), ["kind", "level"]),
        (_("Certificate"), ["certificate", "issuer", "issued_on", "valid_from", "last_day"]),
        (_("Early end"), ["ended_on", "end_reason"]),
        (_("Source and reason"), ["source", "reason"]),
    ]
    ended_on = DateField(
        label=_("Ended early"), required=False, help_text=_("The first day without it")
    )
    end_reason = ChoiceField(label=_("Why it ended"), required=False, choices=Ended.choices)
    reason = TextField(label=_("Reason of the correction"), max_length=300)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if bool(found.get("ended_on")) != bool(found.get("end_reason")):
            self.add_error(
                "end_reason", gettext("An early end has a day and a reason, or neither.")
            )
        return found


class RevokeForm(CiguForm):
    end_reason = ChoiceField(label=_("Why it ended"), choices=Ended.choices)
    ended_on = DateField(
        label=_("First day without it"), required=False, help_text=_("Left empty: today")
    )
    reason = TextField(
        label=_("Notice"), required=False, max_length=300, help_text=_("Number and day, if any")
    )


class ProofForm(CiguForm):
    paper = FileField(label=_("Certificate or notice"), help_text=_("PDF or picture, up to 10 MB"))
