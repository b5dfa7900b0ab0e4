"""Pages of the first hour."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access import appointing
from cigu.core.access.errors import NotAllowed
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.posting import ActionView
from cigu.engines.basis.errors import CiguError
from cigu.faces.accounts.people import Fresh
from cigu.faces.regions.reading import packs

from . import actions, forms
from .guards import check_places, takes_part
from .steps import FirstHour

SHOWN_LINKS = "setup_links"


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The list, and once the links that were just made."""
    if not takes_part(request.user):
        raise PermissionDenied
    shown = request.session.pop(SHOWN_LINKS, [])
    links = [
        {"name": row["name"],
         "url": request.build_absolute_uri(reverse("account:enter", args=[row["secret"]]))}
        for row in shown
    ]  # fmt: skip
    context = {
        "title": _("Set up the region"), "hour": FirstHour(request.user), "links": links,
        "has_packs": bool(packs()),
        "may_renew": appointing.may_renew(request.user),
    }  # fmt: skip
    return render(request, "setup/home.html", context)


class Act(ActionView):
    """Every step leads back to the list."""

    def location(self, result: Any) -> str:
        return reverse("setup:home")

    def back_url(self) -> str:
        return reverse("setup:home")

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Set up the region"), self.back_url()), (self.title, "")]}


class Places(Act):
    def check(self) -> None:
        check_places(self.request.user)


class LoadPack(Places):
    form_class = forms.PackForm
    title = verb = gettext_lazy("Load a pack")
    explanation = gettext_lazy(
        "Puts the pack's territories, domains and chain segments in place, all or nothing. It"
        " enters no organisation and no figure. A second run changes nothing."
    )
    done = gettext_lazy("The pack is loaded.")

    def act(self, form: Any) -> Any:
        actions.load_pack(region=form.cleaned_data["region"], by=self.request.user)


class EnterTerritory(Places):
    form_class = forms.TerritoryForm
    title, verb = gettext_lazy("Enter the territory"), gettext_lazy("Enter")
    explanation = gettext_lazy(
        "Codes are the official ones of six digits: that of a county begins with the four digits"
        " of its city, that of a city with the two of its province."
    )
    done = gettext_lazy("The territory is entered.")
    keeps_draft = True

    def act(self, form: Any) -> Any:
        actions.enter_territory(by=self.request.user, **form.places())


class EnterChain(Places):
    form_class = forms.ChainForm
    title, verb = gettext_lazy("Enter a domain"), gettext_lazy("Enter")
    done = gettext_lazy("The domain and its segments are entered.")
    keeps_draft = True

    def act(self, form: Any) -> Any:
        told = form.cleaned_data
        actions.enter_chain(
            code=told["code"], name=told["name"], name_en=told["name_en"],
            links=told["segments"], by=self.request.user,
        )  # fmt: skip


class OfFirstDay(Act, Fresh):
    """Links are shown once, on the list; a sign-in of the last quarter of an hour is asked for."""

    form_class: Any = CiguForm

    def check_plain(self) -> None:
        try:
            self.check()
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except CiguError:
            return  # its own page says so

    def check_revision(self) -> None:
        """There is nothing yet that could have changed."""

    def show_links(self, made: list[Any]) -> None:
        self.request.session[SHOWN_LINKS] = [
            {"name": f"{link.user} ({link.user.username})", "secret": secret}
            for link, secret in made
        ]


class Appoint(OfFirstDay):
    form_class = forms.AdministratorsForm
    title = gettext_lazy("Appoint the other two administrators")
    verb = gettext_lazy("Appoint")
    explanation = gettext_lazy(
        "Two people, neither of them you. Each gets a link for one use, good for 72 hours, by which"
        " they choose their own password. This is possible once: afterwards the security"
        " administrator gives all rights."
    )

    def check(self) -> None:
        appointing.check_can_appoint(self.request.user)

    def act(self, form: Any) -> Any:
        told, office = form.cleaned_data, form.cleaned_data["office"]
        self.show_links(appointing.appoint_first(
            security=appointing.Newcomer(told["security_username"], told["security_name"], office),
            audit=appointing.Newcomer(told["audit_username"], told["audit_name"], office),
            by=self.request.user,  # type: ignore[arg-type]
        ))  # fmt: skip


class Renew(OfFirstDay):
    title = gettext_lazy("Make the links again")
    verb = gettext_lazy("Make the links")
    explanation = gettext_lazy(
        "The earlier links end. Possible until the security administrator has chosen a password."
    )

    def check(self) -> None:
        appointing.check_can_renew(self.request.user)

    def act(self, form: Any) -> Any:
        self.show_links(appointing.renew_links(by=self.request.user))  # type: ignore[arg-type]


class Leave(Act):
    step: ClassVar[str] = ""
    form_class = forms.LeaveForm
    title, verb = gettext_lazy("Leave this step for later"), gettext_lazy("Leave it")
    done = gettext_lazy("The step is left; you can come back to it.")

    def check(self) -> None:
        actions.check_can_leave(self.step, self.request.user)

    def act(self, form: Any) -> Any:
        actions.leave_step(step=self.step, why=form.cleaned_data["why"], by=self.request.user)


class TakeUp(Act):
    step: ClassVar[str] = ""
    title, verb = gettext_lazy("Come back to this step"), gettext_lazy("Take it up")
    done = gettext_lazy("The step is open again.")

    def check(self) -> None:
        actions.check_can_take_up(self.step, self.request.user)

    def act(self, form: Any) -> Any:
        actions.take_up_step(step=self.step, by=self.request.user)
