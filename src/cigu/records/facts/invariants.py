"""Facts, filings, consents and uses: one per period, with their days, basis and decisions."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, differs, never, rows_of
from cigu.records.organisations.models import Organisation

from .definitions import definitions, purposes
from .models import Fact, FactConsent, FactUse, Filing
from .states import RETURN_REASONS

WAITING = rows_of(Fact).filter(filing=OuterRef("pk"), state="proposed")

never("facts.code_known", "a fact is one that may be asked", Fact,
      lambda: ~Q(code__in=list(definitions())), "code")  # fmt: skip
never("facts.span", "the period of a fact ends after it begins, and it holds beyond its last day",
      Fact, before("day", "begins") | before("valid_to", "day"), "code", "day")  # fmt: skip
never("facts.number", "no number of an enterprise is below zero", Fact, Q(number__lt=0),
      "code")  # fmt: skip
never("facts.enterprise", "facts are kept of enterprises", Fact,
      ~Q(organisation__kind=Organisation.Kind.ENTERPRISE), "organisation_id")  # fmt: skip
never("facts.basis", "a fact is invented exactly if its enterprise is", Fact,
      differs("synthetic", "organisation__synthetic"), "organisation_id")  # fmt: skip
never("facts.decided", "a fact that was accepted or returned says when and by whom", Fact,
      Q(state__in=["accepted", "returned"])
      & (Q(decided_on__isnull=True) | Q(decided_by__isnull=True)), "code")  # fmt: skip
never("facts.returned_why", "a returned fact has a coded reason, and only that", Fact,
      Q(state="returned") & ~Q(reason_code__in=dict(RETURN_REASONS))
      | ~Q(state="returned") & ~Q(reason_code=""), "reason_code")  # fmt: skip
never("facts.filed", "what an enterprise states was filed, what others enter was not", Fact,
      Q(origin="enterprise", filing__isnull=True)
      | ~Q(origin="enterprise") & Q(filing__isnull=False), "code")  # fmt: skip
never("facts.filing_owner", "a fact lies in a filing of its own enterprise", Fact,
      Q(filing__isnull=False) & ~Q(filing__organisation=F("organisation")),
      "filing_id")  # fmt: skip
never("facts.replaces_same", "a fact replaces one of its own enterprise, code and period", Fact,
      Q(replaces__isnull=False) & ~Q(replaces__organisation=F("organisation"),
                                     replaces__code=F("code"), replaces__day=F("day")),
      "code")  # fmt: skip
never("facts.not_ahead", "no fact is of a day to come", Fact,
      after_day(today, "day", "stated_on", "decided_on"), "code", "day")  # fmt: skip
never("facts.filing_waits", "a filing waits exactly while a fact in it does", Filing,
      Q(state="waiting") & ~Exists(WAITING) | ~Q(state="waiting") & Exists(WAITING),
      "number")  # fmt: skip
never("facts.purpose_known", "a consent is for a known purpose", FactConsent,
      lambda: ~Q(purpose__in=list(purposes())), "purpose")  # fmt: skip
never("facts.consent_span", "a consent is not taken back before it was given", FactConsent,
      before("withdrawn_on", "given_on"), "given_on")  # fmt: skip
never("facts.use_says_what", "a use names what was read", FactUse, Q(facts=[]), "form")  # fmt: skip
never("facts.use_not_ahead", "nobody has read anything on a day to come", FactUse,
      after_day(today, "used_on"), "used_on")  # fmt: skip
