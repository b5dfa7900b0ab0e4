"""Organisations, their parties, codes and segments."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.access.models import Party
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, differs, line, never, rows_of
from cigu.engines.basis.credit_code import CreditCodeError, validate_credit_code

from .models import Organisation, OrganisationSegment

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
