"""Rows that may be duplicates, or are to be left out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cigu.core.imports import actions, guards
from cigu.core.imports.models import ImportRow
from cigu.core.imports.nouns import noun

from .. import forms
from ..words import label_of
from .acting import OnImport

MOST = 500  # rows of one page that can be selected


class Decide(OnImport):
    form_class = forms.DecideForm
    title, verb = _("Decide the selected rows"), _("Keep this")

    def check(self) -> None:
        guards.check_can_decide(self.object, self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        self.check()
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the list comes a selection without a decision: ask for it."""
        if "decision" in request.POST or "_key" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        self.check()
        return self.page(self.form())

    def initial(self) -> dict[str, Any]:
        return {"sel": ",".join(self.request.POST.getlist("sel")[:MOST])}

    def act(self, form: Any) -> Any:
        numbers = [int(n) for n in form.cleaned_data["sel"].split(",") if n.isdecimal()][:MOST]
        actions.decide_rows(
            batch=self.object, by=self.request.user, numbers=numbers,
            decision=form.cleaned_data["decision"],
        )  # fmt: skip


class DecideRow(OnImport):
    template_name = "importing/row.html"
    title, verb = _("Decide the row"), _("Keep this")

    def get_object(self) -> Any:
        batch = super().get_object()
        if self.kwargs["line"] > 10_000_000:
            raise Http404
        self.line = get_object_or_404(ImportRow, batch=batch, number=self.kwargs["line"])
        return batch

    def check(self) -> None:
        guards.check_can_decide(self.object, self.request.user)

    def form(self, data: Any = None, files: Any = None) -> Any:
        return forms.DecideRowForm(data, row=self.line)

    def act(self, form: Any) -> Any:
        actions.decide_rows(
            batch=self.object, by=self.request.user, numbers=[self.line.number],
            decision=form.cleaned_data["decision"],
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        what = self.object.noun
        cells = [
            (column.label, self.line.cells[column.name])
            for column in noun(what).all_columns if column.name in self.line.cells
        ]  # fmt: skip
        faults = [(label_of(what, name), words) for name, words in self.line.faults]
        return {**super().context(), "line": self.line, "cells": cells, "faults": faults}
