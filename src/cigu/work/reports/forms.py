"""Forms of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileInput
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.figures.models import Publication
from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.core.ui.forms import (
    ChoiceField,
    CiguForm,
    DatedForm,
    DateField,
    FileField,
    LongTextField,
    ModelChoiceField,
    TextField,
)
from cigu.core.ui.papers import PaperField
from cigu.engines.basis.periods import Period

from .judging.catalogue import names
from .states import DISCARD_REASONS, RETURN_REASONS

MB = 1024 * 1024
MOST_FILES, MOST_BYTES = 100, 100 * MB


class ScopeForm(CiguForm):
    """Place, domain and period, as drafts and checks ask for them."""

    office = TextField(label=_("Issuing office"), max_length=80)
    territory = ModelChoiceField(Territory.objects.none(), label=_("Territory"))
    domain = ModelChoiceField(Domain.objects.none(), label=_("Domain"), required=False)
    since = DateField(label=_("First day of the period"))
    until = DateField(label=_("Day after the last"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["territory"].queryset = own_territories(user)
        fields["domain"].queryset = Domain.objects.all()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The day after the last lies after the first day."))
        return found

    def where(self) -> Where:
        given = self.cleaned_data
        return Where(given["territory"], given["domain"], Period(given["since"], given["until"]))


def usual_period(territory: Any) -> tuple[date, date]:
    """That of the place's newest publication, else the calendar year before this one."""
    newest = Publication.objects.filter(territory=territory).order_by("-published_on", "-pk")
    found = newest.values_list("since", "until").first()
    year = today().year
    return found or (date(year - 1, 1, 1), date(year, 1, 1))


def own_territories(user: Any) -> Any:
    mine = [g for g in Access.of(user).grants if g.role == Role.OFFICER]
    rows = Territory.objects.exclude(level=Territory.Level.TOWN)
    if any(g.territory is None for g in mine):
        return rows
    known = {g.territory_id for g in mine}
    return rows.filter(pk__in=known) | rows.filter(parent__in=known)


class DraftForm(ScopeForm):
    title = TextField(
        label=_("Title"), required=False, max_length=120,
        help_text=_("Left empty: the title of the template"),
    )  # fmt: skip
    field_order = ("title", "office", "territory", "domain", "since", "until")


class SectionForm(CiguForm):
    heading = TextField(label=_("Heading"), max_length=60)
    body = LongTextField(
        label=_("Text"), rows=14, max_length=20_000,
        help_text=_(
            "One paragraph a line. {A-19} stands for the figure with its unit, {A-23%A-20} for a"
            " share, {table counties A-19 A-20} for a table."
        ),
    )  # fmt: skip


class ReturnForm(DatedForm):
    reason_code = ChoiceField(label=_("Why it is returned"), choices=RETURN_REASONS)
    field_order = ("reason_code", "on", "reason")


class DiscardForm(DatedForm):
    reason_code = ChoiceField(label=_("Why it is discarded"), choices=DISCARD_REASONS)
    field_order = ("reason_code", "on", "reason")


class ErratumForm(DatedForm):
    text = LongTextField(
        label=_("Why the printed value is wrong"), rows=4, max_length=1000,
        help_text=_("Which record changed, and why. It stands beside the report."),
    )  # fmt: skip
    field_order = ("text", "on", "reason")


class ReportField(PaperField):
    """What the reader reads; whether it holds text is asked when it is read."""

    kinds = (".txt", ".docx", ".pdf")
    advice = _("choose a TXT, DOCX or PDF file")
    hint = _("TXT, DOCX or PDF, at most 10 MB. A scan is not read.")


class Files(FileInput):
    allow_multiple_selected = True


class ReportsField(FileField):
    """Several files, unopened: each of them is taken or refused by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        accept = ",".join(ReportField.kinds)
        kwargs.setdefault("widget", Files(attrs={"multiple": True, "accept": accept}))
        super().__init__(*args, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        uploads = [upload for upload in given if upload is not None]
        if not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                gettext("%(n)s files are too many at once: choose at most %(most)s, then the rest.")
                % {"n": len(uploads), "most": MOST_FILES}, code="many",
            )  # fmt: skip
        size = sum(upload.size for upload in uploads)
        if size > MOST_BYTES:
            raise ValidationError(
                gettext(
                    "%(mb)s MB are too much at once: choose at most %(most)s MB, then the rest."
                )
                % {"mb": size // MB + 1, "most": MOST_BYTES // MB}, code="size",
            )  # fmt: skip
        return uploads


class OfCheck(ScopeForm):
    office = TextField(
        label=_("Issuing office"), max_length=80, required=False,
        help_text=_("The office that published it. Left empty: as the text names it"),
    )  # fmt: skip


class OfficeForm(DatedForm):
    office = TextField(label=_("Issuing office"), max_length=80)
    field_order = ("office", "on", "reason")


class TakeInManyForm(OfCheck):
    reports = ReportsField(
        label=_("Reports"),
        help_text=_(
            "TXT, DOCX or PDF, each at most 10 MB; at most 100 files and 100 MB at once. Each is"
            " taken or refused by itself."
        ),
    )
    field_order = ("reports", "office", "territory", "domain", "since", "until")


class TakeInForm(OfCheck):
    title = TextField(
        label=_("Title"), required=False, max_length=120, help_text=_("Left empty: the file's name")
    )
    report = ReportField(label=_("Report"))
    field_order = ("report", "title", "office", "territory", "domain", "since", "until")


class NextDraftForm(CiguForm):
    report = ReportField(label=_("Next draft"))


class DecisionForm(DatedForm):
    text = LongTextField(label=_("Reason"), rows=3, max_length=1000)
    field_order: Any = ("text", "on", "reason")


class LinkForm(DecisionForm):
    indicator = ChoiceField(
        label=_("Indicator"),
        help_text=_("Remembered for the next report of the same office"),
    )
    field_order = ("indicator", "text", "on", "reason")

    def __init__(self, *args: Any, first: list[str], **kwargs: Any) -> None:
        """``first``: the engine's candidates, before all others."""
        super().__init__(*args, **kwargs)
        known = names()
        order = [*first, *(ident for ident in known if ident not in first)]
        field: Any = self.fields["indicator"]
        field.choices = [
            ("", _("Please choose")), *((i, f"{i} {known[i]}") for i in order if i in known),
            ("-", _("none of them")),
        ]  # fmt: skip
