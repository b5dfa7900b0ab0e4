"""The history of a record explains the record, and replays to it."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import make_domain, make_party, make_territory, make_user
from cigu.core.access.models import Grant
from cigu.core.audit.history import history
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.audit.recording import change
from cigu.core.jobs.models import Job

ON = date(2024, 6, 14)
EDITS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "done": st.integers(0, 1000),
            "total": st.none() | st.integers(0, 1000),
            "error": st.sampled_from(["", "磁", "x" * 50]),
            "arguments": st.dictionaries(st.sampled_from("ab"), st.floats(0, 2) | st.integers()),
            "stop_asked": st.booleans(),
            "seen_at": st.none() | st.datetimes(timezones=st.just(UTC)),
        },
    ),
    max_size=6,
)


def replayed(row: Any) -> dict[str, Any]:
    """All leaves' values in turn, as the columns would hold them."""
    state: dict[str, Any] = {}
    found = AuditLeaf.objects.filter(object_type=row.object_type, object_uid=row.uid)
    for revision, leaf in enumerate(found.order_by("id"), 1):
        assert leaf.object_revision == revision
        for name, value in (leaf.before or {}).items():
            assert state[name] == value, f"{name}: the leaf before says otherwise"
        state.update(leaf.after)
    fields = {f.attname: f for f in row._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in state.items()}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS)
def test_the_history_replays_to_the_present_row(db: Any, edits: list[dict[str, Any]]) -> None:
    job = Job(kind="test", owner=make_user())
    with change("test.start", by=None, on=ON):
        job.save()
    for fields in edits:
        if len(fields) % 2:  # now with the same object, now with the row read anew
            job = Job.objects.get(pk=job.pk)
        with change("test.edit", by=None, on=ON):
            for name, value in fields.items():
                setattr(job, name, value)
            job.save()
    present = Job.objects.get(pk=job.pk)
    assert replayed(present) == {
        f.attname: getattr(present, f.attname)
        for f in Job._meta.concrete_fields
        if f.attname != "revision"
    }


def test_values_are_told_in_words(db: Any, day: date) -> None:
    user = make_user("officer", territory=make_territory("150200"))
    grant = user.grants.get()
    with change("test.move", by=user, on=ON, reason="调岗"), override("en"):
        grant.territory, grant.domain = make_territory("150203"), make_domain()
        grant.save()
        newest, oldest = history(grant)
        created = {str(c.after) for c in oldest.changes}
    told = {c.label: (c.before, c.after) for c in newest.changes}
    assert told["territory"] == ("包头市", "昆都仑区")
    assert (newest.reason, newest.actor, newest.created) == ("调岗", user.name, False)
    assert oldest.created and "bureau officer" in created


def test_empty_columns_of_a_new_row_are_not_told(db: Any, day: date) -> None:
    user = make_user()
    assert {c.name for c in history(user)[0].changes} == {"username", "name", "is_active"}


def test_a_personal_value_is_shown_until_it_is_erased(db: Any) -> None:
    party = make_party("person", "拟名甲")
    with override("en"):
        shown = {c.name: c.after for c in history(party)[0].changes}
        assert shown["name"] == "拟名甲"
        PersonalValue.objects.all().delete()
        assert {c.after for c in history(party)[0].changes if c.name == "name"} == {"erased"}


def test_only_the_newest_are_read_when_a_limit_is_given(db: Any, day: date) -> None:
    user = make_user("officer")
    grant = Grant.objects.get(user=user)
    for _turn in range(4):
        with change("test.save", by=None, on=ON):
            grant.save()
    assert [e.revision for e in history(grant, limit=2)] == [5, 4]
