"""A person is erased by the register: gone everywhere, kept aside where a law asks, never back."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from cigu.core.access.factories import make_domain, make_segment
from cigu.core.access.models import Grant, Party, User
from cigu.core.access.scope import Access
from cigu.core.audit.exporting import export
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, PersonalValue
from cigu.core.audit.recording import change, leaf_hash
from cigu.core.audit.verifying import verify
from cigu.core.figures.freezing import intact, row_hash
from cigu.core.figures.models import FrozenFigure, FrozenRow, Publication
from cigu.core.invariants.asking import ask, known
from cigu.core.notices.alarms import raise_alarm
from cigu.core.notices.models import Alarm
from cigu.core.personal import erasures, phrases
from cigu.core.personal.register import Subject, holdings, retentions
from cigu.core.personal.words import Fate
from cigu.faces.privacy.erasing import FROZEN, FROZEN_NAME, _says, erase, thaw
from cigu.faces.privacy.holdings import rows_of
from cigu.faces.privacy.models import FrozenValue
from cigu.faces.privacy.repeating import repeat
from cigu.faces.privacy.subjects import subject_of
from cigu.records.needs.actions import raise_need
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_organisation
from cigu.records.people.factories import make_expert
from cigu.records.people.models import Person
from cigu.work.matchmaking.models import AssignmentRun, Match

from .conftest import LOGIN, NAME, ON, PAPER, WORDS, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A law keeps the name, as a signed cooperation would; until it is taken away."""
    kept = next(r for r in retentions() if r.code == "cooperations.signed")
    stands = {"holds": True}
    changed = type(kept)(kept.code, kept.text, kept.law, lambda _subject: stands["holds"])
    from cigu.core.personal import register

    monkeypatch.setitem(register._retentions, kept.code, changed)
    return stands


def fates(outcomes: Any) -> dict[tuple[str, str], str]:
    return {(o.model, o.field): o.fate for o in outcomes}


@pytest.mark.fault(56)
@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_person_is_left_and_old_proofs_hold(expert: Any, officer: Any) -> None:
    assert found() == list(WORDS)
    head = seal_all()
    export()
    old = {leaf.pk: leaf.leaf_hash for leaf in AuditLeaf.objects.all()}
    with change("test", by=officer, on=ON):
        erase(subject_of(expert.user), by=officer, on=ON, number="GS-2024-0001")
    assert found() == []
    for leaf in AuditLeaf.objects.filter(pk__in=old):
        assert leaf_hash(leaf) == leaf.leaf_hash == old[leaf.pk]
    newer = seal_all()
    assert verify().faults == [] and newer.size > head.size


def test_every_field_meets_the_fate_that_the_register_names(expert: Any, officer: Any) -> None:
    subject = subject_of(expert.user)
    told = fates(erase(subject, by=officer, on=ON))
    assert told[("records_people.person", "contact")] == Fate.ERASE
    assert told[("core_access.user", "name")] == Fate.ANONYMISE
    assert told[("core_access.grant", "role")] == Fate.KEEP
    for holding in holdings().values():
        if not holding.is_reached or holding.deleted:
            continue
        for row in rows_of(holding, subject):
            for field in holding.fields:
                if field.fate == Fate.KEEP or field.without is not None:
                    continue
                blank = field.blank(row) if callable(field.blank) else field.blank
                assert getattr(row, field.name) == blank, f"{holding.model}.{field.name}"


def test_the_account_ends_with_its_sessions_factors_and_rights(expert: Any, officer: Any) -> None:
    assert expert.client.get("/privacy/").status_code == 200
    erase(subject_of(expert.user), by=officer, on=ON)
    user = User.objects.get(pk=expert.user.pk)
    assert not user.is_active and not user.has_usable_password()
    assert not UserSession.objects.filter(user=user).exists()
    assert not Session.objects.filter(session_key=expert.client.session.session_key).exists()
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Access.of(user).grants
    assert not Grant.objects.filter(user=user, valid_to=None).exists()
    assert expert.client.get("/privacy/").status_code == 302
    assert user.username.startswith("erased-") and len(user.username) < 30


