"""Draft, edit, send, return, publish, discard, correct."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.ui.steps import StepView, dated

from .. import actions, forms
from ..guards import check_can_correct, check_can_edit, check_can_publish
from .pages import report_of
from .scoped import OfScope


class ReportStep(StepView):
    def get_object(self) -> Any:
        return report_of(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(report=self.object, by=self.request.user, **dated(form), **fields)


class Draft(OfScope):
    form_class = forms.DraftForm
    title, verb = _("Draft an annual report"), _("Draft")
    explanation = _("The draft takes the sentences that the records support; the others stay out.")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_report(
            where=form.where(), office=given["office"], title=given["title"], by=self.request.user
        )

    def back_url(self) -> str:
        return reverse("reports:list")


class AddSection(ReportStep):
    form_class = forms.SectionForm
    title, verb = _("Add a section"), _("Add")
    keeps_draft = True

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def check_revision(self) -> None:
        """A section added does not touch the report's row."""

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())

    def act(self, form: Any) -> Any:
        return actions.add_section(report=self.object, by=self.request.user, **form.cleaned_data)


class EditSection(StepView):
    """The section guards its own revision; a section under another report's number is not found."""

    form_class = forms.SectionForm
    title, verb = _("Edit a section"), _("Save")
    keeps_draft = True

    def get_object(self) -> Any:
        self.report = report_of(self.request.user, self.kwargs["number"])
        rows = self.report.sections.select_related("report__territory", "report__domain")
        return get_object_or_404(rows, uid=self.kwargs["uid"])

    def check(self) -> None:
        check_can_edit(self.report, self.request.user)

    def location(self, result: Any) -> str:
        return str(self.report.get_absolute_url())

    def initial(self) -> dict[str, Any]:
        return {"heading": self.object.heading, "body": self.object.body}

    def act(self, form: Any) -> Any:
        return actions.edit_section(section=self.object, by=self.request.user, **form.cleaned_data)


class Send(ReportStep):
    code = "send"
    title, verb = _("Send the report for review"), _("Send for review")
    explanation = _("The text can then no longer be changed, until it is returned.")

    def act(self, form: Any) -> Any:
        return self.run(actions.send_report, form)


class Return(ReportStep):
    code, form_class = "return", forms.ReturnForm
    title, verb = _("Return the report to the author"), _("Return to the author")

    def act(self, form: Any) -> Any:
        code = form.cleaned_data["reason_code"]
        return self.run(actions.return_report, form, reason_code=code)


class Discard(ReportStep):
    code, form_class = "discard", forms.DiscardForm
    title, verb = _("Discard the draft"), _("Discard")

    def act(self, form: Any) -> Any:
        code = form.cleaned_data["reason_code"]
        return self.run(actions.discard_report, form, reason_code=code)


class Publish(ReportStep):
    code = "publish"
    title, verb = _("Publish the report"), _("Publish")
    explanation = _(
        "Freezes every query with its records, and the text. Later changes of records show as"
        " errata; the printed text stays."
    )
    done = _("The report is published and frozen.")

    def check(self) -> None:
        super().check()
        check_can_publish(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return self.run(actions.publish_report, form)


class Correct(ReportStep):
    form_class = forms.ErratumForm
    title, verb = _("Issue an erratum"), _("Issue the erratum")
    done = _("The erratum is issued and stands beside the report.")

    def get_object(self) -> Any:
        report = super().get_object()
        rows = report.figures.select_related("territory")
        self.figure = get_object_or_404(rows, uid=self.kwargs["uid"])
        return report

    def check(self) -> None:
        check_can_correct(self.object, self.request.user)

    def check_revision(self) -> None:
        """An erratum stands beside the report and does not touch its row."""

    def act(self, form: Any) -> Any:
        text = form.cleaned_data["text"]
        return self.run(actions.issue_erratum, form, figure=self.figure, text=text)

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())
