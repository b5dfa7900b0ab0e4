"""The pages: look at what an act would do, do it, see what was done, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.errors import NotAllowed
from cigu.core.changesets import actions
from cigu.core.changesets.guards import MOST, check_can_undo
from cigu.core.changesets.models import ChangedRow, ChangeSet
from cigu.core.changesets.verbs import Verb, registry
from cigu.core.ui.listing import list_response
from cigu.core.ui.many import ManyForm
from cigu.core.ui.posting import ActionView
from cigu.engines.basis.errors import CiguError

from .choosing import is_list, listed, seen, ticked
from .forms import UndoForm
from .planning import Planned, plan
from .tables import SetTable

SHOWN = 500  # records of a set on its page


class Act(ActionView):
    """From a list comes a selection without ``confirm``: show what it would do. With it: do it."""

    template_name = "bulk/act.html"
    chosen: list[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = registry.get(kwargs["code"])
        if found is None:
            raise Http404
        self.act_of: Verb = found
        self.form_class = found.form or ManyForm
        self.title = self.verb = found.label
        self.explanation = found.lasting or gettext_lazy(
            "You may take it back for a day, as far as nobody changes the records meanwhile."
        )
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        if not self.act_of.may(self.request.user):
            raise NotAllowed()
        self.chosen = self._chosen()

    def _chosen(self) -> list[Any]:
        sent = self.request.POST
        if sent.get("all") == "1":
            return listed(self.act_of, self.request, self._list())
        return ticked(self.act_of, self.request.user, sent.getlist("sel"))

    def _list(self) -> str:
        """Where the reader came from: an address of this site."""
        address = self.request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        return address if safe and address.startswith("/") else "/"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "confirm" in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            self.check()
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return self.page(self.form(self._asked()))

    def _asked(self) -> Any:
        """The form as far as it was filled in: empty from the list, else as it was sent back."""
        return self.request.POST if "look" in self.request.POST else None

    def act(self, form: Any) -> Any:
        planned = self._planned(form)
        going = [one.row for one in planned if one.goes]
        if self.request.POST.get("seen") != seen(going):
            raise CiguError(
                "moved",
                _("Records were changed since the preview: look at it again, then confirm."),
            )
        made = actions.carry_out(
            verb=self.act_of, rows=going, given=form.cleaned_data, by=self.request.user,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        told = _("%(n)s records changed.") % {"n": made.size}
        messages.success(self.request, told)
        return made

    def _planned(self, form: Any) -> list[Planned]:
        given = form.cleaned_data if form.is_bound else {}
        return plan(self.act_of, self.chosen, self.request.user, given)

    def _is_filled(self, form: Any) -> bool:
        """Whether all that the act asks beside the reason is there."""
        asks = form.fields.keys() - {"reason"}
        errors = form.errors.keys()  # judged now, if it is bound
        return not asks or (form.is_bound and not asks & errors)

    def location(self, result: Any) -> str:
        return str(result.get_absolute_url()) if result is not None else self._list()

    def back_url(self) -> str:
        return self._list()

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Back to the list"), self._list()), (self.title, "")]}

    def page(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        looked, where = self._is_filled(form), self._list()
        planned = self._planned(form) if looked and len(self.chosen) <= MOST else []
        going = [one.row for one in planned if one.goes]
        return super().page(
            form, status, planned=planned, going=len(going), looked=looked, seen_now=seen(going),
            chosen=self.chosen, most=MOST, too_many=len(self.chosen) > MOST, next=where,
            whole=self.request.POST.get("all") == "1", from_list=is_list(self.act_of, where),
            **more,
        )  # fmt: skip


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    return list_response(request, SetTable(request))


@login_required
def detail(request: HttpRequest, uid: Any) -> HttpResponse:
    made = _find(request.user, uid)
    verb = registry.get(made.verb)
    label = verb.label if verb else made.verb
    return render(request, "bulk/set.html", {
        "object": made, "title": label,
        "rows": _rows(made, verb, request),
        "crumbs": [(_("Acts on many records"), reverse("bulk:sets")), (label, "")],
        "why_not": _why_not(made, request.user), "shown": SHOWN,
        "left": made.rows.filter(outcome=ChangedRow.Outcome.KEPT).count(),
    })  # fmt: skip


def _find(user: Any, uid: Any) -> ChangeSet:
    found: ChangeSet = get_object_or_404(ChangeSet.objects.for_(user), uid=uid)
    return found


def _rows(made: ChangeSet, verb: Verb | None, request: HttpRequest) -> list[tuple[Any, Any]]:
    """Each with its record, as far as the reader may read it."""
    rows = list(made.rows.order_by("place")[:SHOWN])
    if verb is None:
        return [(row, None) for row in rows]
    records = verb.model.objects.readable(request.user)
    known = {r.uid: r for r in records.filter(uid__in=[row.object_uid for row in rows])}
    return [(row, known.get(row.object_uid)) for row in rows]


def _why_not(made: ChangeSet, user: Any) -> str:
    try:
        check_can_undo(made, user)
    except CiguError as refusal:
        return str(refusal)
    return ""


class Undo(ActionView):
    form_class = UndoForm
    title, verb = gettext_lazy("Take it back"), gettext_lazy("Take back")
    explanation = gettext_lazy(
        "Each record that nobody changed since is put back; what was changed is left as it is."
    )

    def get_object(self) -> Any:
        return _find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_undo(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.undo(
            made=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )
