"""The region-wide assignment: limits, the job, its result, taking pairs over."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.jobs.guards import check_can_stop
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job, stop_job
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.posting import ActionView
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import dated, without_backdating
from cigu.records.needs.models import Need

from .. import actions, forms, telling
from ..guards import OFFERED_STATES, RANKED_STATES, MatchRefused, can_assign, check_can_assign
from ..limits import Limits
from ..models import AssignmentRun
from .pages import only_staff


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
    explanation = _("Every open need gets its teams and experts, and a ready answer where there is "
                    "one, so that the total of scores is as high as loads and conflicts allow. "
                    "Nothing is sent.")  # fmt: skip

    def act(self, form: Any) -> Any:
        chosen = scope_of(self.request)
        return start_job(
            "matchmaking.assign", by=self.user, needs=self.needs(OFFERED_STATES),
            territory=chosen.territory.pk if chosen.territory else None,
            domain=chosen.domain.pk if chosen.domain else None, limits=limits_of(form),
        )  # fmt: skip


LIMITS = ("team_demand", "expert_demand", "answer_demand", "use_capacity", "max_load", "min_load",
          "body_max", "body_min")  # fmt: skip


def limits_of(form: Any) -> dict[str, Any]:
    given = form.cleaned_data
    return {**{n: given[n] for n in LIMITS}, "objective": float(given["objective"])}


class Again(RegionStep):
    """What if: the same needs with pairs held or refused, other room, another aim."""

    form_class = forms.AgainForm
    title, verb = _("What if"), _("Work it out anew")
    explanation = _("The run before stays as it is; the new one says what changed. Nothing is "
                    "sent.")  # fmt: skip

    def get_object(self) -> Any:
        return find_run(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_can_assign(self.request.user, self.object.territory, self.object.domain)

    def back_url(self) -> str:
        return str(self.object.get_absolute_url())

    def initial(self) -> dict[str, Any]:
        held = self.object.parameters
        pinned = [telling.key_of(row) for row in held.get("pinned", [])]
        refused = [telling.key_of(row) for row in held.get("refused", [])]
        was = asdict(Limits.of(held))
        return {
            **{name: was[name] for name in LIMITS},
            "objective": f"{held.get('objective', 0):g}", "keep": True,
            "pin": pinned,
            "refuse": [*refused, *self.request.GET.getlist("sel")],
        }  # fmt: skip

    def form_kwargs(self) -> dict[str, Any]:
        pairs = {p.key: telling.pair_line(p) for p in self.object.pairs}
        held = self.object.parameters
        before = [*held.get("pinned", []), *held.get("refused", [])]
        fresh = [row for row in before if telling.key_of(row) not in pairs]
        pairs |= {telling.key_of(row): telling.label_of(*row) for row in fresh}
        return {"pairs": list(pairs.items()), "providers": _rooms(self.object)}

    def act(self, form: Any) -> Any:
        given, held = form.cleaned_data, self.object.parameters
        rooms = {name: dict(held.get(name, {})) for name in ("capacity", "bodies")}
        if given["who"]:
            kind, _colon, party = given["who"].partition(":")
            rooms[kind][party] = given["room"]
        return start_job(
            "matchmaking.assign", by=self.user, needs=held["needs"],
            territory=self.object.territory_id, domain=self.object.domain_id,
            previous=self.object.number if given["keep"] else None,
            limits={**limits_of(form), "pinned": _pairs(given["pin"]),
                    "refused": _pairs(given["refuse"]), **rooms},
        )  # fmt: skip


def _rooms(run: AssignmentRun) -> list[Any]:
    """Who may be given another room: providers, and institutions as a whole."""
    loads = run.result.get("loads", {}).values()
    own = {row["provider"]: row["room"] for part in loads for row in part}
    whole = {row["body"]: row["most"] for row in run.result.get("bodies", [])}
    names = Party.objects.in_bulk([*own, *whole])
    kinds = (
        ("capacity", _("Teams, experts and owners"), own),
        ("bodies", _("Institutions"), whole),
    )
    return [
        (label, [
            (f"{kind}:{pk}", gettext("%(who)s, room %(n)s")
             % {"who": names[pk], "n": "—" if room is None else room})
            for pk, room in sorted(held.items(), key=lambda x: str(names[x[0]]))
        ])
        for kind, label, held in kinds if held
    ]  # fmt: skip


def _pairs(keys: list[str]) -> list[list[int]]:
    return [[int(part) for part in key.split(":")] for key in keys]


class End(ActionView):
    """End a long search: the best found so far is kept, with its bound."""

    form_class = CiguForm
    title, verb = _("End the work"), _("End it")
    explanation = _("An assignment keeps the best found so far, with its bound; a ranking stops.")

    def get_object(self) -> Any:
        only_staff(self.request.user)
        return get_object_or_404(Job.objects.for_(self.request.user), uid=self.kwargs["uid"])

    def check(self) -> None:
        check_can_stop(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        owner: Any = self.request.user
        stop_job(self.object, by=owner)

    def location(self, result: Any) -> str:
        return reverse("matchmaking:job", args=[self.object.uid])

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Working"), self.location(None)), (self.title, "")]}


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
        "rounds": telling.rounds(record),
        "rows": telling.by_need(pairs), "worst": telling.worst(pairs),
        "loads": telling.loads(record), "bodies": telling.bodies(record),
        "reasons": telling.reasons(record),
        "repairs": telling.repairs(record), "n_pairs": len(pairs),
        "changes": telling.changes(record), "fairness": telling.fairness(pairs),
        "aim": dict(forms.OBJECTIVES).get(f"{record.parameters.get('objective', 0):g}", ""),
        "limits": Limits.of(record.parameters), "n_unknown": telling.unknown(record),
        "wordless": Need.objects.filter(pk__in=record.result.get("wordless", [])),
        "held": [telling.label_of(*row) for row in record.parameters.get("pinned", [])],
        "refused": [telling.label_of(*row) for row in record.parameters.get("refused", [])],
        "rooms": telling.rooms(record),
        "may": can_assign(request.user, record.territory, record.domain),
    })  # fmt: skip


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
        return {"choices": [(p.key, telling.pair_line(p)) for p in self.object.pairs]}

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
