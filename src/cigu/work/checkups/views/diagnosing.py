"""Diagnosis, reply, issue, and needs from findings."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cigu.engines.shopfloor.scoring import Light
from cigu.records.needs.models import Need

from .. import actions, forms, guards, inputs, report, scoring
from .. import questionnaire as q
from ..models import Finding
from .base import CheckupStep

LIGHTS: dict[str, dict[str, Any]] = {
    Light.RED: {"look": "late", "word": Finding.Light.RED.label},
    Light.AMBER: {"look": "warn", "word": Finding.Light.AMBER.label},
    Light.GREEN: {"look": "ok", "word": Finding.Light.GREEN.label},
    Light.UNRATED: {"look": "end", "word": _("no limit set")},
}
KIND_OF_ITEM = {
    "bottlenecks": Need.Kind.TECHNOLOGY, "rd_staff": Need.Kind.TALENT,
    "policy_used": Need.Kind.POLICY, "status": Need.Kind.POLICY,
    "digital_level": Need.Kind.DIGITAL, "im_level": Need.Kind.DIGITAL,
}  # fmt: skip


class Diagnose(CheckupStep):
    code, form_class = "diagnose", forms.DiagnosisForm
    template_name = "checkups/diagnose.html"
    title, verb = _("Diagnosis"), _("Put the draft to the enterprise")
    done = _("The draft is with the enterprise.")
    keeps_draft = True

    def initial(self) -> dict[str, Any]:
        """Empty at first; on a revision what was written before."""
        found: dict[str, Any] = {"comment": self.object.comment}
        for number, row in enumerate(report.current(self.object.findings), 1):
            found |= {f"finding{number}_item": row.item, f"finding{number}_light": row.light,
                      f"finding{number}_text": row.text,
                      f"finding{number}_need": row.need_proposed}  # fmt: skip
        for number, row in enumerate(report.current(self.object.measures), 1):
            found |= {f"measure{number}_text": row.text, f"measure{number}_owner": row.owner,
                      f"measure{number}_due_on": row.due_on}  # fmt: skip
        return found

    def act(self, form: Any) -> Any:
        return self.run(
            actions.diagnose, form, findings=form.findings(), plan=form.plan(),
            comment=form.cleaned_data["comment"],
        )  # fmt: skip

    def context(self) -> dict[str, Any]:
        reads = guards.can_read_answers(self.object, self.request.user)
        return {
            **super().context(),
            "report": report.of(self.object) if reads else None,
            "readings": readings(self.object) if reads else [],
            "visits": self.object.visits.order_by("-visited_on"),
        }  # fmt: skip


def readings(checkup: Any) -> list[dict[str, Any]]:
    """What the proposal's limits say of the answers: a suggestion, never a finding."""
    return [
        {"label": q.named(r.item), "shown": inputs.value_words(r), **LIGHTS[r.light]}
        for r in scoring.lights_of(checkup.answers)
        if r.value is not None
    ]


class GiveReply(CheckupStep):
    code, form_class = "reply", forms.ReplyForm
    template_name = "checkups/reply.html"
    title, verb = _("Reply to the draft"), _("Reply")
    done = _("Replied.")
    keeps_draft = True

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(
            actions.reply, form, agrees=given["agrees"] == "yes", comment=given["comment"]
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "report": report.of(self.object)}


class PassSilence(CheckupStep):
    code, form_class = "pass_silence", forms.ReviseForm
    title = verb = _("Go on without a reply")
    explanation = _("The report will say that no reply came within the term.")

    def check(self) -> None:
        super().check()
        guards.check_silence(self.object)

    def act(self, form: Any) -> Any:
        return self.run(actions.pass_silence, form)


class Revise(CheckupStep):
    code, form_class = "revise", forms.ReviseForm
    title = verb = _("Revise the diagnosis")
    explanation = _("The draft goes back to writing. Afterwards the enterprise replies again.")

    def act(self, form: Any) -> Any:
        return self.run(actions.revise, form)


class Issue(CheckupStep):
    code, form_class = "issue", forms.ConfirmForm
    template_name = "checkups/issue.html"
    title = verb = _("Issue the report")
    done = _("Issued.")

    def act(self, form: Any) -> Any:
        return self.run(actions.issue, form)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "report": report.of(self.object)}


class RaiseNeed(CheckupStep):
    """One finding, one need: prefilled, completed here, submitted by its owner later."""

    form_class = forms.NeedForm
    title, verb = _("Raise a need"), _("Raise the need")
    done = _("Need raised as a draft.")
    keeps_draft = True

    @property
    def finding(self) -> Any:
        rows = Finding.objects.for_(self.request.user).filter(checkup=self.object)
        found = get_object_or_404(rows.select_related("need"), uid=self.kwargs["uid"])
        found.checkup = self.object
        return found

    def check(self) -> None:
        guards.check_can_raise_from(self.finding, self.request.user)

    def initial(self) -> dict[str, Any]:
        finding = self.finding
        return {"problem": finding.text, "kind": KIND_OF_ITEM.get(finding.item, ""),
                "comparator": Need.Comparator.GE}  # fmt: skip

    def act(self, form: Any) -> Any:
        return actions.raise_need_from(
            finding=self.finding, by=self.request.user, **form.cleaned_data
        )

    def context(self) -> dict[str, Any]:
        item = q.item_label(self.finding.item)
        return {**super().context(), "explanation": f"{item}{q.colon()}{self.finding.text}"}
