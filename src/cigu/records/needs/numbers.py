"""Facts of the enterprise that stand beside its need, as far as it consents to matchmaking."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.records.facts.actions import record_use
from cigu.records.facts.asking import Known, facts_of, known_to
from cigu.records.facts.declaring import Form, declare
from cigu.records.facts.models import Fact, FactUse

from .models import Need

READS = ("revenue", "staff", "rd_spend", "rd_staff")
FORM = declare(Form("needs.need", _("Need"), "needs", lambda: READS))


def beside(need: Need, user: Any) -> list[Known]:
    """What the reader may know of the owner; that it was read is noted."""
    answers = known_to(FORM, need.organisation, READS, today())
    seen = set(Fact.objects.readable(user).filter(organisation=need.organisation).values_list("pk"))
    shown = [a for a in answers.values() if {(fact.pk,) for fact in a.facts} <= seen]
    record_use(organisation=need.organisation, facts=facts_of(shown), by=user, form=FORM,
               way=FactUse.Way.PAGE, record=need)  # fmt: skip
    return shown
