"""One page per step of a match, and the broker's note."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.flow.actions import check_fire
from cigu.core.flow.table import flow_of
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job
from cigu.core.ui.forms import CiguForm, DatedForm
from cigu.core.ui.posting import ActionView
from cigu.core.ui.steps import dated, without_backdating

from .. import actions, forms
from ..candidates import candidates_of
from ..guards import check_can_broker, check_offered, check_ranked
from ..index import keeper
from ..models import Match
from .pages import find_match, find_need


class NeedStep(ActionView):
    """A broker's act on a need."""

    form_class: Any = DatedForm

    def get_object(self) -> Any:
        return find_need(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_can_broker(self.object, self.request.user)

    def form(self, data: Any = None, files: Any = None) -> Any:
        return without_backdating(super().form(data, files), self.request.user)

    def location(self, result: Any) -> str:
        return reverse("matchmaking:need", args=[self.object.number])

    def context(self) -> dict[str, Any]:
        desk = (_("Matchmaking"), reverse("matchmaking:desk"))
        return {"crumbs": [desk, (self.object, self.location(None)), (self.title, "")]}


class Rank(NeedStep):
    form_class = CiguForm
    title = verb = _("Rank the candidates")
    explanation = _("Teams, experts and achievements are weighed anew by their documents. "
                    "What was decided stays as it is.")  # fmt: skip

    def check(self) -> None:
        super().check()
        check_ranked(self.object)

    def act(self, form: Any) -> Any:
        return rank_soon(self.object, self.request.user)

    def location(self, result: Any) -> str:
        return job_page(result) or super().location(result)


def rank_soon(need: Any, by: Any, **dated: Any) -> Any:
    """At once where the documents are at hand; where reading them takes long, as a job, whose
    progress is shown. A ranking is kept, so it never rests on an index that is out of date."""
    if keeper.takes_long():
        return start_job("matchmaking.rank", by=by, needs=[need.pk])
    actions.rank_need(need=need, by=by, **dated)
    return None


def job_page(result: Any) -> str:
    is_job = isinstance(result, Job)
    return reverse("matchmaking:job", args=[result.uid]) if is_job else ""


class Propose(NeedStep):
    form_class = forms.ProposeForm
    title, verb = _("Send invitations"), _("Send the invitations")
    explanation = _("Those invited see the need in full until they decline or the term ends.")

    def check(self) -> None:
        super().check()
        check_offered(self.object)

    def initial(self) -> dict[str, Any]:
        return {"sel": self.request.GET.getlist("sel"), "respond_days": 5}

    def form_kwargs(self) -> dict[str, Any]:
        rows = candidates_of(self.object, self.request.user)
        return {"choices": [(str(r.match.uid), _label(r)) for r in rows if r.can_be_asked]}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        rows = Match.objects.for_(self.request.user).filter(need=self.object, uid__in=given["sel"])
        actions.propose(
            matches=rows.select_related("provider").order_by("pk"), by=self.request.user,
            respond_days=given["respond_days"], **dated(form),
        )  # fmt: skip


def _label(row: Any) -> str:
    capacity = "—" if row.load.capacity is None else row.load.capacity
    score = "—" if row.match.score is None else f"{row.match.score:.2f}"
    full, held = _("full"), _("In hand")
    load = f"{held} {row.load.held} / {capacity}" + (f" {full}" if row.load.is_full else "")
    return f"{row.match.get_kind_display()}·{row.name}·{score}·{load}"


class Reopen(NeedStep):
    title, verb = _("Look for other candidates"), _("Look for other candidates")

    def check(self) -> None:
        check_fire(self.object, "reopen", self.request.user)

    def act(self, form: Any) -> Any:
        actions.reopen_need(need=self.object, by=self.request.user, **dated(form))


class Note(NeedStep):
    form_class = forms.NoteForm
    title, verb = _("Write a note"), _("Save the note")

    def act(self, form: Any) -> Any:
        actions.add_note(need=self.object, by=self.request.user, text=form.cleaned_data["text"])


class MatchStep(ActionView):
    """One transition of a match, or a broker's act beside the table of states."""

    form_class: Any = DatedForm
    code = ""
    by_broker = True

    def get_object(self) -> Any:
        return find_match(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        if self.by_broker:
            check_can_broker(self.object.need, self.request.user)
        if self.code:
            reasons = dict(flow_of(self.object).transition(self.code).reasons)
            check_fire(self.object, self.code, self.request.user, next(iter(reasons), ""))

    def form(self, data: Any = None, files: Any = None) -> Any:
        return without_backdating(super().form(data, files), self.request.user)

    def location(self, result: Any) -> str:
        if self.by_broker:
            kind = f"?kind={self.object.kind}"
            return reverse("matchmaking:need", args=[self.object.need.number]) + kind
        return str(self.object.get_absolute_url())

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(self.object.offer, self.back_url()), (self.title, "")]}

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(match=self.object, by=self.request.user, **dated(form), **fields)


