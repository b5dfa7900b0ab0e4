"""Bring a file, match its columns, write it, stop, go on, or put it aside."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.imports import actions, guards
from cigu.core.imports.matching import Proposal
from cigu.core.imports.nouns import noun
from cigu.core.jobs.running import run_again, stop_job
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.posting import ActionView
from cigu.core.ui.scope import scope_of

from .. import forms
from .pages import find


class Bring(ActionView):
    form_class = forms.BringForm
    title, verb = _("Bring a workbook"), _("Read its headings")
    explanation = _("Nothing is changed yet: next you see how the columns match.")

    def check(self) -> None:
        if not guards.can_import(self.request.user):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        scope = scope_of(self.request)
        return {
            "what": self.request.GET.get("noun", ""), "territory": scope.territory,
            "domain": scope.domain,
        }  # fmt: skip

    def act(self, form: Any) -> Any:
        return actions.bring_file(by=self.request.user, **form.cleaned_data)

    def location(self, result: Any) -> str:
        return reverse("importing:match", args=[result.uid])

    def back_url(self) -> str:
        return reverse("importing:home")

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Import workbooks"), self.back_url()), (self.title, "")]}


class OnImport(ActionView):
    """A step with one file. Its revision moves with the worker; the action looks again itself."""

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check_revision(self) -> None:
        pass

    def context(self) -> dict[str, Any]:
        home = (_("Import workbooks"), reverse("importing:home"))
        crumbs = [home, (self.object.name, self.object.get_absolute_url()), (self.title, "")]
        return {"crumbs": crumbs}


class Match(OnImport):
    """``?sheet=&row=&rows=`` says where the headings stand."""

    template_name = "importing/match.html"
    title, verb = _("Match the columns"), _("Check the rows")
    found: Proposal

    def check(self) -> None:
        guards.check_can_match(self.object, self.request.user)
        self.head = self._head()
        self.found = actions.proposal(self.object, **self.head.cleaned_data)

    def _head(self) -> Any:
        """The place that was asked for; else the one that the file was last read with."""
        batch, told = self.object, self.request.POST or self.request.GET
        kept: dict[str, Any] = {
            "sheet": batch.sheet,
            "row": batch.head_row,
            "rows": batch.head_rows,
        }
        asked = {name: told.get(name) or value for name, value in kept.items()}
        sheets = actions.sheet_names(batch)
        form = forms.HeadForm(asked, sheets=sheets)
        if not form.is_valid():
            form = forms.HeadForm(kept, sheets=sheets)
            form.is_valid()
        form.cleaned_data["rows"] = int(form.cleaned_data["rows"])
        return form

    def form(self, data: Any = None, files: Any = None) -> Any:
        names = self.found.head.names
        initial: dict[str, Any] = {f"c{at}": name for at, name in self._mapping().items()}
        initial |= {"sheet": self.found.sheet, "row": self.found.head.row,
                    "rows": self.found.head.rows}  # fmt: skip
        return forms.MatchForm(data, batch=self.object, names=names, initial=initial)

    def _mapping(self) -> dict[str, str]:
        same = self.found.head.row == self.object.head_row and self.object.counts
        return self.object.mapping if same else self.found.mapping

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.match_columns(
            batch=self.object, by=self.request.user, mapping=form.mapping(), sheet=given["sheet"],
            row=given["row"], rows=given["rows"],
        )  # fmt: skip

    def page(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        kind, examples = noun(self.object.noun), self.found.examples
        lines = [(form[f"c{at}"], self.found.head.names[at], examples[at]) for at in form.places]
        chosen = {form[f"c{at}"].value() for at in form.places}
        missing = [c.label for c in kind.columns if c.required and c.name not in chosen]
        return super().page(
            form, status, lines=lines, missing=missing, head=self.head, noun=kind, **more
        )


class Write(OnImport):
    form_class = forms.WriteForm
    template_name = "importing/write.html"
    title, verb = _("Write into the register"), _("Write")

    def check(self) -> None:
        guards.check_can_write(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.write_import(
            batch=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "whole": self.object.to_write <= guards.ONE_GO}


class Discard(OnImport):
    title, verb = _("Put the file aside"), _("Put it aside")
    explanation = _("Its rows go; nothing of it was written. The trace that it was here stays.")
    done = _("Put aside. Nothing was written.")

    def check(self) -> None:
        guards.check_can_discard(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        actions.discard_import(batch=self.object, by=self.request.user)

    def location(self, result: Any) -> str:
        return reverse("importing:home")

    def back_url(self) -> str:
        return str(self.object.get_absolute_url())


class Stop(OnImport):
    form_class = CiguForm
    title, verb = _("Stop the work"), _("Stop it")
    explanation = _("It ends at its next step. Nothing of the file stays in the register.")
    done = _("The work is asked to stop.")

    def check(self) -> None:
        guards.check_can_stop(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        stop_job(self.object.job, by=self.request.user)  # type: ignore[arg-type]


class Again(OnImport):
    form_class = CiguForm
    title, verb = _("Go on with the file"), _("Go on")
    explanation = _("The work goes on from where it was broken off.")
    done = _("The work waits for its turn.")

    def check(self) -> None:
        guards.check_can_go_on(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        run_again(self.object.job, by=self.request.user)  # type: ignore[arg-type]


class TakeBack(OnImport):
    form_class = forms.ReasonForm
    title, verb = _("Take the file back"), _("Take it back")
    explanation = _("What is written of it already is taken back. Records that somebody changed"
                    " since stay, and are named.")  # fmt: skip
    done = _("The work waits for its turn.")

    def check(self) -> None:
        guards.check_can_take_back(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        actions.take_back_import(
            batch=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )


class BringAgain(OnImport):
    title, verb = _("Check the file anew"), _("Check the rows")
    explanation = _("The same file is brought once more, with the same columns, and its rows are"
                    " checked against the register as it is now.")  # fmt: skip

    def check(self) -> None:
        guards.check_can_bring_again(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.bring_again(batch=self.object, by=self.request.user)

    def location(self, result: Any) -> str:
        return str(result.get_absolute_url())
