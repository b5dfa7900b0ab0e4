"""The questionnaire: overview with progress and live result, one page per section, hand-in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.clock.business import today
from cigu.records.facts.guards import FactRefused
from cigu.records.facts.models import FactUse

from .. import actions, facts, forms, guards, inputs, numbers, peers, wording
from .. import questionnaire as q
from ..errors import CheckupRefused
from ..models import Checkup, Correction
from .base import CheckupStep, crumbs_of, find


@login_required
def overview(request: HttpRequest, number: str) -> HttpResponse:
    checkup = find(request.user, number)
    if not guards.can_read_answers(checkup, request.user):
        raise Http404
    numbers.note_reading(checkup, request.user, FactUse.Way.PAGE)
    known = numbers.known_in(checkup, numbers.names_of(checkup.instrument))
    return render(request, "checkups/questionnaire.html", {
        "object": checkup,
        "title": _("Questionnaire"),
        "subtitle": f"{checkup.number}·{checkup.enterprise}",
        "crumbs": crumbs_of(checkup, _("Questionnaire")),
        "known": facts.known(checkup.enterprise), "numbers": list(known.values()),
        "body": checkup.enterprise,
        "corrections": checkup.corrections.filter(settled_on__isnull=True),
        "may_answer": guards.can_answer(checkup, request.user),
        "sections": progress(checkup),
        "done": ready(checkup),
        "next_url": next_open(checkup),
        **result_of(checkup),
    })  # fmt: skip


def progress(checkup: Checkup, current: str = "") -> list[dict[str, Any]]:
    """Each section with how many of its questions are answered."""
    return [_row(part, checkup, part.code == current) for part in q.sections(checkup.instrument)]


def _row(part: q.Section, checkup: Checkup, current: bool) -> dict[str, Any]:
    answered = q.answered(part, checkup.answers.get(part.code, {}))
    done = part.code in checkup.sections_done
    look, word = _mark(done, bool(answered))
    return {
        "code": part.code, "label": str(part), "optional": part.optional, "current": current,
        "answered": answered, "total": len(part.questions), "done": done,
        "look": look, "word": word,
        "url": reverse("checkups:section", args=[checkup.number, part.code]),
    }  # fmt: skip


def _mark(done: bool, begun: bool) -> tuple[str, str]:
    if done:
        return "ok", _("done")
    return ("go", _("begun")) if begun else ("", _("not begun"))


def next_open(checkup: Checkup) -> str:
    """The first section that still lacks an answer it needs."""
    lines = progress(checkup)
    rows = [r for r in lines if not r["done"] and not r["optional"]]
    if not rows and checkup.score and checkup.score["level"] is None:  # a ladder goes on upwards
        rows = [r for r in lines if r["answered"] < r["total"]]
    return rows[0]["url"] if rows else ""


def ready(checkup: Checkup) -> bool:
    wanted = {p.code for p in q.sections(checkup.instrument) if not p.optional}
    settled = checkup.score is None or checkup.score["level"] is not None
    return settled and wanted <= set(checkup.sections_done)


def result_of(checkup: Checkup) -> dict[str, Any]:
    """The stored score in words; empty before the first answer."""
    score, ident = checkup.score, checkup.instrument
    if not score:
        return {"score": None}
    compared = peers.of(checkup)
    return {
        "score": score,
        "dimensions": peers.beside(wording.dimensions(score, ident), compared),
        "total": wording.total(score),
        "level": wording.level(score, ident),
        "next_condition": wording.next_condition(score, ident),
        "steps": wording.steps(score, ident),
        "open_questions": len(score["unanswered"]),
        "full": wording.full(ident),
        "weights_note": wording.weights_note(ident),
        "peers": compared,
    }


class SectionPage(CheckupStep):
    """Saving leads to the next section; leaving and coming back is free."""

    template_name = "checkups/section.html"
    verb = gettext_lazy("Save, next section")
    keeps_draft = True

    def get_object(self) -> Any:
        found = super().get_object()
        if not guards.can_read_answers(found, self.request.user):
            raise Http404
        return found

    def check(self) -> None:
        guards.check_can_answer(self.object, self.request.user)
        guards.check_instrument(self.object)

    @cached_property
    def part(self) -> q.Section:
        try:
            return q.section(self.object.instrument, self.kwargs["section"])
        except CheckupRefused as refusal:
            raise Http404 from refusal

    @cached_property
    def known(self) -> dict[str, Any]:
        return numbers.known_in(self.object, numbers.names_in(self.part))

    @cached_property
    def held(self) -> str:
        """The qualification that the register holds, where this section asks for one."""
        asks = any(question.id == inputs.STATUS for question in self.part.questions)
        return inputs.held(self.object.enterprise, today()) if asks else ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        checkup = self.object
        known: dict[str, Any] = {name: answer.number for name, answer in self.known.items()}
        if self.held:
            known[inputs.STATUS] = self.held
        return forms.SectionForm(
            data, part=self.part, instrument=checkup.instrument, answers=checkup.answers,
            known=known, given=inputs.given_here(checkup.answers),
        )  # fmt: skip

    def act(self, form: Any) -> Any:
        try:
            return actions.save_answers(
                checkup=self.object, section=self.part.code, answers=form.answers(),
                by=self.request.user,
            )  # fmt: skip
        except FactRefused as refusal:
            refusal.data["field"] = forms.FACT + str(refusal.data.get("field", ""))
            raise

    def location(self, result: Any) -> str:
        """The next section that is open; the overview after the last one."""
        if "stay" in self.request.POST:
            return self.request.path
        codes = [p.code for p in q.sections(self.object.instrument)]
        later = codes[codes.index(self.part.code) + 1 :]
        if later:
            return reverse("checkups:section", args=[self.object.number, later[0]])
        return self.back_url()

    def back_url(self) -> str:
        return reverse("checkups:questionnaire", args=[self.object.number])

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": str(self.part), "part": self.part, "known": list(self.known.values()),
            "held": inputs.held_word(self.held), "body": self.object.enterprise,
            "owns": guards.can_answer(self.object, self.request.user),
            "agreed": numbers.is_agreed(self.object),
            "crumbs": crumbs_of(
                self.object, (_("Questionnaire"), self.back_url()), str(self.part)
            ),
            "sections": progress(self.object, self.part.code),
            **result_of(self.object),
        }  # fmt: skip


class HandIn(CheckupStep):
    code, form_class = "hand_in", forms.ConfirmForm
    title = verb = gettext_lazy("Hand in")
    explanation = gettext_lazy("After this the answers are fixed. A commissioner visits you next.")
    done = gettext_lazy("Handed in.")

    def check(self) -> None:
        super().check()
        guards.check_complete(self.object)

    def act(self, form: Any) -> Any:
        return self.run(actions.hand_in, form)


class Correct(CheckupStep):
    """The enterprise says what is wrong with a known fact."""

    form_class = forms.CorrectionForm
    title, verb = gettext_lazy("Propose a correction"), gettext_lazy("Propose")
    done = gettext_lazy("Noted. The bureau checks it; the register stays as it is until then.")

    def check(self) -> None:
        guards.check_owns(self.object, self.request.user)

    @property
    def fact(self) -> facts.Fact:
        rows = facts.known(self.object.enterprise).facts
        found = next((row for row in rows if row.code == self.kwargs["field"]), None)
        if found is None:
            raise Http404
        return found

    def act(self, form: Any) -> Any:
        fact = self.fact
        return self.run(
            actions.propose_correction, form, field=fact.code, shown=fact.value[:300],
            proposed=form.cleaned_data["proposed"], note=form.cleaned_data["note"],
        )  # fmt: skip

    def back_url(self) -> str:
        return reverse("checkups:questionnaire", args=[self.object.number])

    def location(self, result: Any) -> str:
        return self.back_url()

    def context(self) -> dict[str, Any]:
        fact = self.fact
        text = _("%(fact)s, as the register has it: %(value)s")
        return {
            **super().context(),
            "explanation": text % {"fact": fact.label, "value": fact.value},
        }


class Settle(CheckupStep):
    form_class = forms.SettleForm
    title, verb = gettext_lazy("Settle a correction"), gettext_lazy("Settled")

    def get_object(self) -> Any:
        """A correction under the number of another checkup is not found, whoever asks."""
        checkup = super().get_object()
        get_object_or_404(Correction.objects.filter(checkup=checkup), uid=self.kwargs["uid"])
        return checkup

    def check(self) -> None:
        guards.check_can_manage(self.request.user, self.object.territory, self.object.domain)

    @property
    def correction(self) -> Any:
        rows = Correction.objects.for_(self.request.user).filter(checkup=self.object)
        return get_object_or_404(rows, uid=self.kwargs["uid"], settled_on__isnull=True)

    def act(self, form: Any) -> Any:
        return actions.settle_correction(
            correction=self.correction, by=self.request.user, reason=form.cleaned_data["reason"]
        )