def test_others_stay_as_they_are(expert: Any, officer: Any) -> None:
    other = make_expert(by=officer, name="拟名乙某", contact="13900000000")
    erase(subject_of(expert.user), by=officer, on=ON)
    other.refresh_from_db()
    assert (other.name, other.contact, other.party.name) == (
        "拟名乙某", "13900000000", "拟名乙某",
    )  # fmt: skip
    assert User.objects.get(pk=officer.pk).name == officer.name


def test_no_rule_about_the_data_is_broken(expert: Any, officer: Any) -> None:
    erase(subject_of(expert.user), by=officer, on=ON)
    wanted = [*known("people.*"), *known("access.*"), *known("audit.*"), *known("notices.*")]
    failed = [a.name for a in map(ask, wanted) if a.failed]
    assert failed == []


def test_a_name_that_the_law_keeps_is_frozen_out_of_reach(
    expert: Any, officer: Any, keeper: Any, contract: Any
) -> None:
    told = fates(erase(subject_of(expert.user), by=officer, on=ON))
    assert told[("records_people.person", "name")] == FROZEN
    assert told[("records_people.person", "contact")] == Fate.ERASE
    person = Person.objects.get(pk=expert.person.pk)
    assert (person.name, person.party.name, person.contact) == (FROZEN_NAME, FROZEN_NAME, "")
    values = {f.field: f.value for f in FrozenValue.objects.filter(row_uid=person.uid)}
    assert values["name"] == NAME
    assert not FrozenValue.objects.for_(officer).exists()
    assert FrozenValue.objects.for_(keeper).exists()


def test_what_is_frozen_goes_when_its_law_has_run_out(
    expert: Any, officer: Any, contract: Any
) -> None:
    erase(subject_of(expert.user), by=officer, on=ON)
    assert thaw(on=ON) == 0 and found((NAME,)) == [NAME]
    contract["holds"] = False
    assert thaw(on=ON) == FrozenValue.objects.count() > 0
    assert found() == []
    assert thaw(on=ON) == 0


def test_an_older_copy_brings_nobody_back(expert: Any, officer: Any) -> None:
    """The list lies outside the database: what it names is erased again."""
    person, user = expert.person, expert.user
    erase(subject_of(user), by=officer, on=ON, number="GS-2024-0001")
    assert repeat() == 0
    _as_before(person, user)
    assert found((NAME, LOGIN)) == [NAME, LOGIN]
    assert repeat() == 1
    assert found((NAME, LOGIN)) == []
    assert repeat() == 0
    assert len(_listed()) == 1, "the same person is listed once"


def _as_before(person: Any, user: Any) -> None:
    """What the restore of an older database does, past all rules."""
    QuerySet(Person).filter(pk=person.pk).update(name=NAME)
    QuerySet(Party).filter(pk=person.party_id).update(name=NAME)
    QuerySet(User).filter(pk=user.pk).update(username=LOGIN, name=NAME, is_active=True)


def _listed() -> list[dict[str, Any]]:
    from django.conf import settings

    return erasures.read(settings.ERASURES)


def test_the_list_holds_public_ids_and_no_names(expert: Any, officer: Any) -> None:
    erase(subject_of(expert.user), by=officer, on=ON, number="GS-2024-0001")
    entry = _listed()[0]
    assert entry == {
        "user": str(expert.user.uid), "parties": [str(expert.person.party.uid)],
        "on": "2024-06-14", "number": "GS-2024-0001",
    }  # fmt: skip


def test_an_account_alone_leaves_the_register_as_it_is(expert: Any, officer: Any) -> None:
    erase(Subject(expert.user.pk), by=officer, on=ON)
    assert Person.objects.get(pk=expert.person.pk).name == NAME
    assert not User.objects.get(pk=expert.user.pk).is_active


