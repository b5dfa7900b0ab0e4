"""Forms of the import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.documents.checks import clean_name
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun as noun_of
from cigu.core.imports.nouns import nouns_of
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    FileField,
    ModelChoiceField,
    NumberField,
    RadioField,
    TextField,
)

NEW, SKIP, OPEN = "new", "skip", ""


class BringForm(CiguForm):
    what = ChoiceField(label=_("Register"))
    file = FileField(
        label=_("Workbook"),
        help_text=_("XLSX or CSV, at most 10 MB; titles, two rows of headings and totals may stay"),
    )
    territory = ModelChoiceField(
        Territory.objects.none(), label=_("Territory"), required=False,
        help_text=_("For rows that name none"),
    )  # fmt: skip
    domain = ModelChoiceField(
        Domain.objects.none(), label=_("Domain"), required=False,
        help_text=_("For rows that name none"),
    )  # fmt: skip
    reason = TextField(
        label=_("What the file is"), required=False, max_length=300,
        help_text=_("Kept with the import, for example: register of enterprises of June 2024"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["what"]
        offered.choices = [*offered.choices, *((n.key, n.label) for n in nouns_of(user))]
        mine = Access.of(user).within([Role.OFFICER], "code")
        places: Any = self.fields["territory"]
        places.queryset = Territory.objects.filter(mine)
        domains: Any = self.fields["domain"]
        domains.queryset = Domain.objects.all()
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"

    def clean_file(self) -> tuple[str, bytes]:
        upload = self.cleaned_data["file"]
        return clean_name(upload.name), upload.read()


class MatchForm(CiguForm):
    """One choice for each column of the file; where the headings stand is kept along."""

    sheet = forms.CharField(widget=forms.HiddenInput, max_length=40)
    row = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2)

    def __init__(self, *args: Any, batch: Import, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = noun_of(batch.noun)
        offered = [("", _("passed over")), *((c.name, c.label) for c in kind.all_columns)]
        self.places = [at for at, name in enumerate(names) if name]
        for at in self.places:
            self.fields[f"c{at}"] = forms.ChoiceField(
                choices=offered, required=False, label=names[at],
                widget=forms.Select(attrs={"class": "form-select", "aria-label": names[at]}),
            )  # fmt: skip

    def mapping(self) -> dict[str, str]:
        found = {str(at): self.cleaned_data[f"c{at}"] for at in self.places}
        return {at: column for at, column in found.items() if column}


class HeadForm(CiguForm):
    """Where the headings stand, if they were not found."""

    mark_optional = False
    sheet = ChoiceField(label=_("Sheet"))
    row = NumberField(label=_("Row of the headings"), low=1, high=10_000, places=0)
    rows = ChoiceField(label=_("Rows of headings"), choices=[("1", "1"), ("2", "2")])

    def __init__(self, *args: Any, sheets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["sheet"]
        offered.choices = [(name, name) for name in sheets]


class DecideForm(CiguForm):
    """For the rows that were selected."""

    sel = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    decision = RadioField(
        label=_("These rows are"),
        choices=[(NEW, _("new records")), (SKIP, _("left out"))],
    )


class DecideRowForm(CiguForm):
    decision = RadioField(label=_("This row is"))

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["decision"]
        like = [(uid, _("about: %(name)s") % {"name": label}) for uid, label, _why in row.like]
        offered.choices = [*like, (NEW, _("a new record")), (SKIP, _("left out"))]


class WriteForm(CiguForm):
    reason = TextField(
        label=_("Reason"), required=False, max_length=300,
        help_text=_("Kept with the import"),
    )  # fmt: skip


class ReasonForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300, help_text=_("Kept with the import"))


class MergeForm(CiguForm):
    """Into one that looks the same, or into any other by name, code or id."""

    into = ChoiceField(label=_("Into"), required=False)
    other = TextField(
        label=_("Or another record"), required=False, max_length=150,
        help_text=_("Full name, code or system id"),
    )  # fmt: skip
    reason = TextField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, noun: Any, user: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noun, self.user = noun, user
        alike = [row for group in noun.duplicates(user) if own in group for row in group]
        self.offered = {str(row.uid): row for row in alike if row != own}
        offered: Any = self.fields["into"]
        names = [(uid, noun.told(row)) for uid, row in self.offered.items()]
        offered.choices = [*offered.choices, *names]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if other := (found.get("other") or "").strip():
            found["into"] = self._other(other)
        elif found.get("into"):
            found["into"] = self.offered[found["into"]]
        elif "into" not in self.errors:
            self.add_error("into", _("Choose a record, or name another one."))
        return found

    def _other(self, text: str) -> Any:
        found = self.noun.named(text, self.user)
        if found is None:
            self.add_error("other", _("No record or several are called so."))
        return found


class UndoForm(CiguForm):
    reason = TextField(label=_("Reason"), max_length=300)
