"""Marking candidates without seeing their score, and what the marks say of the ranking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.quotas.counting import left_of, take
from cigu.core.ui.classes import class_of_fields
from cigu.core.ui.purposes import PurposeForm
from cigu.core.ui.scope import scope_of
from cigu.engines.basis.errors import CiguError
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need

from .. import actions, forms
from ..guards import RANKED_STATES, can_broker
from ..index import shelves
from ..labelling import exported, labels_of, measured, pool, scores_of, worst
from ..models import Kind, MatchLabel
from .acting import NeedStep
from .building import waits_for_index
from .pages import only_staff

COMMAND = "cigu match evaluate labels.zip"
FIGURES = (("MRR", "mrr"), ("nDCG@5", "ndcg"), ("recall@10", "recall"))
SUBJECT = "list.match_labels"
MARKED_STATES = (*RANKED_STATES, "solved", "expired")


@method_decorator(waits_for_index, name="dispatch")
class Label(NeedStep):
    """One need: its candidates by their documents alone."""

    template_name = "matchmaking/label.html"
    form_class = forms.LabelForm
    title, verb = _("Mark the candidates"), _("Save and go on")

    def form_kwargs(self) -> dict[str, Any]:
        self.rows = rows_of(self.object)
        return {"rows": self.rows}

    def initial(self) -> dict[str, Any]:
        me: Any = self.request.user
        found = MatchLabel.objects.filter(need=self.object, labeller=me)
        given = {(m.provider_id, m.achievement_id): m.grade for m in found}
        return {
            row.name: given[key]
            for row in rows_of(self.object)
            if (key := (row.party.pk, getattr(row.work, "pk", None))) in given
        }

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        marks = [
            (row.party, row.kind, row.work, int(given[row.name]))
            for row in self.rows
            if given.get(row.name) not in (None, "")
        ]
        actions.label(need=self.object, marks=marks, by=self.request.user)

    def location(self, result: Any) -> str:
        return reverse("matchmaking:labels")

    def context(self) -> dict[str, Any]:
        marks = (_("Marks and the ranking"), reverse("matchmaking:labels"))
        desk = (_("Matchmaking"), reverse("matchmaking:desk"))
        return {"crumbs": [desk, marks, (self.object.number, "")], "need": self.object}


def rows_of(need: Need) -> list[forms.Marked]:
    found = pool(need)
    parties = Party.objects.in_bulk({p.party for p in found})
    works = Achievement.objects.in_bulk({p.achievement for p in found if p.achievement})
    return [
        forms.Marked(
            f"g_{p.id}", str(p.kind), Kind(p.kind).label, parties[p.party],
            works.get(p.achievement or 0), p.profile.documents,
        )
        for p in found
    ]  # fmt: skip


def needs_to_mark(request: HttpRequest) -> Any:
    rows = Need.objects.readable(request.user).filter(state__in=MARKED_STATES)
    return scope_of(request).limit(rows).order_by("number")


@login_required
@waits_for_index
def labels(request: HttpRequest) -> HttpResponse:
    """How good the ranking is on marked needs, and which needs wait for marks."""
    only_staff(request.user)
    rows = needs_to_mark(request)
    marked = list(rows.filter(match_labels__isnull=False).distinct())
    shelf = shelves()
    held = labels_of(marked, request.user, shelf)
    scores = scores_of(held, shelf) if marked else None
    try:
        found = measured(held, scores) if marked else None
    except CiguError:  # marks, but nobody fits: nothing to measure by
        found = None
    mine = Count("match_labels", filter=Q(match_labels__labeller=request.user))
    listed = list(rows.annotate(marks=Count("match_labels"), mine=mine))
    return render(request, "matchmaking/labels.html", {
        "title": _("Marks and the ranking"), "found": found,
        "quality": found.qualities[0] if found else None, "command": COMMAND,
        **(_figures(found.qualities[0], _by_kind(held, scores)) if found else {}),
        "worst": [(n, Kind(k).label, v) for n, k, v in worst(held, marked, scores)]
        if found else [],
        "needs": listed, "n_marked": len(marked),
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")),
                   (_("Marks and the ranking"), "")],
        "may": may_mark(request), "todo": next((n for n in listed if not n.mine), None),
        "synthetic": any(n.synthetic for n in marked),
    })  # fmt: skip


def may_mark(request: HttpRequest) -> bool:
    return Access.of(request.user).has(Role.BROKER, Role.OFFICER)


def _figures(whole: Any, by_kind: list[tuple[Any, Any]]) -> dict[str, Any]:
    """A row for each figure: of all, its interval, and of each kind."""
    rows = [
        (name, getattr(whole, key), *getattr(whole, f"{key}_interval"),
         [getattr(quality, key) for _label, quality in by_kind])
        for name, key in FIGURES
    ]  # fmt: skip
    return {"figures": rows, "kinds": [label for label, _quality in by_kind]}


def _by_kind(held: Any, scores: Any) -> list[tuple[Any, Any]]:
    kinds = {profile.id: profile.kind for profile in held.profiles}
    out = []
    for kind in Kind:
        grades = {pair: g for pair, g in held.grades.items() if kinds[pair[1]] == kind}
        if any(grade >= 2 for grade in grades.values()):
            out.append((kind.label, measured(replace(held, grades=grades), scores).qualities[0]))
    return out


@login_required
@waits_for_index
def export(request: HttpRequest) -> HttpResponse:
    """The marks with the texts that the reader may read, for ``cigu match evaluate``. What they
    are for is asked before; quota and audit as for any list that leaves the site."""
    if not may_mark(request):
        raise PermissionDenied
    user: Any = request.user
    needs = [n for n in needs_to_mark(request).filter(match_labels__isnull=False).distinct()
             if can_broker(n, user)]  # fmt: skip
    held = labels_of(needs, user)
    rows = len(held.grades) + sum(len(profile.documents) for profile in held.profiles)
    form = PurposeForm(request.GET if "purpose" in request.GET else None)
    if not form.is_valid():
        return _ask_why(request, form, rows)
    take(user, rows, what=SUBJECT)
    content = exported(held)
    with transaction.atomic():
        note(
            "ui.export", by=user, on=today(), subject=SUBJECT, uid=user.uid, format="zip",
            rows=rows, data_class=_data_class().code, model="work_matchmaking.matchlabel",
            purpose=form.cleaned_data["purpose"],
            personal={"query": request.path, "purpose_note": form.cleaned_data["purpose_note"]},
        )  # fmt: skip
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, "labels.zip") or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _data_class() -> Any:
    return class_of_fields(
        (
            "work_matchmaking.matchlabel.grade",
            "records_people.profiledocument.text",
            "records_people.person.profile",
        )
    )


def _ask_why(request: HttpRequest, form: Any, rows: int) -> HttpResponse:
    return render(request, "matchmaking/labels_export.html", {
        "title": _("What are the marks for?"), "form": form, "rows": rows,
        "left": left_of(request.user), "data_class": _data_class().words,
        "crumbs": [(_("Matchmaking"), reverse("matchmaking:desk")),
                   (_("Marks and the ranking"), reverse("matchmaking:labels")),
                   (_("Export the marks"), "")],
    }, status=422 if form.is_bound else 200)  # fmt: skip
