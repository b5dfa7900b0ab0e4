"""My data; requests about it; answers to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Grant, Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.personal import phrases
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.faces.accounts.people import Fresh

from . import actions
from .copying import KINDS, copy_of
from .forms import CarryForm, CorrectionForm, ErasureForm, RefusalForm
from .guards import can_answer, can_withdraw, check_can_answer, check_can_withdraw
from .holdings import by_category, correctable, lines, pointing
from .lookers import changes, exports
from .models import DataRequest, FrozenValue
from .outcomes import foreseen, summed, told
from .states import REFUSALS
from .subjects import parties_of, subject_of, subject_of_request
from .tables import RequestTable


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All that the site holds on the reader, and who has looked at it."""
    user: Any = request.user
    subject = subject_of(user)
    found = list(lines(subject))
    return render(request, "privacy/mine.html", {
        "title": _("My data"), "groups": by_category(found), "pointing": pointing(found),
        "acted": phrases.ACTED, "changes": changes(subject),
        "exports": exports(subject), "parties": parties_of(user),
        "requests": DataRequest.objects.filter(user=user).order_by("-pk"),
    })  # fmt: skip


@login_required
def copy(request: HttpRequest, kind: str) -> HttpResponse:
    user: Any = request.user
    if kind not in KINDS:
        raise Http404
    content, fields = copy_of(subject_of(user), kind)
    actions.leave_copy(by=user, kind=kind, count=fields)
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{_('My data')}-{user.username}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    return response


@login_required
def requests(request: HttpRequest) -> HttpResponse:
    if not Access.of(request.user).has(Role.SECURITY_ADMIN):
        raise PermissionDenied
    return list_response(request, RequestTable(request))


@login_required
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(DataRequest.objects.for_(request.user), uid=uid)
    answers = can_answer(found, request.user)
    subject = subject_of_request(found)
    others = Grant.objects.filter(party=found.party_id, valid_to=None).exclude(user=found.user)
    plan = found.kind == DataRequest.Kind.ERASURE and found.state in ("asked", "accepted")
    return render(request, "privacy/request.html", {
        "title": str(found), "object": found, "may_answer": answers,
        "may_withdraw": can_withdraw(found, request.user) and found.state in ("asked", "accepted"),
        "why": dict(REFUSALS).get(found.reason_code, ""),
        "field": _field_of(found), "plan": plan,
        "rows": summed(foreseen(subject) if plan else told(found.outcome)),
        "others": others.count() if found.party_id and answers else 0,
        "frozen": FrozenValue.objects.filter(erased_on=None, user=found.user).count(),
        "crumbs": _crumbs(request.user, found),
    })  # fmt: skip


def _field_of(found: DataRequest) -> str:
    label, _dot, name = found.field.rpartition(".")
    row = {"model": label, "field": name, "fate": "keep", "law": "", "count": 1}
    if not label:
        return ""
    line = told([row])[0]
    return f"{line.place}: {line.label}"


def _crumbs(user: Any, found: DataRequest) -> list[tuple[Any, str]]:
    if found.user_id == user.pk:
        return [(_("My data"), reverse("privacy:mine")), (str(found), "")]
    return [(_("Data requests"), reverse("privacy:requests")), (str(found), "")]


class AskCorrection(ActionView):
    form_class, title, verb = (
        CorrectionForm,
        gettext_lazy("Ask for a correction"),
        gettext_lazy("Ask"),
    )
    explanation = gettext_lazy(
        "The security administrator checks it and answers within the term; you are told here."
    )
    done = gettext_lazy("The request is on its way.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"fields_of": correctable(subject_of(self.request.user))}

    def back_url(self) -> str:
        return reverse("privacy:mine")

    def act(self, form: Any) -> Any:
        return actions.ask_correction(by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]


class AskErasure(Fresh):
    form_class, title, verb = ErasureForm, gettext_lazy("Ask for erasure"), gettext_lazy("Ask")
    explanation = gettext_lazy(
        "Your account ends and what is held on you is erased or made anonymous, field by field as"
        " “My data” says. What a law keeps is only stored, out of reach. A security administrator"
        " makes sure who asks, and carries it out. Take a copy of your data before."
    )
    done = gettext_lazy("The request is on its way.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"parties": parties_of(self.request.user)}

    def back_url(self) -> str:
        return reverse("privacy:mine")

    def act(self, form: Any) -> Any:
        chosen = form.cleaned_data.get("party")
        party = Party.objects.get(pk=chosen) if chosen else None
        by: Any = self.request.user
        return actions.ask_erasure(by=by, party=party, text=form.cleaned_data["text"])


class OnRequest(Fresh):
    """An answer: asked for a recent sign-in, as every act on accounts."""

    form_class: Any = CarryForm

    def get_object(self) -> Any:
        return get_object_or_404(
            DataRequest.objects.for_(self.request.user), uid=self.kwargs["uid"]
        )

    def check(self) -> None:
        check_can_answer(self.object, self.request.user)

    def context(self) -> dict[str, Any]:
        return {"crumbs": [*_crumbs(self.request.user, self.object)[:1],
                           (str(self.object), self.back_url()), (self.title, "")]}  # fmt: skip


class Accept(OnRequest):
    title, verb = gettext_lazy("Accept the request"), gettext_lazy("Accept")
    explanation = gettext_lazy(
        "Make sure first that the person asks themselves: speak to them, not to an address that"
        " came with the request."
    )
    done = gettext_lazy("Accepted. It still has to be carried out.")

    def act(self, form: Any) -> Any:
        return actions.accept(
            request=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )


class Refuse(OnRequest):
    form_class = RefusalForm
    title, verb = gettext_lazy("Refuse the request"), gettext_lazy("Refuse")
    explanation = gettext_lazy(
        "The person is told the reason with its law, and your answer. They may go to court"
        " (PIPL art. 50)."
    )
    done = gettext_lazy("Refused; the person is told why.")

    def act(self, form: Any) -> Any:
        return actions.refuse(request=self.object, by=self.request.user, **form.cleaned_data)


class CarryOut(OnRequest):
    title, verb = gettext_lazy("Carry out the request"), gettext_lazy("Carry out")
    done = gettext_lazy("Carried out.")

    @property
    def explanation(self) -> Any:
        if self.object.kind == DataRequest.Kind.CORRECTION:
            return _("The right value takes the place of the present one.")
        return _(
            "This cannot be undone. The account ends at once. Hand the person the list of what was"
            " erased, frozen and kept: afterwards the site no longer knows how to reach them."
        )

    def act(self, form: Any) -> Any:
        return actions.carry_out(
            request=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )


class Withdraw(ActionView):
    title, verb = gettext_lazy("Take the request back"), gettext_lazy("Take back")
    done = gettext_lazy("Taken back.")

    def get_object(self) -> Any:
        return get_object_or_404(
            DataRequest.objects.for_(self.request.user), uid=self.kwargs["uid"]
        )

    def check(self) -> None:
        check_can_withdraw(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.withdraw(request=self.object, by=self.request.user)  # type: ignore[arg-type]
