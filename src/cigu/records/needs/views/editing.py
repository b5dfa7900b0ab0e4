"""Register a need, and put it right."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.ui.posting import ActionView
from cigu.records.organisations.models import Organisation

from ..actions import attach_document, edit_need, raise_need
from ..forms import AttachForm, NeedForm, helper_origin
from ..guards import check_can_attach, check_can_edit
from ..models import Need
from .pages import find, may_raise

EDITED = (
    "kind", "title", "segment", "keywords", "problem", "process_step", "tried", "metric",
    "present", "comparator", "target", "unit", "conditions", "budget", "deadline", "maturity",
    "maturity_wanted", "rights", "secrecy", "contact",
)  # fmt: skip


class Raise(ActionView):
    form_class = NeedForm
    title, verb = _("Register a need"), _("Save the draft")
    explanation = _("The draft goes to the bureau once you submit it.")
    keeps_draft = True

    def check(self) -> None:
        if not may_raise(self.request.user):
            raise NotAllowed()

    def initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "kind": Need.Kind.TECHNOLOGY, "origin": helper_origin(self.request.user)
        }  # fmt: skip
        own = Access.of(self.request.user).parties_as("enterprise")
        body = _own(own) if len(own) == 1 else None
        if body is not None:
            found |= {"organisation": body.pk, "contact": body.contact}
        return found

    def form_kwargs(self) -> dict[str, Any]:
        """Who raises a need for the one enterprise they act for is not asked for its contact."""
        known = {"contact": _("From the register")} if self.initial().get("contact") else {}
        return {"user": self.request.user, "sources": known}

    def act(self, form: Any) -> Any:
        given = dict(form.cleaned_data)
        origin = given.pop("origin", Need.Origin.ENTERPRISE)
        return raise_need(
            by=self.request.user, origin=origin, domain=given["segment"].domain, **given
        )

    def back_url(self) -> str:
        return reverse("needs:list")

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Needs"), reverse("needs:list")), (self.title, "")]}


def _own(parties: Any) -> Any:
    return Organisation.objects.filter(party__in=parties).first()


class Edit(ActionView):
    form_class = NeedForm
    title, verb = _("Edit the need"), _("Save")
    keeps_draft = True

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        if self.object.is_masked:
            raise NotAllowed()
        check_can_edit(self.object, self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "need": self.object}

    def initial(self) -> dict[str, Any]:
        found = {name: getattr(self.object, name) for name in EDITED}
        for name in ("present", "target"):
            found[name] = plain(found[name])
        return found

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return edit_need(
            need=self.object, by=self.request.user, **{name: given[name] for name in EDITED}
        )

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(self.object, self.back_url()), (self.title, "")]}


def plain(number: Any) -> Any:
    """Without the zeros that the column's scale adds."""
    return None if number is None else f"{number.normalize():f}"


class Attach(ActionView):
    form_class = AttachForm
    title, verb, done = _("Add a document"), _("Add the document"), _("Added.")
    explanation = _("Whoever may see all of the need may open it.")

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_can_attach(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        attach_document(need=self.object, by=self.request.user, **form.cleaned_data)
        return self.object

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(self.object, self.back_url()), (self.title, "")]}
