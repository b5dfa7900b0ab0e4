"""The worker's second: sealed, exported, and an alarm for what stays behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cigu.core.access.factories import make_party
from cigu.core.audit import keys
from cigu.core.audit.exporting import check_export_is_fresh, read_target
from cigu.core.audit.factories import seal_all
from cigu.core.notices import watching
from cigu.core.notices.alarms import open_alarms
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def target(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    return tmp_path / "off"


def codes() -> list[str]:
    return [alarm.code for alarm in open_alarms()]


def test_an_export_that_fails_raises_one_alarm_and_clears_it(target: Path) -> None:
    make_party()
    seal_all()
    target.write_text("a file where a folder should be")
    watching.keep_sealed()
    watching.keep_sealed()
    assert codes() == ["audit.export"]
    target.unlink()
    watching.keep_sealed()
    assert codes() == [] and read_target(target).head is not None


@pytest.mark.fault(49)
def test_a_sealer_that_stopped_raises_an_alarm_and_then_stops_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "seal", lambda: None)
    make_party()
    watching.keep_sealed()
    assert codes() == []
    now = timezone.now()
    monkeypatch.setattr("cigu.core.audit.sealing.timezone.now", lambda: now + timedelta(seconds=61))
    watching.keep_sealed()
    assert codes() == ["audit.seal"]
    check_export_is_fresh()
    monkeypatch.setattr("cigu.core.audit.sealing.timezone.now", lambda: now + timedelta(hours=5))
    with pytest.raises(CiguError) as refused:
        check_export_is_fresh()
    assert refused.value.code == "export_overdue"
