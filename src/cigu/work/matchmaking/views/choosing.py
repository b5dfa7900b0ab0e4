"""Choosing among candidates: conditions, shortlist, waivers, and why not that one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import Party
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.steps import dated
from cigu.records.achievements.models import Achievement
from cigu.records.needs.guards import can_waive

from .. import actions, forms
from ..guards import RANKED_STATES, can_broker, check_ranked
from ..index import keeper, shelves
from ..models import CandidateSearch
from ..wondering import answer, named
from .acting import MatchStep, NeedStep, job_page, rank_soon
from .building import waits_for_index
from .pages import find_need, only_staff

FIELDS = ("domain_only", "territory", "maturity", "entrusted", "available", "strict")


class Conditions(NeedStep):
    form_class = forms.ConditionsForm
    title, verb = _("Conditions for candidates"), _("Save and rank anew")
    explanation = _("Conditions stand apart from scores: who does not meet one is left out, "
                    "however well it fits.")  # fmt: skip

    def check(self) -> None:
        super().check()
        check_ranked(self.object)

    def initial(self) -> dict[str, Any]:
        row = CandidateSearch.objects.filter(need=self.object).first()
        return {name: getattr(row, name) for name in FIELDS} if row else {}

    def act(self, form: Any) -> Any:
        given = {name: form.cleaned_data[name] for name in FIELDS}
        actions.set_conditions(need=self.object, by=self.request.user, **dated(form), **given)
        return rank_soon(self.object, self.request.user, **dated(form))

    def location(self, result: Any) -> str:
        return job_page(result) or super().location(result)


class Shortlist(MatchStep):
    form_class = CiguForm
    title, verb = _("Put on the shortlist"), _("Put on the shortlist")

    def act(self, form: Any) -> Any:
        return actions.shortlist(match=self.object, by=self.request.user)


class Unshortlist(MatchStep):
    form_class = CiguForm
    title, verb = _("Take off the shortlist"), _("Take off the shortlist")

    def act(self, form: Any) -> Any:
        return actions.unshortlist(match=self.object, by=self.request.user)


class Waive(MatchStep):
    """For an officer alone; the broker who wants the match does not waive its conflict."""

    form_class = forms.WaiveForm
    title, verb = _("Waive the conflict of interest"), _("Waive it")
    explanation = _("Only the ties known today are waived, only for this need. Your name and "
                    "reason are kept.")  # fmt: skip

    def check(self) -> None:
        if not can_waive(self.object.need, self.request.user):
            raise NotAllowed()

    def act(self, form: Any) -> Any:
        return self.run(actions.waive, form)


class Unwaive(Waive):
    title, verb = _("Withdraw the waiver"), _("Withdraw it")
    explanation = _("The ties count again; an invitation that is still open ends.")

    def act(self, form: Any) -> Any:
        return self.run(actions.unwaive, form)


@login_required
@waits_for_index
def why_not(request: HttpRequest, number: str) -> HttpResponse:
    """A candidate that the broker misses: what keeps it away, and what would change it."""
    only_staff(request.user)
    need = find_need(request.user, number)
    text, profile = request.GET.get("q", "")[:100], request.GET.get("who", "")
    found = answer(need, profile, request.user) if profile else None
    if profile and found is None:
        raise Http404
    here = reverse("matchmaking:need", args=[need.number])
    return render(request, "matchmaking/why_not.html", {
        "object": need, "title": _("Why not that one"), "q": text, "found": found,
        "names": named(text) if text and found is None else [],
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (need.number, here),
                   (_("Why not that one"), "")],
        "may_add": can_broker(need, request.user) and need.state in RANKED_STATES,
    })  # fmt: skip


class Suggest(NeedStep):
    """A candidate that the ranking did not reach, named by the broker."""

    form_class = CiguForm
    title, verb = _("Add as a candidate"), _("Add")
    explanation = _("It is scored by its documents like any other; nothing is sent.")

    def check(self) -> None:
        super().check()
        check_ranked(self.object)
        self.provider()

    def provider(self) -> Any:
        found = shelves().by_id.get(self.kwargs["profile"])
        if found is None:
            raise Http404
        return found

    def act(self, form: Any) -> Any:
        found = self.provider()
        work = Achievement.objects.filter(pk=found.achievement).first()
        made = actions.suggest(
            need=self.object, provider=get_object_or_404(Party, pk=found.party), kind=found.kind,
            achievement=work, by=self.request.user,
        )  # fmt: skip
        if made.score is None and keeper.takes_long():  # weighed once the documents are at hand
            return rank_soon(self.object, self.request.user)
        return made

    def location(self, result: Any) -> str:
        if page := job_page(result):
            return page
        here = super().location(result)
        return here if result is None else f"{here}?kind={result.kind}&cmp={result.uid}"
