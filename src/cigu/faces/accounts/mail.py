"""One's own address for notices by mail: named, proved by a code, forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cigu.core.clock.business import today
from cigu.core.notices import digest, mailboxes
from cigu.core.notices.mailing import configured
from cigu.core.notices.models import Mailbox
from cigu.engines.basis.errors import CiguError


def standing(user: Any) -> dict[str, Any]:
    """What the page shows; nothing where the site sends no mail."""
    box = Mailbox.objects.filter(user=user).first() if configured() else None
    return {
        "on": configured(), "address": box.address if box else "",
        "confirmed": bool(box and box.confirmed_at),
        "open": bool(box and mailboxes.may_confirm(box)),
        "how": box.how if box else "", "ways": Mailbox.How.choices,
    }  # fmt: skip


@login_required
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Name an address, choose what goes there, or give it up."""
    _need_gateway()
    user: Any = request.user
    if "forget" in request.POST:
        mailboxes.forget_address(by=user, on=today())
        messages.success(request, _("No mail is sent to you any more."))
        return redirect("account:me")
    if request.POST.get("how") in Mailbox.How.values and Mailbox.objects.filter(user=user).exists():
        digest.choose(by=user, how=request.POST["how"], on=today())
        messages.success(request, _("Kept."))
        return redirect("account:me")
    try:
        mailboxes.name_address(by=user, address=request.POST.get("address", ""), on=today())
        messages.success(request, _("A code is on its way to this address."))
    except CiguError as refusal:
        messages.error(request, str(refusal))
    return redirect("account:me")


@login_required
@require_POST
def mail_code(request: HttpRequest) -> HttpResponse:
    _need_gateway()
    user: Any = request.user
    if mailboxes.confirm_address(by=user, code=request.POST.get("code", ""), on=today()):
        messages.success(request, _("The address is confirmed. Messages reach you there as well."))
    else:
        messages.error(request, _("The code is wrong or too old. Have a new one sent."))
    return redirect("account:me")


def _need_gateway() -> None:
    if not configured():
        raise Http404
