"""Organisations, their parties, codes and segments."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.access.models import Party
from cigu.core.clock.business import today
from cigu.core.imports.models import Merge
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, after_day, differs, line, never, rows_of
from cigu.engines.basis.credit_code import CreditCodeError, validate_credit_code

from .models import Headcount, Organisation, OrganisationSegment, SegmentLead

STANDING = rows_of(Merge).filter(undone_on__isnull=True, loser=OuterRef("party"))
never(
    "organisations.merged_is_told",
    "a record leads to another exactly while a merging stands",
    Organisation,
    Q(merged_into__isnull=False) & ~Exists(STANDING)
    | Q(merged_into__isnull=True) & Exists(STANDING),
    "merged_into_id",
)
never(
    "organisations.taken_back_is_free",
    "an organisation of a file that was taken back keeps neither code nor contact",
    Organisation,
    Q(held_by__state="undone") & (Q(credit_code__isnull=False) | ~Q(contact="")),
    "held_by_id",
)
never(
    "organisations.kind_known",
    "an organisation is of a known kind",
    Organisation,
    ~Q(kind__in=Organisation.Kind.values),
    "kind",
)
never(
    "organisations.party_kind",
    "an organisation's party is an organisation",
    Organisation,
    ~Q(party__kind="organisation"),
    "party_id",
)
never(
    "organisations.party_name",
    "an organisation and its party go by one name",
    Organisation,
    ~Q(party__name=F("name_zh")),
    "name_zh",
)
never(
    "organisations.party_basis",
    "an organisation is invented exactly if its party is",
    Organisation,
    differs("synthetic", "party__synthetic"),
    "name_zh",
)
never("organisations.named", "an organisation has a name", Organisation, Q(name_zh=""))
never(
    "organisations.above_scale_span",
    "an organisation leaves the scale after it reached it",
    Organisation,
    Q(above_scale_until__lte=F("above_scale_since")),
    "above_scale_until",
)
never(
    "organisations.above_scale_begins",
    "what ended above scale had begun",
    Organisation,
    Q(above_scale_until__isnull=False, above_scale_since__isnull=True),
)
never(
    "organisations.active_span",
    "an organisation ends after it began",
    Organisation,
    Q(active_until__lte=F("active_since")),
    "active_until",
)
never(
    "organisations.real_has_source",
    "a public fact names its source",
    Organisation,
    Q(synthetic=False, source="") & ~Q(fact=""),
    "name_zh",
)
never(
    "organisations.segment_basis",
    "a place in the chain is invented exactly if its body is",
    OrganisationSegment,
    differs("synthetic", "organisation__synthetic"),
    "organisation_id",
)
never(
    "organisations.lead_role_known",
    "a lead's part is a known one",
    SegmentLead,
    ~Q(role__in=SegmentLead.Role.values),
    "role",
)
never(
    "organisations.lead_span",
    "a lead ends after it began",
    SegmentLead,
    Q(until__lte=F("since")),
    "until",
)
never(
    "organisations.lead_basis",
    "a lead is invented exactly if its body is",
    SegmentLead,
    differs("synthetic", "organisation__synthetic"),
    "organisation_id",
)
never(
    "organisations.headcount_known_words",
    "a number of researchers says how exact it is and how it was counted",
    Headcount,
    ~Q(comparator__in=Headcount.Comparator.values) | ~Q(method__in=Headcount.Method.values),
    "comparator",
    "method",
)
never(
    "organisations.headcount_not_ahead",
    "no number of researchers is stated for a day to come",
    Headcount,
    after_day(today, "as_of"),
    "as_of",
)
never(
    "organisations.headcount_basis",
    "a number of researchers is invented exactly if its body is",
    Headcount,
    differs("synthetic", "organisation__synthetic"),
    "organisation_id",
)
never(
    "organisations.party_has_body",
    "a party of kind organisation has its organisation",
    Party,
    Q(kind="organisation") & ~Exists(rows_of(Organisation).filter(party=OuterRef("pk"))),
)


@invariant("organisations.credit_code", "a credit code has its right check digit")
def codes() -> Iterator[str]:
    coded = rows_of(Organisation).filter(credit_code__isnull=False)
    for uid, code in coded.values_list("uid", "credit_code").iterator(CHUNK):
        try:
            validate_credit_code(code)
        except CreditCodeError:
            yield line(Organisation, uid, credit_code=code)
