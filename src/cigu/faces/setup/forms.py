"""Forms of the first hour. Lists are typed line by line, and a wrong line is named."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.ui.forms import CiguForm, LongTextField, RadioField, TextField
from cigu.faces.accounts.forms import A_NAME
from cigu.faces.regions.reading import packs, rows

from .actions import Link, Place

A_CODE = RegexValidator(
    r"^[a-z][a-z0-9_]{1,29}$",
    gettext_lazy("Small letters, digits and underscore, beginning with a letter: new_energy."),
)
PART = re.compile(r"(\d{6})\s+(\S.*)")
SEGMENT = re.compile(r"(\d{1,2})\s+([^/／]+?)\s*(?:[/／]\s*(.*))?")
MOST = 200  # lines


def digits(text: str) -> str:
    """Full-width digits and spaces as a Chinese keyboard writes them."""
    return text.translate({0x3000: " ", **{0xFF10 + n: str(n) for n in range(10)}}).strip()


class PackForm(CiguForm):
    region = RadioField(label=_("Pack"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(name, told_of(name)) for name in packs()]  # type: ignore[attr-defined]


def told_of(region: str) -> str:
    domains = "、".join(row["name_zh"] for row in rows(region, "domains.csv"))
    return gettext("%(pack)s: %(places)s territories; %(domains)s with %(segments)s segments") % {
        "pack": region, "places": len(rows(region, "territories.csv")), "domains": domains,
        "segments": len(rows(region, "segments.csv")),
    }  # fmt: skip


def code_of(level: str) -> RegexValidator:
    if level == "province":
        return RegexValidator(r"^\d{2}0000$", _("Six digits that end in 0000, such as 150000."))
    return RegexValidator(r"^\d{4}00$", _("Six digits that end in 00, such as 150200."))


class CodeField(TextField):
    def to_python(self, value: Any) -> str:
        return digits(super().to_python(value))


class TerritoryForm(CiguForm):
    layout = [
        (_("Province"), ["province_code", "province_name"]),
        (_("City"), ["city_code", "city_name"]),
        (_("What lies in it"), ["parts", "source"]),
    ]
    province_code = CodeField(label=_("Code"), max_length=6, validators=[code_of("province")])
    province_name = TextField(label=_("Name"), max_length=100)
    city_code = CodeField(label=_("Code"), max_length=6, validators=[code_of("city")])
    city_name = TextField(label=_("Name"), max_length=100)
    parts = LongTextField(
        label=_("Counties and zones"), required=False, max_length=8000, rows=8,
        help_text=_("One a line: code and name, such as 150203 昆都仑区"),
    )  # fmt: skip
    source = TextField(
        label=_("Source"), required=False, max_length=300, width="l",
        help_text=_("Where the codes are from, such as GB/T 2260"),
    )  # fmt: skip

    def clean_parts(self) -> list[Place]:
        return [Place(code, name, "parts") for code, name in self._lines()]

    def _lines(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for number, line in lines_of(self, "parts"):
            told = PART.fullmatch(line)
            if told is None:
                refuse(self, "parts", number, line, gettext("six digits, a space, the name"))
            elif told[1] in dict(found):
                refuse(self, "parts", number, line, gettext("a code that stands once"))
            else:
                found.append((told[1], told[2].strip()))
        return found

    def places(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "province": Place(told["province_code"], told["province_name"], "province_code"),
            "city": Place(told["city_code"], told["city_name"], "city_code"),
            "parts": told["parts"], "source": told["source"],
        }  # fmt: skip


class ChainForm(CiguForm):
    layout = [
        (_("Domain"), ["code", "name", "name_en"]),
        (_("Chain segments"), ["segments"]),
    ]
    code = TextField(
        label=_("Code"), max_length=30, validators=[A_CODE],
        help_text=_("Small letters, digits and underscore; cannot be changed later"),
    )  # fmt: skip
    name = TextField(label=_("Name"), max_length=100)
    name_en = TextField(label=_("English name"), required=False, max_length=150)
    segments = LongTextField(
        label=_("Chain segments"), max_length=8000, rows=10,
        help_text=_("One a line, from raw material to end use: place in the chain, name, and the"
                    " English name after a slash if there is one, such as 1 选矿 / beneficiation"),
    )  # fmt: skip

    def clean_segments(self) -> list[Link]:
        found: list[Link] = []
        for number, line in lines_of(self, "segments"):
            told = SEGMENT.fullmatch(line)
            if told is None:
                refuse(self, "segments", number, line, gettext("a number, a space, the name"))
            elif told[2] in {link.name for link in found}:
                refuse(self, "segments", number, line, gettext("a name that stands once"))
            else:
                found.append(Link(int(told[1]), told[2], (told[3] or "").strip()))
        return found


def lines_of(form: Any, name: str) -> list[tuple[int, str]]:
    text = form.cleaned_data[name].splitlines()
    found = [(number, digits(line)) for number, line in enumerate(text, 1) if line.strip()]
    if len(found) > MOST:
        form.add_error(name, gettext("%(n)s lines at most.") % {"n": MOST})
    return found[:MOST]


def refuse(form: Any, name: str, number: int, line: str, wanted: str) -> None:
    told = gettext("Line %(number)s, “%(line)s”: write %(wanted)s.")
    form.add_error(name, told % {"number": number, "line": line[:40], "wanted": wanted})


class AdministratorsForm(CiguForm):
    layout = [
        (
            _("Security administrator: gives and ends rights"),
            ["security_username", "security_name"],
        ),
        (_("Audit administrator: reads the audit"), ["audit_username", "audit_name"]),
        (_("Both"), ["office"]),
    ]  # fmt: skip
    security_username = TextField(
        label=_("User name"), max_length=60, validators=[A_NAME],
        help_text=_("Letters and digits; cannot be changed later"),
    )  # fmt: skip
    security_name = TextField(label=_("Name of the person"), max_length=60)
    audit_username = TextField(
        label=_("User name"), max_length=60, validators=[A_NAME],
        help_text=_("Letters and digits; cannot be changed later"),
    )  # fmt: skip
    audit_name = TextField(label=_("Name of the person"), max_length=60)
    office = TextField(label=_("Office"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for field in ("security_username", "audit_username"):
            if User.objects.filter(username__iexact=told.get(field, "")).exists():
                self.add_error(field, gettext("This user name is taken: choose another."))
        names = [told.get(f, "").lower() for f in ("security_username", "audit_username")]
        if names[0] and names[0] == names[1]:
            self.add_error("audit_username", gettext("These are two people: name another account."))
        return told


class LeaveForm(CiguForm):
    why = TextField(
        label=_("Reason"), max_length=300, width="l",
        help_text=_("Stands in the audit; you can come back to the step at any time"),
    )  # fmt: skip
