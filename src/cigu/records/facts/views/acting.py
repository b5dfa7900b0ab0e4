"""Stating, correcting, deciding, consenting."""

from __future__ import annotations

import contextlib
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.flow.actions import check_fire
from cigu.core.ui.steps import StepView, dated, without_backdating
from cigu.engines.basis.errors import CiguError

from .. import actions, forms
from ..asking import known, stands_for
from ..board import standing_consents
from ..definitions import definitions, with_period
from ..guards import Stated, can_state, check_is_own, is_own
from ..models import Fact
from ..tables import facts_for
from .pages import crumbs, find, find_filing


class OfEnterprise(StepView):
    """An act on the facts of one enterprise."""

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        if not can_state(self.object, self.request.user):
            raise NotAllowed()

    @property
    def office(self) -> bool:
        """Whether an officer enters, and not the enterprise itself."""
        return not is_own(self.object, self.request.user)

    def check_revision(self) -> None:
        """The act is about facts; the enterprise's own record may change meanwhile."""

    def location(self, result: Any) -> str:
        return reverse("facts:enterprise", args=[self.object.uid])

    def context(self) -> dict[str, Any]:
        return {
            "crumbs": crumbs(self.object, self.request.user, self.title),
            "subtitle": str(self.object),
        }


class State(OfEnterprise):
    """Asks only for what is not known."""

    template_name = "facts/state.html"
    title, verb = _("State facts"), _("State them")
    keeps_draft = True

    @cached_property
    def answers(self) -> dict[str, Any]:
        """By name of the field: what stands for its period."""
        on = today()
        found = {}
        for _group, rows in forms.slots(on):
            for slot in rows:
                answer = (
                    stands_for(self.object, slot.definition, slot.day) if slot.day
                    else known(self.object, [slot.definition.code], on).get(slot.definition.code)
                )  # fmt: skip
                if answer is not None:
                    found[slot.name] = answer
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        still = [
            (group, [slot for slot in rows if slot.name not in self.answers])
            for group, rows in forms.slots(today())
        ]
        return forms.StateForm(data, open_slots=still, office=self.office)

    def act(self, form: Any) -> Any:
        try:
            actions.state_facts(
                organisation=self.object, rows=form.stated(today()), by=self.request.user,
                source=form.cleaned_data.get("source", ""),
            )  # fmt: skip
        except CiguError as refusal:
            field = str(refusal.data.get("field", ""))
            refusal.data["field"] = form.place_of(field) or field
            raise
        return self.object

    def context(self) -> dict[str, Any]:
        readable = self.answers.values() if not self.office else ()
        return {**super().context(), "known": list(readable)}


