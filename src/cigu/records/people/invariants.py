"""People, their employments, relations and documents."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.access.models import Party
from cigu.core.imports.models import Merge
from cigu.core.invariants.rows import before, differs, never, rows_of

from .models import Employment, Engagement, PartySegment, Person, ProfileDocument, Relation

STANDING = rows_of(Merge).filter(undone_on__isnull=True, loser=OuterRef("party"))
never(
    "people.merged_is_told",
    "a record leads to another exactly while a merging stands",
    Person,
    Q(merged_into__isnull=False) & ~Exists(STANDING)
    | Q(merged_into__isnull=True) & Exists(STANDING),
    "merged_into_id",
)
never(
    "people.taken_back_says_nothing",
    "a person of a file that was taken back keeps no contact",
    Person,
    Q(held_by__state="undone") & ~Q(contact=""),
    "held_by_id",
)
never(
    "people.party_kind",
    "a person's party is a person",
    Person,
    ~Q(party__kind="person"),
    "party_id",
)
never(
    "people.party_basis",
    "a person is invented exactly if the party is",
    Person,
    differs("synthetic", "party__synthetic"),
    "party_id",
)
never(
    "people.party_has_person",
    "a party of kind person has its person",
    Party,
    Q(kind="person") & ~Exists(rows_of(Person).filter(party=OuterRef("pk"))),
)
never(
    "people.invented_employment",
    "no real person has an invented employment",
    Employment,
    Q(synthetic=True, person__synthetic=False),
    "person_id",
)
never(
    "people.employment_span",
    "an employment does not end before it begins",
    Employment,
    before("until", "since"),
    "since",
    "until",
)
never("people.employment_source", "an employment names its source", Employment, Q(source=""))
never(
    "people.relation_kind_known",
    "a relation is of a known kind",
    Relation,
    ~Q(kind__in=Relation.Kind.values),
    "kind",
)
never(
    "people.relation_span",
    "a relation does not end before it begins",
    Relation,
    before("until", "since"),
    "since",
    "until",
)
never("people.relation_source", "a relation names its source", Relation, Q(source=""))
never("people.relation_of_two", "a relation binds two parties", Relation, Q(left=F("right")))
never(
    "people.relation_basis",
    "no invented relation binds a real party to a real one",
    Relation,
    Q(synthetic=True, left__synthetic=False, right__synthetic=False),
)
never(
    "people.document_kind_known",
    "a profile document is of a known kind",
    ProfileDocument,
    ~Q(kind__in=ProfileDocument.Kind.values),
    "kind",
)
never(
    "people.document_basis",
    "no invented document speaks for a real party",
    ProfileDocument,
    Q(synthetic=True, party__synthetic=False),
    "party_id",
)
never(
    "people.segment_basis",
    "a party's place in the chain is invented exactly if it is",
    PartySegment,
    differs("synthetic", "party__synthetic"),
    "party_id",
)
never(
    "people.engagement_kind_known",
    "an engagement is of a known kind",
    Engagement,
    ~Q(kind__in=Engagement.Kind.values),
    "kind",
)
never(
    "people.engagement_span",
    "an engagement ends after it begins",
    Engagement,
    Q(until__lte=F("since")),
    "since",
    "until",
)
never("people.engagement_source", "an engagement names its source", Engagement, Q(source=""))
never(
    "people.engagement_basis",
    "an engagement is invented exactly if its person is",
    Engagement,
    differs("synthetic", "person__synthetic"),
    "person_id",
)
