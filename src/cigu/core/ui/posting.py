"""``ActionView``: GET shows a form, POST runs one action, once, with every refusal in words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, InterfaceError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from cigu.core.access.errors import NotAllowed
from cigu.core.audit.errors import StaleRecord
from cigu.core.database import contention
from cigu.engines.basis.errors import CiguError

from . import kept
from .conflicts import conflict_rows, last_change
from .forms import CiguForm
from .once import Repeated, earlier_of, form_key, guarded, remember_place, rewind, same
from .storage import busy, later, noted

SAVED_COOKIE = "cigu_saved"  # names the form that was saved, so that its local draft may go


@method_decorator(login_not_required, name="dispatch")  # it sends people to sign in itself
class ActionView(View):
    """Subclass it per action: ``form_class``, ``title``, ``verb``, ``get_object``, ``act``."""

    form_class: Any = CiguForm
    template_name = "cigu/action.html"
    title: Any = ""
    verb: Any = gettext_lazy("Save")
    explanation: Any = ""
    done: Any = ""  # said on the next page
    keeps_draft = False
    object: Any = None

    # ---- what a room overrides ----
    def get_object(self) -> Any:
        """The record, through ``for_(user)`` so that what one may not see is not found."""
        return None

    def check(self) -> None:
        """Raise NotAllowed or another CiguError while the action is not possible (guards.py)."""

    def act(self, form: Any) -> Any:
        """Call the room's action with ``by=self.request.user``; return its record or nothing."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def location(self, result: Any) -> str:
        """Where the reader goes then; by default to the record."""
        target = result if hasattr(result, "get_absolute_url") else self.object
        return str(target.get_absolute_url())

    def back_url(self) -> str:
        return self.location(self.object) if self.object is not None else ""

    def context(self) -> dict[str, Any]:
        return {}

    # ---- requests ----
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            if request.method == "POST":
                kept.keep(request)
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            self.check()
        except CiguError as refusal:
            return self._refused(refusal)
        found = kept.take(request)
        if found is None:
            return self.page(self.form())
        note = _("You were signed out; what you typed is back. Check it, then save.")
        if found[1]:
            note = f"{note} {_('Choose the files again.')}"
        return self.page(self._unjudged(found[0]), kept_note=note, revision=found[0].get("_rev"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = form_key(request)
        if key is not None and (earlier := earlier_of(request, key)) is not None:
            return self._again(earlier)
        self.object = self.get_object()
        try:
            self.check()  # before the form: its page may show what only those who may act may read
        except CiguError as refusal:
            return self._refused(refusal)
        form = self.form(request.POST, request.FILES)
        if key is None:
            form.add_error(
                None, _("This form was incomplete on arrival. Check it and send it again.")
            )
        if not form.is_valid() or key is None:
            return self.page(form, 422)
        return self._run(form, key)

    # ---- steps ----
    def form(self, data: Any = None, files: Any = None) -> Any:
        return self.form_class(data, files, initial=self.initial(), **self.form_kwargs())

    def _unjudged(self, data: Any) -> Any:
        """A form that shows ``data`` without errors: the reader has not been asked to send it."""
        form = self.form(data)
        form._errors = ErrorDict()
        return form

    def _run(self, form: Any, key: Any) -> HttpResponse:
        """Again a few times where another transaction was in the way or the connection broke: the
        key tells whether the attempt before was kept after all."""
        for attempt in range(contention.ATTEMPTS - 1):
            try:
                return self._attempt(form, key)
            except (DatabaseError, InterfaceError) as error:
                if not contention.again(error):
                    raise
            contention.rest(attempt)
            self.object = self.get_object()
            rewind(self.request)
        return self._attempt(form, key)

    def _attempt(self, form: Any, key: Any) -> HttpResponse:
        try:
            with guarded(self.request, key) as row:
                self.check()
                self.check_revision()
                location = remember_place(row, self.location(self.act(form)))
        except Repeated as repeated:
            return self._again(repeated.earlier)
        except StaleRecord:
            return self._conflict(form)
        except NotAllowed as refusal:
            return self._refused(refusal)
        except CiguError as refusal:
            return self._with_error(form, refusal)
        except IntegrityError:
            form.add_error(
                None, _("Somebody stored a record that clashes with this one. Check again.")
            )
            return self.page(form, 409)
        except (DatabaseError, OSError) as error:
            if contention.again(error) or not (text := busy(error) or noted(error)):
                raise
            form.add_error(None, text)  # what was typed stays in the page
            return later(self.page(form, 503), error)
        return self._saved(location, key)

    def check_revision(self) -> None:
        """The page must have been made from the revision that is stored now."""
        seen = self.request.POST.get("_rev", "")
        if self.object is not None and seen and seen != str(getattr(self.object, "revision", "")):
            raise StaleRecord(self.object)

    def _saved(self, location: str, key: Any) -> HttpResponse:
        if self.done:
            messages.success(self.request, str(self.done))
        response = HttpResponseRedirect(location)
        response.set_cookie(SAVED_COOKIE, str(key), max_age=600, samesite="Lax")
        return response

    # ---- answers ----
    def page(
        self, form: Any, status: int = 200, *, revision: Any = None, **more: Any
    ) -> HttpResponse:
        context = self._frame(form, revision) | more
        return render(self.request, self.template_name, context, status=status)

    def _frame(self, form: Any, revision: Any) -> dict[str, Any]:
        draft = f"{self.request.user.pk}:{self.request.path}" if self.keeps_draft else ""
        seen = revision if revision is not None else getattr(self.object, "revision", None)
        return {
            "form": form, "object": self.object, "title": self.title, "verb": self.verb,
            "explanation": self.explanation, "draft_key": draft, "form_revision": seen,
            "back_url": self.back_url(), **self.context(),
        }  # fmt: skip

    def _with_error(self, form: Any, refusal: CiguError) -> HttpResponse:
        """The words of an action's refusal, at its field if the form has it."""
        name = str(refusal.data.get("field", ""))
        form.add_error(name if name in form.fields else None, str(refusal))
        return self.page(form, 422, revision=self.request.POST.get("_rev") or None)

    def _refused(self, refusal: CiguError) -> HttpResponse:
        if isinstance(refusal, NotAllowed):
            raise PermissionDenied(str(refusal)) from refusal
        context = {"refusal": refusal, "back_url": self.back_url()}
        return render(self.request, "409.html", context, status=409)

    def _again(self, earlier: Any) -> HttpResponse:
        if same(self.request, earlier) and earlier.location:
            return HttpResponseRedirect(earlier.location)
        shown = earlier if earlier.user_id == self.request.user.pk else None
        return render(self.request, "cigu/reused.html", {"earlier": shown}, status=409)

    def _conflict(self, form: Any) -> HttpResponse:
        """Both versions field by field; saving again goes on top of what is stored now."""
        self.object = self.get_object()
        context = self._frame(self._unjudged(self.request.POST), None)
        context["rows"] = conflict_rows(form, self.initial())
        context["last_change"] = last_change(self.object)
        return render(self.request, "cigu/conflict.html", context, status=409)
