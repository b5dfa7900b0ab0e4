"""Facts that an officer checks the conditions of a qualification against."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.records.facts.actions import record_use
from cigu.records.facts.asking import Known, facts_of, known_to
from cigu.records.facts.declaring import Form, declare
from cigu.records.facts.definitions import codes_for
from cigu.records.facts.guards import is_office
from cigu.records.facts.models import FactUse
from cigu.records.organisations.models import Organisation

FORM = declare(Form("registers.award", _("Conditions of a qualification"), "policy",
                    lambda: codes_for("policy")))  # fmt: skip


def conditions_of(body: Organisation, user: Any) -> list[Known]:
    if not is_office(body, user):
        return []
    answers = list(known_to(FORM, body, codes_for("policy"), today()).values())
    record_use(organisation=body, facts=facts_of(answers), by=user, form=FORM,
               way=FactUse.Way.CHECK, record=body)  # fmt: skip
    return answers