class Correct(OfEnterprise):
    """Another number for a period: proposed by the enterprise, entered by an officer."""

    title, verb = _("Propose a correction"), _("Propose")

    @property
    def definition(self) -> Any:
        found = definitions().get(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def day(self) -> date:
        """The period asked about; the one that forms ask for where the address names none."""
        row = self.definition
        text = self.request.GET.get("day", "")
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
        newest = Fact.objects.standing().filter(organisation=self.object, code=row.code)
        found: date | None = newest.order_by("-day").values_list("day", flat=True).first()
        return found or row.due_day(today())

    def form(self, data: Any = None, files: Any = None) -> Any:
        return forms.CorrectForm(data, row=self.definition, office=self.office)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        row = Stated(self.definition.code, self.day, given["number"], given["note"])
        try:
            actions.state_facts(
                organisation=self.object, rows=[row], by=self.request.user,
                source=given.get("source", ""),
            )  # fmt: skip
        except CiguError as refusal:
            if refusal.data.get("field") == row.code:
                refusal.data["field"] = "number"
            raise
        return self.object

    def location(self, result: Any) -> str:
        return reverse("facts:history", args=[self.object.uid, self.kwargs["code"]])

    def back_url(self) -> str:
        return self.location(None)

    def context(self) -> dict[str, Any]:
        row = self.definition
        rows = Fact.objects.for_(self.request.user).standing()
        stands = rows.filter(organisation=self.object, code=row.code, day=self.day)
        return {
            **super().context(),
            "title": f"{self.title}{gettext(': ')}{with_period(row, self.day)}",
            "explanation": self._explained(list(stands.order_by("state"))),
        }  # fmt: skip

    def _explained(self, stands: list[Fact]) -> str:
        told = [f"{fact.state_info.label}：{fact.told}" for fact in stands if fact.told]
        text = _("The officer enters it; what stood before stays in the history.")
        if not self.office:
            text = _("An officer checks it. Until then what stands now goes on.")
        return " ".join([*told, str(text)])


class Consents(OfEnterprise):
    form_class = forms.ConsentForm
    title, verb, done = _("Consents"), _("Save"), _("Saved.")
    explanation = _(
        "What is ticked may be read from today on, what is not may not. Both stay on record."
    )

    def check(self) -> None:
        check_is_own(self.object, self.request.user)

    def initial(self) -> dict[str, Any]:
        return forms.initial_of(standing_consents(self.object))

    def act(self, form: Any) -> Any:
        wanted, standing = form.cleaned_data["given_for"], standing_consents(self.object)
        actions.give_consent(organisation=self.object, given_for=wanted, by=self.request.user)
        for code, consent in standing.items():
            if code not in wanted:
                actions.withdraw_consent(consent=consent, by=self.request.user)
        return self.object


class Leave(StepView):
    code = "put_right"
    title, verb = _("Leave as it was"), _("Leave as it was")
    explanation = _("What was returned is not stated anew. What stood before goes on.")

    def get_object(self) -> Any:
        return find_filing(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_fire(self.object, self.code, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.leave_returned(filing=self.object, by=self.request.user, **dated(form))


class Decide(StepView):
    """From a list comes a selection without confirmation: show what it would do, then do it."""

    form_class: Any = forms.DecideForm
    template_name = "facts/decide.html"
    title, verb = _("Accept facts"), _("Accept as filed")
    explanation = _("They answer forms from now on, in the place of what was in force before.")

    def check(self) -> None:
        if not Access.of(self.request.user).has(Role.OFFICER):
            raise NotAllowed()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "confirm" in request.POST:
            return super().post(request, *args, **kwargs)
        self.check()
        chosen = list(self._facts().filter(uid__in=uids(request.POST.getlist("sel"))))
        form = self.form_class(initial={"sel": [f.uid for f in chosen]}, **self.form_kwargs())
        return self.page(without_backdating(form, request.user), chosen=chosen)

    def form_kwargs(self) -> dict[str, Any]:
        return {"facts": self._facts()}

    def _facts(self) -> Any:
        """What waits for the officer, with what is in force beside it."""
        here = Access.of(self.request.user).within([Role.OFFICER], "organisation__territory")
        return facts_for(self.request.user).filter(here, state="proposed").order_by(
            "organisation__name_zh", "code", "-day"
        )  # fmt: skip

    def act(self, form: Any) -> Any:
        return self.run(list(form.cleaned_data["sel"]), form)

    def run(self, facts: list[Fact], form: Any) -> Any:
        return actions.accept_facts(facts=facts, by=self.request.user, **dated(form))

    def location(self, result: Any) -> str:
        return reverse("facts:list")

    def back_url(self) -> str:
        return reverse("facts:list")

    def context(self) -> dict[str, Any]:
        listed = (_("Facts of enterprises"), reverse("facts:list"))
        return {"crumbs": [listed, (self.title, "")]}


class Return(Decide):
    form_class = forms.ReturnForm
    title, verb = _("Return facts for correction"), _("Return for correction")
    explanation = _("The enterprise states them anew or leaves them within 10 working days.")

    def run(self, facts: list[Fact], form: Any) -> Any:
        given = form.cleaned_data
        return actions.return_facts(
            facts=facts, reason_code=given["reason_code"], comment=given["comment"],
            by=self.request.user, **dated(form),
        )  # fmt: skip


def uids(values: list[str]) -> list[UUID]:
    """Anything that is no identifier was not sent by our list and is left out."""
    out = []
    for value in values:
        with contextlib.suppress(ValueError):
            out.append(UUID(value))
    return out