def test_an_erasure_that_fails_changes_nothing(
    expert: Any, officer: Any, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "file").touch()
    settings.ERASURES = tmp_path / "file" / "cannot.jsonl"
    with pytest.raises(OSError):
        erase(subject_of(expert.user), by=officer, on=ON)
    assert found() == list(WORDS)
    assert User.objects.get(pk=expert.user.pk).name != phrases.ERASED


def test_a_user_name_inside_another_word_is_no_name() -> None:
    assert _says("li was refused", {"li"}) and _says("账号 li 被拒绝", {"li"})
    assert not _says("the limit is reached", {"li"})
    assert not _says("li.wei was refused", {"li"})
    assert _says("张三已登记", {"张三"})


def test_alarms_and_notices_about_others_stay(expert: Any, officer: Any) -> None:
    raise_alarm("access.guessing", f"{LOGIN} was refused often")
    raise_alarm("seal.late", f"{LOGIN}2 was refused often")
    erase(subject_of(expert.user), by=officer, on=ON)
    texts = dict(Alarm.objects.values_list("code", "text"))
    assert texts == {"access.guessing": phrases.ERASED, "seal.late": f"{LOGIN}2 was refused often"}


def test_what_others_keep_of_the_papers_goes_too(expert: Any, officer: Any) -> None:
    """Quotations in matches and assignments, and the name in a figure that was published."""
    party, other = expert.person.party, make_expert(by=officer, name="拟名乙某").party
    quoted = [{"text": PAPER, "terms": []}]
    pairs = [{"provider": p.pk, "passages": quoted, "need": 0} for p in (party, other)]
    with change("test", by=officer, on=ON):
        world = make_need(officer)
        match = Match(need=world, provider=party, kind="person", role="adviser",
                      state="suggested", passages=quoted)  # fmt: skip
        match.save()
        run = AssignmentRun(number="FP-1", territory=world.territory, outcome="solved",
                            result={"pairs": pairs}, run_on=ON, made_by=officer)  # fmt: skip
        run.save()
        row = frozen(officer, world.territory, match)
    erase(subject_of(expert.user), by=officer, on=ON)
    match.refresh_from_db()
    run.refresh_from_db()
    row.refresh_from_db()
    assert match.passages == []
    assert [pair["passages"] for pair in run.result["pairs"]] == [[], quoted]
    assert row.label == phrases.ERASED and intact(row.frozen)
    assert found((NAME,)) == []
    values = PersonalValue.objects.filter(field__in=["label", "passages", "result"])
    assert not [v for v in values if NAME in str(v.value)]


def make_need(officer: Any) -> Need:
    domain, city = make_domain(), officer.grants.get().territory
    firm = make_organisation(territory=city, domain=domain)
    return raise_need(
        by=officer, organisation=firm, title="拟名需求", problem="乌有", domain=domain,
        segment=make_segment(), origin="enterprise", target=1, unit="K", secrecy="open",
    )  # fmt: skip


def frozen(officer: Any, territory: Any, match: Match) -> FrozenRow:
    book = Publication(number="NJ-1", title="年报", territory=territory, since=ON, until=ON,
                       version=1, published_on=ON)  # fmt: skip
    book.save()
    counted = SimpleNamespace(
        object_type=match._meta.label_lower, uid=match.uid, object_uid=match.uid,
        revision=match.revision, object_revision=match.revision, contribution=Decimal(1),
    )  # fmt: skip
    figure = FrozenFigure(
        publication=book, figure="A-21", definition_version=1, value=1, text="", parameters={},
        algorithm="sha256", row_hash=row_hash([counted]),
    )  # fmt: skip
    figure.save()
    row = FrozenRow(frozen=figure, object_type=counted.object_type, object_uid=match.uid,
                    object_revision=match.revision, contribution=1, label=str(match))  # fmt: skip
    row.save()
    return row
