"""The region-wide assignment: limits, the job, its result, taking pairs over."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.posting import ActionView
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import dated, without_backdating
from cigu.records.needs.models import Need

from .. import actions, forms
from ..guards import OFFERED_STATES, RANKED_STATES, MatchRefused, check_can_assign
from ..models import AssignmentRun, Kind, Pair
from .pages import only_staff

WORST = 8


class RegionStep(ActionView):
    """Work on the whole scope of the top bar, started as a job."""

    def check(self) -> None:
        chosen = scope_of(self.request)
        check_can_assign(self.request.user, chosen.territory, chosen.domain)

    def needs(self, states: tuple[str, ...]) -> list[int]:
        seen = Need.objects.readable(self.request.user).filter(state__in=states)
        found = list(scope_of(self.request).limit(seen).order_by("pk").values_list("pk", flat=True))
        if not found:
            raise MatchRefused(
                "no_needs", gettext("There is no open need in this territory and domain.")
            )
        return found

    @property
    def user(self) -> Any:
        return self.request.user

    def back_url(self) -> str:
        return reverse("matchmaking:desk")

    def location(self, result: Any) -> str:
        return reverse("matchmaking:job", args=[result.uid]) if result else self.back_url()

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Matchmaking"), self.back_url()), (self.title, "")]}


class Assign(RegionStep):
    form_class = forms.AssignForm
    title, verb = _("Assign for the whole region"), _("Work it out")
    explanation = _("Every open need gets its teams and experts so that the total of scores is as "
                    "high as loads and conflicts allow. Nothing is sent.")  # fmt: skip

    def act(self, form: Any) -> Any:
        chosen = scope_of(self.request)
        return start_job(
            "matchmaking.assign", by=self.user, needs=self.needs(OFFERED_STATES),
            territory=chosen.territory.pk if chosen.territory else None,
            domain=chosen.domain.pk if chosen.domain else None, limits=form.cleaned_data,
        )  # fmt: skip


class RankAll(RegionStep):
    form_class = CiguForm
    title, verb = _("Rank all open needs"), _("Rank all")
    explanation = _("The candidates of every open need are weighed anew.")

    def act(self, form: Any) -> Any:
        return start_job("matchmaking.rank", by=self.user, needs=self.needs(RANKED_STATES))


@login_required
def job(request: HttpRequest, uid: Any) -> HttpResponse:
    """Progress that may be left; the finished job leads to its result."""
    only_staff(request.user)
    record = get_object_or_404(Job.objects.for_(request.user), uid=uid)
    ready = record.state == Job.State.DONE
    number = (record.result or {}).get("run") if ready else None
    target = reverse("matchmaking:run", args=[number]) if number else reverse("matchmaking:desk")
    if ready and request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(target)
    if ready:
        response = HttpResponse()
        response["HX-Redirect"] = target
        return response
    part = request.headers.get("HX-Request") == "true"
    name = "matchmaking/parts/job.html" if part else "matchmaking/job.html"
    return render(request, name, {
        "job": record, "title": gettext("Working"),
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (_("Working"), "")],
        "share": record.done / record.total if record.total else 0,
    })  # fmt: skip


def find_run(user: Any, number: str) -> Any:
    return get_object_or_404(AssignmentRun.objects.for_(user), number=number)


@login_required
def run(request: HttpRequest, number: str) -> HttpResponse:
    only_staff(request.user)
    record = find_run(request.user, number)
    pairs = record.pairs
    return render(request, "matchmaking/run.html", {
        "object": record, "title": gettext("Assignment %(number)s") % {"number": record.number},
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")), (record.number, "")],
        "rounds": [(_kind(k), row) for k, row in record.result.get("rounds", {}).items()],
        "rows": _by_need(pairs), "worst": _worst(pairs), "loads": _loads(record),
        "reasons": _reasons(record), "n_pairs": len(pairs),
    })  # fmt: skip


def _kind(code: str) -> Any:
    return Kind(code).label


def _by_need(pairs: list[Pair]) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for pair in pairs:
        row = rows.setdefault(pair.need.pk, {"need": pair.need, "team": [], "person": []})
        row[pair.kind].append(pair)
    return list(rows.values())


def _worst(pairs: list[Pair]) -> list[tuple[Need, float]]:
    """The needs that get least: where better candidates have to be found."""
    sums: Counter[int] = Counter()
    for pair in pairs:
        sums[pair.need.pk] += pair.score  # type: ignore[assignment]
    needs = {pair.need.pk: pair.need for pair in pairs}
    return [(needs[pk], score) for pk, score in sorted(sums.items(), key=lambda x: x[1])[:WORST]]


def _loads(record: AssignmentRun) -> list[tuple[Any, list[tuple[int, int]]]]:
    """How many providers take how many needs."""
    out = []
    for kind, rows in record.result.get("loads", {}).items():
        spread = Counter(row["assigned"] for row in rows)
        out.append((_kind(kind), sorted(spread.items())))
    return out


def _reasons(record: AssignmentRun) -> list[dict[str, Any]]:
    """The explanation of an infeasible run, by names."""
    rows = record.result.get("reasons", [])
    needs = Need.objects.in_bulk({pk for row in rows for pk in row["needs"]})
    parties = Party.objects.in_bulk({pk for row in rows for pk in row["providers"]})
    return [
        {
            **row,
            "text": _sentence(row),
            "needs": [needs[pk] for pk in row["needs"][:8]],
            "providers": [parties[pk] for pk in row["providers"][:8]],
            "more_needs": max(len(row["needs"]) - 8, 0),
            "more_providers": max(len(row["providers"]) - 8, 0),
            "n_conflicts": len(row["conflicts"]),
        }
        for row in rows
    ]


SENTENCES = {
    "needs_short": _(
        "These needs ask for %(demand)s places; those they may have can give %(supply)s. "
        "Lower what each need asks for, raise the loads, or add providers."
    ),
    "providers_short": _(
        "These providers are to take %(demand)s places at least; the needs they fit offer "
        "%(supply)s. Lower the least load."
    ),
}
SHORT = _("%(demand)s places are asked for, %(supply)s can be given.")


def _sentence(row: dict[str, Any]) -> str:
    numbers = {"demand": row["demand"], "supply": row["supply"]}
    return str(SENTENCES.get(row["code"], SHORT)) % numbers


class TakeOver(ActionView):
    form_class = forms.TakeOverForm
    template_name = "matchmaking/take_over.html"
    title, verb = _("Take pairs over"), _("Take over")
    explanation = _("The chosen pairs become candidates of their needs.")

    def get_object(self) -> Any:
        return find_run(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_can_assign(self.request.user, self.object.territory, self.object.domain)

    def form(self, data: Any = None, files: Any = None) -> Any:
        return without_backdating(super().form(data, files), self.request.user)

    def initial(self) -> dict[str, Any]:
        return {"sel": self.request.GET.getlist("sel")}

    def form_kwargs(self) -> dict[str, Any]:
        return {"choices": [(_key(p), _label(p)) for p in self.object.pairs]}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        actions.take_over(
            run=self.object, by=self.request.user, keys=set(given["sel"]), send=given["send"],
            **dated(form),
        )  # fmt: skip

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(self.object, self.object.get_absolute_url()), (self.title, "")]}


def _key(pair: Pair) -> str:
    return f"{pair.need.pk}:{pair.provider.pk}"


def _label(pair: Pair) -> str:
    return f"{pair.need.number} {pair.need.title} → {pair.provider}·{pair.score:.2f}"
