"""Sign-in forms in the kit's words: labels above, nothing inside the field."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as AgainForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import PARTY_ROLES, Role
from cigu.core.clock.business import today
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DateField,
    ModelChoiceField,
    TextField,
)

A_NAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}$",
    _("Three characters or more: letters, digits, dot, dash or underscore."),
)
LENGTH = _("At least 12 characters, and no common word")


class Plain:
    """Takes placeholders and reset links away: passwords are reset by an administrator."""

    words: dict[str, Any] = {}
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.label = self.words.get(name, field.label)


class SignInForm(Plain, LoginForm):
    words = {"login": _("User name"), "password": _("Password")}


class PasswordForm(Plain, ChangePasswordForm):
    words = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = LENGTH


class ReauthenticateForm(Plain, AgainForm):
    words = {"password": _("Password")}


class WhyForm(CiguForm):
    """A reason, always."""

    reason = TextField(label=_("Reason"), max_length=300, help_text=_("Stands in the audit"))

    @property
    def why(self) -> str:
        return str(self.cleaned_data["reason"])


class AccountForm(CiguForm):
    username = TextField(
        label=_("User name"), max_length=60, validators=[A_NAME],
        help_text=_("Letters and digits; cannot be changed later"),
    )  # fmt: skip
    name = TextField(label=_("Name of the person"), max_length=60)
    office = TextField(label=_("Office"), max_length=100, required=False)


class GrantForm(WhyForm):
    layout = [
        (_("Role"), ["role"]),
        (_("Where"), ["territory", "domain", "party"]),
        (_("When"), ["valid_from", "valid_to"]),
        (_("Why"), ["reason"]),
    ]
    role = ChoiceField(label=_("Role"), choices=Role.choices)
    territory = ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.all(), required=False,
        help_text=_("Left empty: everywhere"),
    )  # fmt: skip
    domain = ModelChoiceField(
        label=_("Domain"), queryset=Domain.objects.all(), required=False,
        help_text=_("Left empty: all domains"),
    )  # fmt: skip
    party = TextField(
        label=_("Acts for"), max_length=150, required=False,
        help_text=_("For enterprise, team and expert: the whole registered name"),
    )  # fmt: skip
    valid_from = DateField(label=_("Valid from"), required=False, help_text=_("Left empty: today"))
    valid_to = DateField(
        label=_("Ends on"), required=False, help_text=_("From this day on it no longer holds")
    )

    def clean_party(self) -> Party | None:
        name = self.cleaned_data["party"]
        found = list(Party.objects.filter(name=name)[:2]) if name else []
        if name and len(found) != 1:
            raise forms.ValidationError(
                gettext("%(n)s parties are called so: give the whole registered name.")
                % {"n": len(found)}
            )
        return found[0] if found else None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        acts_for = told.get("role") in PARTY_ROLES
        if acts_for and "party" in told and told["party"] is None:
            self.add_error("party", gettext("This role acts for somebody: name the party."))
        if not acts_for and told.get("party"):
            self.add_error("party", gettext("This role acts for nobody: leave it empty."))
        begins, ends = told.get("valid_from") or today(), told.get("valid_to")
        if begins < today():
            self.add_error("valid_from", gettext("Rights begin today or later, never before."))
        if ends is not None and ends <= begins:
            self.add_error("valid_to", gettext("The end lies after the beginning."))
        return told

    def fields_of_grant(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | {"valid_from": told["valid_from"] or today()}


class InviteForm(CiguForm):
    place = ChoiceField(label=_("Acts for"))
    note = TextField(label=_("For whom"), max_length=60, help_text=_("The colleague's name"))

    def __init__(self, *args: Any, grants: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(f"{g.party_id}:{g.role}", str(g)) for g in grants]
        self.fields["place"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["place"].initial = offered[0][0]


class FirstPasswordForm(CiguForm):
    password1 = forms.CharField(
        label=_("New password"), strip=False, help_text=LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("New password again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def owner(self) -> Any:
        return self.user

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        first, again = told.get("password1"), told.get("password2")
        if first and again and first != again:
            self.add_error("password2", gettext("The two passwords differ."))
        if first:
            try:
                validate_password(first, self.owner())
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return told


class JoinForm(FirstPasswordForm):
    field_order = ("username", "name", "password1", "password2")
    username = TextField(
        label=_("User name"), max_length=60, validators=[A_NAME],
        help_text=_("Letters and digits; cannot be changed later"),
    )  # fmt: skip
    name = TextField(label=_("Your name"), max_length=60)

    def owner(self) -> Any:
        return User(username=self.cleaned_data.get("username", ""))
