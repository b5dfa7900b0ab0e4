"""Pages of a person's own views: keep one, see them all, drop one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .forms import CiguForm, TextField
from .posting import ActionView
from .saved import drop_view, kept_by, save_view


class NameForm(CiguForm):
    title = TextField(
        label=_("Name of the view"), max_length=20,
        help_text=_("Stands as a tab above the list, for you alone. For example: overdue, magnets"),
    )  # fmt: skip


class Save(ActionView):
    form_class = NameForm
    title, verb, done = _("Keep this view of the list"), _("Keep the view"), _("Kept.")

    def act(self, form: Any) -> Any:
        given = {name: self.request.GET.get(name, "") for name in ("path", "query")}
        return save_view(title=form.cleaned_data["title"], by=self.request.user, **given)


class Drop(ActionView):
    title, verb, done = _("Drop the view"), _("Drop"), _("Dropped.")

    def get_object(self) -> Any:
        return get_object_or_404(kept_by(self.request.user), uid=self.kwargs["uid"])

    def act(self, form: Any) -> None:
        drop_view(view=self.object, by=self.request.user)

    def location(self, result: Any) -> str:
        return reverse("ui:views")


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    shown = {"rows": kept_by(request.user), "title": _("My views")}
    return render(request, "cigu/saved.html", shown)
