"""Records that stand twice: find them, merge two, take a merging back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.merging import count_links, standing
from cigu.core.imports.models import Merge
from cigu.core.imports.nouns import Noun, nouns_of
from cigu.core.quotas.counting import take
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.faces.auditing.words import kind_word

from .. import forms
from ..tables import MergeTable


def merging_nouns(user: Any) -> dict[str, Noun]:
    found = {n.key: n for n in nouns_of(user) if n.merges}
    if not found:
        raise NotAllowed()
    return found


@login_required
def duplicates(request: HttpRequest) -> HttpResponse:
    """Groups of records that may be one, and what was merged before."""
    user = request.user
    kinds = merging_nouns(user)
    table = MergeTable(request)
    if request.headers.get("HX-Request") or table.param("format"):
        return list_response(request, table)
    found = [
        (
            kind,
            [[(row, kind.hint(row)) for row in group] for group in kind.duplicates(request.user)],
        )
        for kind in kinds.values()
    ]
    shown = sum(len(group) for _kind, groups in found for group in groups)
    take(request.user, shown, what="imports.duplicates")
    title = gettext("Records that stand twice")
    crumbs = [(gettext("Import workbooks"), reverse("importing:home")), (title, "")]
    return list_response(
        request, table, "importing/duplicates.html", found=found, crumbs=crumbs, title=title,
    )  # fmt: skip


class MergeOne(ActionView):
    """``what``/``uid`` is the record that is to lead to another one."""

    form_class = forms.MergeForm
    template_name = "importing/merge.html"
    title, verb = _("Merge a record into another"), _("Merge")
    explanation = _("It stays on record under its name and leads to the other; this can be undone.")
    done = _("Merged. It can be taken back.")

    def get_object(self) -> Any:
        found = merging_nouns(self.request.user).get(self.kwargs["what"])
        if found is None:
            raise Http404
        self.noun = found
        return get_object_or_404(self.noun.rows(self.request.user), uid=self.kwargs["uid"])

    def form_kwargs(self) -> dict[str, Any]:
        return {"noun": self.noun, "user": self.request.user, "own": self.object}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        self.noun.merge(self.object, given["into"], by=self.request.user, reason=given["reason"])
        return given["into"]

    def back_url(self) -> str:
        return reverse("importing:duplicates")

    def context(self) -> dict[str, Any]:
        crumbs = [(_("Records that stand twice"), self.back_url()), (self.object, "")]
        return {"crumbs": crumbs, "links": _links(self.object)}


def _links(record: Any) -> list[tuple[Any, int]]:
    return [(kind_word(label), n) for label, n in count_links(record)]


class Undo(ActionView):
    form_class = forms.UndoForm
    title, verb = _("Take the merging back"), _("Take it back")
    explanation = _("Two records again; what hung on each of them before hangs there again.")
    done = _("Taken back.")

    def get_object(self) -> Any:
        rows = Merge.objects.for_(self.request.user).select_related("loser", "survivor")
        return get_object_or_404(rows, uid=self.kwargs["uid"])

    def check(self) -> None:
        if self.object.undone_on is not None or standing(self.object.loser) is None:
            raise ImportRefused("undone", gettext("This merging was taken back already."))

    def act(self, form: Any) -> Any:
        kinds = merging_nouns(self.request.user).values()
        noun = next(n for n in kinds if n.party_kind == self.object.loser.kind)
        noun.unmerge(self.object, by=self.request.user, reason=form.cleaned_data["reason"])

    def location(self, result: Any) -> str:
        return reverse("importing:duplicates")

    def back_url(self) -> str:
        return reverse("importing:duplicates")

    def context(self) -> dict[str, Any]:
        crumbs = [(_("Records that stand twice"), self.back_url()), (self.object, "")]
        return {"crumbs": crumbs}
