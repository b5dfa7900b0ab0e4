"""The invariants as a job that the system administrator starts."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.factories import make_user
from cigu.core.invariants import registry
from cigu.core.jobs.running import run_job, start_job


@pytest.mark.django_db(transaction=True)
def test_the_system_administrator_asks_all_rules_in_the_worker(day: Any) -> None:
    job = start_job("invariants.check", by=make_user("sysadmin"), only="places.*")
    run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["failed"]) == ("done", []), job.error
    assert job.result["asked"] == sum(n.startswith("places.") for n in registry._known)


@pytest.mark.django_db(transaction=True)
def test_nobody_else_asks_them(day: Any, county: Any) -> None:
    job = start_job("invariants.check", by=make_user("officer", territory=county), only="places.*")
    run_job.func(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and job.error
