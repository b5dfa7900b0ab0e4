"""Qualifications: days, basis, and one at a time."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, differs, never, rows_of
from cigu.records.organisations.models import Organisation

from .models import Ended, Kind, Level, Qualification

never("qualifications.kind_known", "a qualification is of a known kind", Qualification,
      ~Q(kind__in=Kind.values), "kind")  # fmt: skip
never("qualifications.level_known", "a qualification is of a known level", Qualification,
      ~Q(level__in=Level.values), "level")  # fmt: skip
never("qualifications.enterprise", "only an enterprise is qualified", Qualification,
      ~Q(organisation__kind=Organisation.Kind.ENTERPRISE), "organisation_id")  # fmt: skip
never("qualifications.span", "a qualification ends after it begins", Qualification,
      Q(valid_to__lte=F("valid_from")), "valid_from", "valid_to")  # fmt: skip
never("qualifications.early_end", "an early end lies inside the days it was given for",
      Qualification, Q(ended_on__lt=F("valid_from")) | Q(ended_on__gte=F("valid_to")),
      "ended_on")  # fmt: skip
never("qualifications.end_reason", "an early end says why, and only that", Qualification,
      Q(ended_on__isnull=False) & ~Q(end_reason__in=Ended.values)
      | Q(ended_on__isnull=True) & ~Q(end_reason=""), "end_reason")  # fmt: skip
never("qualifications.not_ahead", "nothing was issued or revoked on a day to come", Qualification,
      after_day(today, "issued_on", "ended_on"), "issued_on")  # fmt: skip
never("qualifications.basis", "a qualification is invented exactly if its enterprise is",
      Qualification, differs("synthetic", "organisation__synthetic"),
      "organisation_id")  # fmt: skip
never("qualifications.real_has_source", "a real qualification names its source", Qualification,
      Q(synthetic=False, source=""), "certificate")  # fmt: skip

LATER = rows_of(Qualification).filter(
    Q(valid_from__gt=OuterRef("valid_from")) | Q(valid_from=OuterRef("valid_from"),
                                                 pk__gt=OuterRef("pk")),
    organisation=OuterRef("organisation"), kind=OuterRef("kind"), level=OuterRef("level"),
)  # fmt: skip
EARLIER = rows_of(Qualification).filter(
    organisation=OuterRef("organisation"),
    kind=OuterRef("kind"),
    level=OuterRef("level"),
    valid_from__lt=OuterRef("valid_from"),
)
never("qualifications.one_at_a_time", "an enterprise holds a qualification of a level once",
      Qualification,
      Q(valid_to__isnull=True, ended_on__isnull=True) & Exists(LATER)
      | Q(ended_on__isnull=True) & Exists(LATER.filter(valid_from__lt=OuterRef("valid_to")))
      | Exists(LATER.filter(valid_from__lt=OuterRef("ended_on"))), "certificate")  # fmt: skip
never("qualifications.chain_of_one", "a qualification follows one of its own enterprise, kind and"
      " level, and an earlier one", Qualification,
      Q(follows__isnull=False) & ~Q(follows__organisation=F("organisation"),
                                    follows__kind=F("kind"), follows__level=F("level"),
                                    follows__valid_from__lt=F("valid_from")),
      "follows_id")  # fmt: skip
never("qualifications.new_is_first", "one that follows none has none before it", Qualification,
      Q(follows__isnull=True) & Exists(EARLIER), "certificate")  # fmt: skip
