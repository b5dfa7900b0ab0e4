"""Fields posted after the session ran out: kept until the same person has signed in again."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

from .templatetags.cigu import WHO_SALT

SESSION_KEY = "kept_forms"
MOST = 3
LONGEST = 200_000  # characters of one form
PRIVATE = {"csrfmiddlewaretoken", "_key", "_who"}


def keep(request: HttpRequest) -> bool:
    """Only forms that this site made for somebody are kept; files cannot be."""
    owner = _owner(request.POST.get("_who", ""))
    fields = {name: values for name, values in request.POST.lists() if name not in PRIVATE}
    if owner is None or sum(len(v) for values in fields.values() for v in values) > LONGEST:
        return False
    forms = [f for f in request.session.get(SESSION_KEY, []) if f["path"] != request.path]
    forms.append(
        {"path": request.path, "owner": owner, "fields": fields, "files": bool(request.FILES)}
    )
    request.session[SESSION_KEY] = forms[-MOST:]
    return True


def take(request: HttpRequest) -> tuple[QueryDict, bool] | None:
    """The kept fields of this page, once, and whether files were lost."""
    forms = request.session.get(SESSION_KEY, [])
    mine = [f for f in forms if f["path"] == request.path]
    if not mine or not request.user.is_authenticated:
        return None
    request.session[SESSION_KEY] = [f for f in forms if f["path"] != request.path]
    if mine[-1]["owner"] != request.user.pk:
        return None
    data = QueryDict(mutable=True)
    for name, values in mine[-1]["fields"].items():
        data.setlist(name, values)
    return data, mine[-1]["files"]


def waits(request: Any) -> bool:
    return bool(getattr(request, "session", {}).get(SESSION_KEY))


def _owner(token: str) -> Any:
    try:
        return signing.loads(token, salt=WHO_SALT)
    except signing.BadSignature:
        return None
