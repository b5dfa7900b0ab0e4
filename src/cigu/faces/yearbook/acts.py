"""The officer's pages: publish a version, declare a register complete, explain a difference."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.figures.freezing import versions
from cigu.core.figures.sources import Where
from cigu.core.ui.posting import ActionView
from cigu.engines.basis.periods import PeriodError

from . import actions
from .asking import scope_here
from .evidence import query
from .forms import CompleteForm, NoteForm, PublishForm
from .guards import check_can_edit
from .indicators import indicators
from .lines import yearbook
from .tables import TODO


class YearbookAct(ActionView):
    @cached_property
    def where(self) -> Where:
        try:
            found = scope_here(self.request)
        except PeriodError as error:
            raise Http404 from error
        if found is None:
            raise Http404
        return found

    def check(self) -> None:
        check_can_edit(self.where, self.request.user)

    def location(self, result: Any) -> str:
        return f"{reverse('yearbook:index')}?{query(self.where)}"

    def back_url(self) -> str:
        return self.location(None)

    def context(self) -> dict[str, Any]:
        return {"where": self.where, "crumbs": [(_("Yearbook and figures"), self.back_url()),
                                                (self.title, "")]}  # fmt: skip


class Publish(YearbookAct):
    """Shows what is still open before it freezes anything."""

    form_class = PublishForm
    template_name = "yearbook/publish.html"
    title = gettext_lazy("Publish a version")
    verb = gettext_lazy("Publish")
    explanation = gettext_lazy(
        "Freezes every computed figure of this scope with its records. Later changes show as a"
        " difference; the published values stay."
    )
    done = gettext_lazy("The version is published and frozen.")

    @cached_property
    def lines(self) -> list[Any]:
        return [line for line in yearbook(self.where) if line.result is not None]

    def initial(self) -> dict[str, Any]:
        year = self.where.as_of.year
        scope = f"{self.where.territory}{self.where.domain or ''}"
        return {"title": _("%(year)s yearbook, %(scope)s") % {"year": year, "scope": scope}}

    def act(self, form: Any) -> Any:
        data = form.cleaned_data
        actions.publish_version(
            where=self.where, title=data["title"], by=self.request.user, on=data["on"],
            reason=data["reason"],
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        todo = [line for line in self.lines if line.verdict in TODO]
        return {
            **super().context(), "lines": self.lines, "open": todo,
            "version": versions(self.where).count() + 1,
        }  # fmt: skip


class Declare(YearbookAct):
    form_class = CompleteForm
    title = gettext_lazy("Declare a register complete")
    verb = gettext_lazy("Declare")
    explanation = gettext_lazy(
        "Only then does a computed value read as final instead of “at least”. Your name stands"
        " beside the statement."
    )
    done = gettext_lazy("The register is declared complete.")

    def initial(self) -> dict[str, Any]:
        return {"until": self.where.as_of}

    def act(self, form: Any) -> Any:
        data = form.cleaned_data
        actions.declare_register(
            register=data["register"], where=self.where, until=data["until"],
            method=data["method"], by=self.request.user,
        )  # fmt: skip


class Explain(YearbookAct):
    form_class = NoteForm
    verb = gettext_lazy("Save the note")
    done = gettext_lazy("The note is saved.")
    keeps_draft = True

    @cached_property
    def indicator(self) -> Any:
        found = next((i for i in indicators() if i.id == self.kwargs["ident"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:
        words = {"id": self.indicator.id, "label": self.indicator.label}
        return _("%(id)s %(label)s: note of difference") % words

    def location(self, result: Any) -> str:
        return f"{super().location(result)}&fig={self.indicator.id}"

    def act(self, form: Any) -> Any:
        actions.write_note(
            figure=self.indicator.id, where=self.where, text=form.cleaned_data["text"],
            by=self.request.user,
        )  # fmt: skip