class Remind(MatchStep):
    title, verb, done = _("Remind of the invitation"), _("Remind"), _("Reminded.")

    def act(self, form: Any) -> Any:
        return self.run(actions.remind, form)


class Extend(MatchStep):
    form_class = forms.ExtendForm
    title, verb = _("Change the last day to answer"), _("Change")

    def initial(self) -> dict[str, Any]:
        return {"respond_by": self.object.respond_by}

    def act(self, form: Any) -> Any:
        return self.run(actions.extend, form, respond_by=form.cleaned_data["respond_by"])


class Exclude(MatchStep):
    code, form_class = "exclude", forms.ExcludeForm
    title, verb = _("Exclude the candidate"), _("Exclude")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(actions.exclude, form, code=given["code"], note=given["note"])


class Restore(MatchStep):
    code, title, verb = "restore", _("Take the candidate back in"), _("Take back in")

    def act(self, form: Any) -> Any:
        return self.run(actions.restore, form)


class Lapse(MatchStep):
    code, title, verb = "lapse", _("Note that no answer came"), _("Note that no answer came")

    def act(self, form: Any) -> Any:
        return self.run(actions.lapse, form)


class Meet(MatchStep):
    form_class = forms.MeetForm
    title, verb = _("Record the first meeting"), _("Save the meeting")

    def initial(self) -> dict[str, Any]:
        return {"met_on": self.object.met_on or today()}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(actions.meet, form, met_on=given["met_on"], minutes=given["minutes"])


class Negotiate(MatchStep):
    code, form_class = "negotiate", forms.NegotiateForm
    title, verb = _("Begin negotiation"), _("Begin negotiation")
    explanation = _("A cooperation is opened. Its signature closes the need as solved.")

    def _advisers(self) -> Any:
        rows = Match.objects.for_(self.request.user).filter(
            need=self.object.need, kind="person", state="interested"
        )
        return rows.exclude(pk=self.object.pk).select_related("provider")

    def form_kwargs(self) -> dict[str, Any]:
        return {"advisers": [(str(m.uid), str(m.provider)) for m in self._advisers()]}

    def act(self, form: Any) -> Any:
        chosen = form.cleaned_data["adviser"]
        adviser = self._advisers().get(uid=chosen) if chosen else None
        return self.run(actions.negotiate, form, adviser=adviser)

    def location(self, result: Any) -> str:
        return super().location(result) if result is None else str(result.get_absolute_url())


class Answer(MatchStep):
    """What the provider answers; a broker says how they know."""

    by_broker = False

    @property
    def is_own(self) -> bool:
        return self.object is not None and (
            self.object.provider_id in Access.of(self.request.user).parties
        )

    def form(self, data: Any = None, files: Any = None) -> Any:
        form = super().form(data, files)
        if self.is_own:
            form.fields.pop("reason", None)
        elif "reason" in form.fields:
            form.fields["reason"].required = True
        return form

    def location(self, result: Any) -> str:
        if self.is_own and self.object.state in ("proposed", "interested"):
            return str(self.object.get_absolute_url())
        if self.is_own:
            return reverse("matchmaking:invitations")
        return reverse("matchmaking:need", args=[self.object.need.number])


class Accept(Answer):
    code, form_class = "accept", forms.AcceptForm
    title, verb = _("Show interest"), _("Interested")
    explanation = _("The broker arranges the first meeting within 5 working days.")
    done = _("The broker has been told.")

    def act(self, form: Any) -> Any:
        return self.run(actions.accept, form)


class Decline(Answer):
    code, form_class = "decline", forms.DeclineForm
    title, verb = _("Decline the invitation"), _("Decline")
    explanation = _("The need closes for you; the broker asks somebody else.")
    done = _("The broker has been told.")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(actions.decline, form, code=given["code"], note=given["note"])


class DeclareConflict(Answer):
    code, form_class = "decline", forms.ConflictForm
    title, verb = _("Declare a conflict of interest"), _("Declare and step back")
    explanation = _("You step back from everything this enterprise asks for, and see it no longer.")
    done = _("Declared. The needs of this enterprise are closed to you.")

    def check(self) -> None:
        super().check()
        if not self.is_own:
            raise NotAllowed()

    def location(self, result: Any) -> str:
        return reverse("matchmaking:invitations")

    def act(self, form: Any) -> Any:
        actions.declare_conflict(match=self.object, by=self.request.user, **form.cleaned_data)
