"""Pick enterprises from the register: a list with bulk selection, then one confirmation."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import dated

from .. import actions, forms, guards
from ..tables import CandidateTable, candidates
from .base import CampaignStep


class Select(CampaignStep):
    form_class = forms.SelectForm
    template_name = "checkups/select_confirm.html"
    title, verb = _("Select enterprises"), _("Select for the campaign")
    done = _("Selected. Invite them next.")

    def check(self) -> None:
        guards.check_can_manage(self.request.user, self.object.territory, self.object.domain)
        guards.check_open(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        self.check()
        table = CandidateTable(request, self.object)
        return list_response(request, table, "checkups/select.html", **self.context())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the list comes a selection without confirmation: show what it would do."""
        if "confirm" in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        self.check()
        chosen = list(self._bodies().filter(uid__in=_uids(request.POST.getlist("sel"))))
        form = self.form_class(initial={"sel": [b.uid for b in chosen]}, **self.form_kwargs())
        return self.page(form, chosen=chosen, above=sum(1 for b in chosen if b.above))

    def form_kwargs(self) -> dict[str, Any]:
        return {"campaign": self.object, "bodies": self._bodies()}

    def _bodies(self) -> Any:
        return candidates(self.object, self.request.user, today())

    def act(self, form: Any) -> Any:
        actions.select_enterprises(
            campaign=self.object, organisations=form.cleaned_data["sel"], by=self.request.user,
            commissioner=form.cleaned_data["commissioner"], **dated(form),
        )  # fmt: skip
        return self.object


def _uids(values: list[str]) -> list[UUID]:
    """Anything that is no identifier was not sent by our list and is left out."""
    out = []
    for value in values:
        with contextlib.suppress(ValueError):
            out.append(UUID(value))
    return out
