"""Take in, decide, judge again, settle, open again, replace by the next draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.documents.checks import MAX_BYTES
from cigu.core.ui.steps import StepView, dated

from .. import actions, forms
from ..guards import check_can_decide
from ..models import CheckDecision
from ..reading import extract
from .checks import check_of
from .scoped import OfScope

SORTS = {
    "fix": (_("To be changed in the text"), _("Note it")),
    "keep": (_("Keep the figure, with an explanation"), _("Keep it")),
    "link": (_("The figure belongs to another indicator"), _("Link it")),
    "skip": (_("Do not judge the figure"), _("Leave it out")),
}


def go_on(check: Any, content: bytes, by: Any) -> None:
    """Short files are read before the page answers."""
    if len(content) <= actions.AT_ONCE:
        actions.read_in(check=check, by=by)
    else:
        actions.start_reading([check], by=by)


class TakeIn(OfScope):
    form_class = forms.TakeInForm
    title, verb = _("Check a report"), _("Check")
    explanation = _("Each figure of the report is read and held against the records.")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        name, content = given["report"]
        if len(content) <= actions.AT_ONCE:
            extract(name, content)  # what cannot be read is told at the field, and not kept
        check = actions.take_in(
            name=name, content=content, where=form.where(), office=given["office"],
            title=given["title"], by=self.request.user,
        )  # fmt: skip
        go_on(check, content, self.request.user)
        return check

    def back_url(self) -> str:
        return reverse("reports:checks")


class TakeInMany(OfScope):
    form_class = forms.TakeInManyForm
    title, verb = _("Check several reports"), _("Check")
    explanation = _("Each file is read and judged by itself, in the background.")

    def act(self, form: Any) -> Any:
        """The files one after another, so that never two of them fill the memory."""
        given, by = form.cleaned_data, self.request.user
        uploads = given["reports"]
        batch = actions.open_batch(
            where=form.where(), office=given["office"], files=len(uploads), by=by
        )
        for upload in uploads:
            # one byte more than is taken tells that it is too large
            content = upload.read(MAX_BYTES + 1)
            actions.add_file(batch=batch, name=upload.name, content=content, by=by)
        return batch

    def back_url(self) -> str:
        return reverse("reports:checks")


class CheckStep(StepView):
    def get_object(self) -> Any:
        return check_of(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(check=self.object, by=self.request.user, **dated(form), **fields)


class NextDraft(CheckStep):
    code, form_class = "replace", forms.NextDraftForm
    title, verb = _("Check the next draft"), _("Check")
    explanation = _("This check is closed; what was decided of its figures is kept.")

    def act(self, form: Any) -> Any:
        name, content = form.cleaned_data["report"]
        if len(content) <= actions.AT_ONCE:
            extract(name, content)
        old = self.object
        check = actions.take_in(
            name=name, content=content, where=old.where, office=old.office, title=old.title,
            previous=old, by=self.request.user,
        )  # fmt: skip
        go_on(check, content, self.request.user)
        return check


class Settle(CheckStep):
    code = "settle"
    title, verb = _("Settle the check"), _("Settle")
    explanation = _("Every figure that does not hold has been decided of.")

    def act(self, form: Any) -> Any:
        return self.run(actions.settle, form)


class Reopen(CheckStep):
    code = "reopen"
    title, verb = _("Open the check again"), _("Open again")

    def act(self, form: Any) -> Any:
        return self.run(actions.reopen, form)


class JudgeAgain(CheckStep):
    title, verb = _("Judge again"), _("Judge again")
    explanation = _("Against the records as they are now; what was decided is kept.")

    def check(self) -> None:
        check_can_decide(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return self.run(actions.judge_again, form)


class NameOffice(CheckStep):
    form_class = forms.OfficeForm
    title, verb = _("Say whose report it is"), _("Save")
    explanation = _("What was corrected in reports of that office counts for this one too.")

    def check(self) -> None:
        check_can_decide(self.object, self.request.user)

    def initial(self) -> dict[str, Any]:
        return {"office": self.object.office}

    def act(self, form: Any) -> Any:
        return self.run(actions.name_office, form, office=form.cleaned_data["office"])


class Decide(CheckStep):
    """Of one figure, by its number; the kind of decision stands in the address."""

    form_class = forms.DecisionForm

    def get_object(self) -> Any:
        check = super().get_object()
        if self.kwargs["sort"] not in SORTS:
            raise Http404
        self.figure = get_object_or_404(check.figures, order=self.kwargs["order"])
        return check

    @property
    def sort(self) -> str:
        return str(self.kwargs["sort"])

    @property
    def title(self) -> Any:
        words = {"n": self.figure.order, "text": self.figure.data["text"]}
        return f"{gettext('Figure %(n)s, %(text)s') % words}: {SORTS[self.sort][0]}"

    @property
    def verb(self) -> Any:
        return SORTS[self.sort][1]

    def check(self) -> None:
        check_can_decide(self.object, self.request.user)

    def check_revision(self) -> None:
        """Decisions of other figures do not matter; of the same one the newest counts."""

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.form_class = forms.LinkForm if self.sort == "link" else forms.DecisionForm
        return super().form(data, files)

    def form_kwargs(self) -> dict[str, Any]:
        if self.sort != "link":
            return {}
        return {"first": [c["indicator"] for c in self.figure.data["candidates"]]}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        chosen = given.get("indicator", "")
        return self.run(
            actions.decide, form, figure=self.figure, sort=CheckDecision.Sort(self.sort),
            text=given["text"], indicator="" if chosen == "-" else chosen,
        )  # fmt: skip

    def location(self, result: Any) -> str:
        return f"{self.object.get_absolute_url()}?fig={self.figure.order}"
