"""The auditor's pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf, ExportState, SealedLeaf, SealHead
from cigu.core.audit.recording import leaf_hash
from cigu.core.audit.sealing import lag, unsealed
from cigu.core.ui.listing import list_response

from .changes import changes, opened
from .checking import panel
from .guards import check_reads_audit, reads_audit
from .tables import HeadTable, LeafTable
from .words import act_word, kind_word

LATE = 60  # seconds: as the alarm of the worker says


@login_required
def home(request: HttpRequest) -> HttpResponse:
    check_reads_audit(request.user)
    seconds = lag()
    states = {state.target: state for state in ExportState.objects.all()}
    targets = [(str(t), states.get(str(t))) for t in settings.AUDIT_EXPORT]
    return list_response(
        request, HeadTable(request), "auditing/home.html", title=_("Audit"),
        check=panel(request.user), waiting=unsealed().count(), lag=seconds, late=seconds > LATE,
        targets=targets, head=SealHead.objects.order_by("-size").first(),
    )  # fmt: skip


@login_required
def log(request: HttpRequest) -> HttpResponse:
    check_reads_audit(request.user)
    return list_response(request, LeafTable(request))


@login_required
def leaf(request: HttpRequest, key: int) -> HttpResponse:
    found = _for_auditors(request, AuditLeaf, pk=key)
    asides, place = Asides([found]), SealedLeaf.objects.filter(leaf_id=key).first()
    lines, more = changes(found)
    covers = SealHead.objects.filter(size__gt=place.index).order_by("size") if place else None
    return render(request, "auditing/leaf.html", {
        "title": act_word(found.verb), "leaf": found, "kind": kind_word(found.object_type),
        "who": asides.actor(found), "acting_for": asides.acting_for(found),
        "changes": lines, "more": more, "reason": opened(found.reason), "place": place,
        "holds": leaf_hash(found) == found.leaf_hash,
        "head": covers.first() if covers is not None else None,
        "crumbs": [(_("Audit log"), reverse("auditing:log")), (str(found.pk), "")],
    })  # fmt: skip


@login_required
def head(request: HttpRequest, size: int) -> HttpResponse:
    """The signed note, to be kept by whoever wants to compare later."""
    found = _for_auditors(request, SealHead, size=size)
    return _file(found.note.encode(), f"head-{size}.note", "text/plain; charset=utf-8")


def _for_auditors(request: HttpRequest, model: Any, **which: Any) -> Any:
    """For all others there is no such thing."""
    if not reads_audit(request.user):
        raise Http404
    return get_object_or_404(model, **which)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
