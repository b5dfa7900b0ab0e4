"""Long work: progress, stop, failure, and going on where a dead worker left off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_user
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.jobs import running
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import (
    LEASE,
    MAX_RUNS,
    Progress,
    job_kind,
    resume_stalled,
    run_again,
    run_job,
    start_job,
    stop_job,
)
from cigu.engines.basis.errors import CiguError

State = Job.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_kinds(monkeypatch: pytest.MonkeyPatch, day: date) -> Iterator[None]:
    monkeypatch.setattr(running, "_kinds", {})
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def owner(db: Any) -> User:
    return make_user("officer")


def run(job: Job) -> Job:
    run_job.call(job.pk)
    return Job.objects.get(pk=job.pk)


def silence(job: Job, since: timedelta) -> None:
    """As if its worker had died that long ago."""
    with change("test.silence", by=None, on=date(2024, 6, 14)):
        job.refresh_from_db()
        job.seen_at = timezone.now() - since
        job.save()


def test_a_job_reports_and_ends_with_its_result(owner: User) -> None:
    @job_kind("test.count")
    def count(progress: Progress) -> dict[str, Any]:
        for n in range(1, progress.arguments["to"] + 1):
            progress.step(n, 3, checkpoint=n)
        return {"counted": n}

    job = start_job("test.count", by=owner, to=3)
    assert job.state == State.WAITING and DBTaskResult.objects.count() == 1
    job = run(job)
    assert (job.state, job.done, job.total, job.result) == (State.DONE, 3, 3, {"counted": 3})
    assert job.ended_at and run(job).run == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CiguError("x", "行 7 缺代码", remedy="补上。"), "行 7 缺代码 补上。"),
        (KeyError("z"), "KeyError('z')"),
    ],
)
def test_a_failure_is_told(owner: User, error: Exception, told: str) -> None:
    @job_kind("test.fail")
    def fail(progress: Progress) -> dict[str, Any]:
        progress.step(1)
        raise error

    job = run(start_job("test.fail", by=owner))
    assert (job.state, job.error, job.done) == (State.FAILED, told, 1)


def test_an_unknown_kind_fails_and_does_not_hang(owner: User) -> None:
    assert run(start_job("test.nothing", by=owner)).state == State.FAILED


def test_a_job_stops_at_its_next_step(owner: User) -> None:
    @job_kind("test.stop")
    def work(progress: Progress) -> dict[str, Any]:
        progress.step(1)
        stop_job(Job.objects.get(pk=progress.job.pk), by=owner)
        progress.step(2)
        pytest.fail("went on")

    job = run(start_job("test.stop", by=owner))
    assert (job.state, job.done, job.error) == (State.STOPPED, 1, "")


def test_stopping_from_an_old_page_is_no_conflict(owner: User) -> None:
    job = start_job("test.any", by=owner)
    silence(job, timedelta())
    stale = Job(**{f.attname: getattr(job, f.attname) for f in Job._meta.concrete_fields})
    stale._state.adding, stale.revision = False, 1
    stop_job(stale, by=owner)
    assert Job.objects.get(pk=job.pk).stop_asked


class Killed(BaseException):
    """What ``kill -9`` looks like from inside: nothing is caught, nothing is written."""


def test_a_job_goes_on_from_its_checkpoint_when_its_worker_died(owner: User) -> None:
    worked: list[int] = []

    @job_kind("test.long")
    def work(progress: Progress) -> dict[str, Any]:
        for n in range(progress.checkpoint or 0, 6):
            if n == 3 and progress.job.run == 1:
                raise Killed
            worked.append(n)
            progress.step(n + 1, 6, checkpoint=n + 1)
        return {}

    job = start_job("test.long", by=owner)
    with pytest.raises(Killed):
        run(job)
    assert Job.objects.get(pk=job.pk).state == State.RUNNING
    assert resume_stalled() == 0, "it may still be alive"
    silence(job, LEASE * 2)
    assert resume_stalled() == 1 and DBTaskResult.objects.count() == 2
    assert run(job).state == State.DONE and worked == [0, 1, 2, 3, 4, 5]


@pytest.mark.fault(33)
def test_a_job_that_always_ends_its_worker_is_given_up_and_the_queue_goes_on(owner: User) -> None:
    @job_kind("test.poison")
    def work(progress: Progress) -> dict[str, Any]:
        raise Killed

    @job_kind("test.good")
    def good(progress: Progress) -> dict[str, Any]:
        return {}

    poison, after = start_job("test.poison", by=owner), start_job("test.good", by=owner)
    for turn in range(1, MAX_RUNS + 1):
        with pytest.raises(Killed):
            run(poison)
        assert Job.objects.get(pk=poison.pk).run == turn
        silence(poison, LEASE * 2)
    assert run(after).state == State.DONE
    ended = run(poison)
    assert (ended.state, ended.run) == (State.FAILED, MAX_RUNS) and ended.error and ended.ended_at
    assert resume_stalled() == 0 and run(poison).run == MAX_RUNS


@pytest.mark.fault(33)
def test_a_job_that_failed_is_run_again_by_a_person_only(owner: User) -> None:
    broken = [True]

    @job_kind("test.mended")
    def work(progress: Progress) -> dict[str, Any]:
        if broken[0]:
            progress.step(1, 2, checkpoint=1)
            raise KeyError("z")
        return {"from": progress.checkpoint}

    job = run(start_job("test.mended", by=owner))
    assert job.state == State.FAILED and run(job).run == 1, "the queue alone runs it no more"
    broken[0] = False
    keeper = make_user("sysadmin")
    with pytest.raises(NotAllowed):
        run_again(job, by=make_user("officer"))
    with pytest.raises(NotAllowed):
        stop_job(job, by=make_user("officer"))
    run_again(job, by=keeper)
    assert AuditLeaf.objects.get(verb="jobs.run_again").actor_id == keeper.pk
    job = run(job)
    assert (job.state, job.result, job.error) == (State.DONE, {"from": 1}, "")
    with pytest.raises(CiguError):
        run_again(job, by=owner)


def test_a_job_that_lives_is_left_to_its_worker(owner: User) -> None:
    calls: list[int] = []

    @job_kind("test.once")
    def work(progress: Progress) -> dict[str, Any]:
        calls.append(1)
        run_job.call(progress.job.pk)
        return {}

    assert run(start_job("test.once", by=owner)).state == State.DONE and calls == [1]


def test_who_was_thought_dead_and_is_not_gives_way(owner: User) -> None:
    @job_kind("test.twice")
    def work(progress: Progress) -> dict[str, Any]:
        if progress.job.run == 1:
            silence(Job.objects.get(pk=progress.job.pk), LEASE * 2)
            run_job.call(progress.job.pk)
            progress.step(1)
            pytest.fail("the old worker went on")
        progress.step(2)
        return {"by": "second"}

    job = run(start_job("test.twice", by=owner))
    assert (job.state, job.result, job.done, job.run) == (State.DONE, {"by": "second"}, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_runs_the_job(together: Callable[..., list[Any]]) -> None:
    calls, going = [], Event()

    @job_kind("test.race")
    def work(progress: Progress) -> dict[str, Any]:
        calls.append(1)
        going.wait(0.3)
        return {}

    job = start_job("test.race", by=make_user("officer"))
    assert together(lambda n: run_job.call(job.pk), 4, threads=4) == [None] * 4
    assert calls == [1] and Job.objects.get(pk=job.pk).state == State.DONE


def test_a_job_is_seen_by_its_owner_only(owner: User) -> None:
    job = start_job("test.any", by=owner)
    assert list(Job.objects.for_(owner)) == [job]
    for user in (make_user("officer"), None):
        assert not Job.objects.for_(user).exists()


@pytest.mark.fault(32)
def test_a_job_that_is_called_again_has_its_effect_once(owner: User) -> None:
    """The queue may hand it out twice: what is done stays as it is."""
    calls: list[int] = []

    @job_kind("once")
    def work(progress: Progress) -> dict[str, Any]:
        calls.append(1)
        progress.step(1, 1)
        return {"made": len(calls)}

    first = run(start_job("once", by=owner))
    leaves = AuditLeaf.objects.filter(object_uid=first.uid).count()
    second = run(first)
    assert (calls, second.result, second.ended_at) == ([1], {"made": 1}, first.ended_at)
    assert AuditLeaf.objects.filter(object_uid=first.uid).count() == leaves
