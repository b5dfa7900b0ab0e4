"""The seal: what it notices of somebody who has every right on the database, and what not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cigu.core.access.factories import make_party
from cigu.core.access.models import Party
from cigu.core.audit import keys
from cigu.core.audit.exporting import check_export_is_fresh, export, read_target
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, ExportState, PersonalValue, SealedLeaf, SealHead
from cigu.core.audit.recording import change, leaf_hash
from cigu.core.audit.rotating import rotate
from cigu.core.audit.sealing import lag, seal
from cigu.core.audit.verifying import Report, verify
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


@pytest.fixture
def sealed() -> list[AuditLeaf]:
    for _ in range(3):
        make_party()
    seal_all()
    export()
    return list(AuditLeaf.objects.order_by("pk"))


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def rehashed(leaf: AuditLeaf) -> None:
    """What somebody who knows the code would do after an edit."""
    leaf.refresh_from_db()
    sql("update audit_leaf set leaf_hash = %s where id = %s", leaf_hash(leaf), leaf.pk)
    sql("update audit_sealed set hash = %s where leaf_id = %s", leaf_hash(leaf), leaf.pk)


def only(report: Report) -> str:
    assert report.faults, "nothing was noticed"
    return "\n".join(report.faults)


def test_a_trail_that_nobody_touched_holds(sealed: list[AuditLeaf]) -> None:
    report = verify()
    assert report.faults == []
    assert (report.sealed, report.unsealed) == (3, 0) and report.heads


def test_sealing_again_changes_nothing(sealed: list[AuditLeaf]) -> None:
    assert seal() is None
    make_party()
    assert seal_all().size == 4
    assert verify().holds


@pytest.mark.fault(48)
def test_an_edited_leaf_is_noticed(sealed: list[AuditLeaf]) -> None:
    sql("update audit_leaf set actor = 'somebody' where id = %s", sealed[1].pk)
    assert f"leaf {sealed[1].pk} at place 1 was changed" in only(verify())


def test_an_edit_with_all_hashes_made_again_is_noticed(sealed: list[AuditLeaf]) -> None:
    sql("update audit_leaf set actor = 'somebody' where id = %s", sealed[1].pk)
    rehashed(sealed[1])
    assert "the leaves give another root" in only(verify())


def test_a_deleted_leaf_is_noticed(sealed: list[AuditLeaf]) -> None:
    sql("delete from audit_leaf where id = %s", sealed[1].pk)
    assert "was deleted" in only(verify())


def test_a_leaf_put_in_behind_the_seal_is_noticed(sealed: list[AuditLeaf]) -> None:
    first = sealed[0]
    sql("update audit_leaf set id = id + 100 where id > %s", first.pk)
    sql("update audit_sealed set leaf_id = leaf_id + 100 where leaf_id > %s", first.pk)
    forged = AuditLeaf.objects.get(pk=first.pk)
    forged.pk, forged._state.adding, forged.object_revision = first.pk + 1, True, 7
    forged.leaf_hash = leaf_hash(forged)
    forged.save(force_insert=True)
    assert f"leaf {first.pk + 1} was put in behind the seal" in only(verify())


def test_two_leaves_that_change_places_are_noticed(sealed: list[AuditLeaf]) -> None:
    one, other = sealed[0].pk, sealed[1].pk
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("update audit_sealed set leaf_id = %s where leaf_id = %s", new, old)
    for leaf in sealed[:2]:
        rehashed(leaf)
    assert "another root" in only(verify())


def test_a_cut_tail_is_noticed_at_the_target(sealed: list[AuditLeaf]) -> None:
    sql("delete from audit_leaf where id = %s", sealed[2].pk)
    sql('delete from audit_sealed where "index" = 2')
    sql("delete from audit_head")
    assert "target" in only(verify()) and "speaks of 3 leaves, there are 2" in only(verify())


@pytest.mark.fault(30)
def test_an_older_copy_put_back_whole_is_noticed_at_the_target(sealed: list[AuditLeaf]) -> None:
    """The same as a database restored from a backup: consistent in itself, yet too short."""
    make_party()
    seal_all()
    export()
    sql("delete from audit_leaf where id > %s", sealed[2].pk)
    sql('delete from audit_sealed where "index" > 2')
    sql("delete from audit_head where size > 3")
    assert [f for f in verify().faults if not f.startswith("target")] == []
    assert "speaks of 4 leaves, there are 3" in only(verify())


def test_the_target_names_what_is_newer_than_a_copy(sealed: list[AuditLeaf]) -> None:
    party = make_party()
    seal_all()
    export()
    (entry,) = read_target(_target()).lines(since=3)
    assert (entry["index"], entry["object_uid"]) == (3, str(party.uid))
    assert party.name not in json.dumps(entry, ensure_ascii=False)


def test_an_edited_leaf_without_a_seal_fails_its_mark() -> None:
    make_party()
    leaf = AuditLeaf.objects.get()
    sql("update audit_leaf set actor = 'somebody' where id = %s", leaf.pk)
    leaf.refresh_from_db()
    sql("update audit_leaf set leaf_hash = %s where id = %s", leaf_hash(leaf), leaf.pk)
    assert "not sealed yet, was changed" in only(verify())


def test_a_cut_tail_without_a_seal_is_noticed_only_by_its_record(sealed: list[AuditLeaf]) -> None:
    """Honest limit: together with its record it goes unseen; that is why a seal takes a second."""
    party = Party.objects.order_by("pk").first()
    assert party is not None
    for name in ("乌有一", "乌有二"):
        with change("test.rename", by=None, on=ON):
            party.name = name
            party.save()
    last = AuditLeaf.objects.order_by("pk").last()
    assert last is not None
    sql("delete from audit_leaf where id = %s", last.pk)
    assert verify().holds
    sql("update audit_leaf set object_revision = 5 where id = %s", last.pk - 1)
    assert "2 leaves for revisions 1 to 5" in only(verify())


@pytest.mark.fault(50)
def test_a_new_key_signs_says_so_in_the_log_and_old_heads_still_verify(
    sealed: list[AuditLeaf],
) -> None:
    before = keys.current().id
    after = rotate(by=None)
    told = AuditLeaf.objects.get(verb="audit.rotate_key").after
    assert told == {"key": after.id, "signing": after.signing, "public": after.public.hex()}
    assert seal_all().key_id == after.id != before
    (keys.folder() / f"{before}.{after.signing}").unlink()  # the leaked one is done away with
    assert verify().holds and len(keys.public_keys()) == 2


def test_a_head_signed_by_a_stranger_is_noticed(sealed: list[AuditLeaf], tmp_path: Path) -> None:
    mine = keys.folder()
    text = (mine / "0001.public").read_text()
    (mine / "0001.public").write_text(text[::-1])
    assert "No signature" in only(verify())


def test_keys_are_for_their_owner_only() -> None:
    keys.current(), keys.mac("")
    assert {oct(p.stat().st_mode & 0o777) for p in keys.folder().iterdir()} == {"0o600"}


def test_an_erased_value_leaves_every_proof_valid(sealed: list[AuditLeaf]) -> None:
    assert PersonalValue.objects.exists()
    PersonalValue.objects.all().delete()
    assert verify().holds


@pytest.mark.fault(49)
def test_without_an_export_for_four_hours_no_number_is_given(sealed: list[AuditLeaf]) -> None:
    check_export_is_fresh()
    make_party()
    later = timezone.now() - timedelta(hours=5)
    sql("update audit_leaf set recorded_at = %s where id > %s", later, sealed[2].pk)
    with pytest.raises(CiguError, match="审计") as refusal, transaction.atomic():
        next_number("T", ON)
    assert refusal.value.code == "export_overdue"
    seal_all()
    export()
    with transaction.atomic():
        assert next_number("T", ON) == "T-2024-0001"


def test_a_quiet_night_stops_nobody(sealed: list[AuditLeaf]) -> None:
    """All is exported and nothing has happened since: the first number of the day is given."""
    ExportState.objects.update(exported_at=timezone.now() - timedelta(hours=15))
    check_export_is_fresh()


def test_an_older_copy_cannot_write_over_what_was_exported(sealed: list[AuditLeaf]) -> None:
    """Cut, sealed anew and exported again: the target keeps what it had, and the check says so."""
    make_party()
    seal_all()
    export()
    kept = (_target() / "checkpoint").read_text()
    sql("delete from audit_leaf where id > %s", sealed[2].pk)
    sql('delete from audit_sealed where "index" > 2')
    sql("delete from audit_head where size > 3")
    sql("update audit_export set size = 3")
    for _ in range(2):
        make_party()
    seal_all()
    (failed,) = export()
    assert "导出目标存有 4 条" in failed
    assert (_target() / "checkpoint").read_text() == kept
    assert "target" in only(verify())


def test_a_lost_private_key_is_followed_by_a_new_one(sealed: list[AuditLeaf]) -> None:
    first, second = keys.current().id, keys.rotate().id
    (keys.folder() / f"{first}.ed25519").unlink()
    assert keys.rotate().id not in (first, second)


def test_an_export_that_failed_is_made_up_for_without_a_new_change(
    settings: Any, tmp_path: Path
) -> None:
    settings.AUDIT_EXPORT = [tmp_path / "late"]
    (tmp_path / "late").write_text("not there yet")
    make_party()
    seal_all()
    assert export()
    (tmp_path / "late").unlink()
    assert export() == [] and read_target(tmp_path / "late").head is not None


def test_without_a_target_nothing_is_refused(settings: Any, sealed: list[AuditLeaf]) -> None:
    settings.AUDIT_EXPORT = []
    sql("update audit_leaf set recorded_at = %s", timezone.now() - timedelta(hours=5))
    check_export_is_fresh()


def test_a_target_that_fails_does_not_hold_up_the_other(settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.AUDIT_EXPORT = [blocked, tmp_path / "off"]
    make_party()
    seal_all()
    (failed,) = export()
    assert failed.startswith(str(blocked))
    assert read_target(tmp_path / "off").head is not None


def test_lag_counts_from_the_oldest_that_waits() -> None:
    make_party()
    assert lag() > 0
    seal_all()
    assert lag() == 0


def test_a_clock_put_back_does_not_change_the_order(
    sealed: list[AuditLeaf], monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("cigu.core.audit.recording.timezone.now", lambda: earlier)
    make_party()
    monkeypatch.undo()
    seal_all()
    last = SealedLeaf.objects.get(index=3)
    assert AuditLeaf.objects.get(pk=last.leaf_id).recorded_at == earlier
    assert verify().holds


def test_a_transaction_that_commits_late_is_not_missed() -> None:
    """On SQLite the writer would wait for it; on PostgreSQL its leaf is older than one sealed."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: there is no late commit")
    wrote, may_end = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            make_party()
            wrote.set()
            may_end.wait(20)
        connection.close()

    other = Thread(target=slow)
    other.start()
    wrote.wait(20)
    make_party()
    seal()
    assert SealedLeaf.objects.count() == 0  # it waits for the slow one
    assert lag() > 0
    may_end.set()
    other.join()
    assert seal_all().size == 2 and verify().holds


def test_a_batch_larger_than_one_seal_is_taken_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cigu.core.audit.sealing.BATCH", 2)
    for _ in range(5):
        make_party()
    seal_all()
    sizes = [0, *SealHead.objects.order_by("size").values_list("size", flat=True)]
    assert sizes[-1] == 5 and all(b - a <= 2 for a, b in pairwise(sizes))
    assert verify().holds


def _target() -> Path:
    from django.conf import settings

    return Path(settings.AUDIT_EXPORT[0])
