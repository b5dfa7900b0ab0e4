"""Candidates for many needs from shards on a cluster (Ray, the extra `cigu[ray]`).

The work of `shards` on other machines: every worker holds one shard, counts are summed here and
sent back, needs are asked in batches, and the best of all shards are merged. The assignment after
it stays on one machine. How to start it: docs/how-to/match-on-a-cluster.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.shards import Hit, Question, Shard, Texts, Whole, dealt, merged, summed

BATCH = 200  # needs asked at a time


class Cluster:
    """Shards held by Ray actors. Call `close` when done; Ray itself is left running."""

    def __init__(self, providers: Iterable[tuple[str, Texts]], shards: int) -> None:
        """Deals the providers out, counts and weighs. Raises CiguError "ray" without Ray."""
        self._ray = _ray()
        remote = self._ray.remote(_Worker)
        self._workers = [remote.remote(part) for part in dealt(providers, shards)]
        whole = summed(self._all("statistics"))
        handle = self._ray.put(whole)
        self._ray.get([worker.weigh.remote(handle) for worker in self._workers])
        self.whole: Whole = whole

    def best(self, questions: Sequence[Question], top: int) -> Iterator[list[Hit]]:
        """The best providers for each question, in order."""
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            answers = self._all("best", batch, top)
            for place in range(len(batch)):
                yield merged((answer[place] for answer in answers), top)

    def bytes(self) -> list[int]:
        """What each shard's arrays take."""
        return [int(size) for size in self._all("bytes")]

    def close(self) -> None:
        for worker in self._workers:
            self._ray.kill(worker)
        self._workers = []

    def _all(self, method: str, *arguments: Any) -> list[Any]:
        calls = [getattr(worker, method).remote(*arguments) for worker in self._workers]
        return list(self._ray.get(calls))


class _Worker:
    """One shard in a process of its own."""

    def __init__(self, providers: list[tuple[str, Texts]]) -> None:
        self.shard = Shard(providers)

    def statistics(self) -> Whole:
        return self.shard.statistics()

    def weigh(self, whole: Whole) -> None:
        self.shard.weigh(whole)

    def best(self, questions: Sequence[Question], top: int) -> list[list[Hit]]:
        return [self.shard.best(question, top) for question in questions]

    def bytes(self) -> int:
        return self.shard.bytes


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise CiguError(
            "ray",
            "Ray is not installed.",
            remedy="Install cigu[ray], or use shards in one process.",
        ) from error
    if not ray.is_initialized():
        raise CiguError(
            "ray", "Ray has not been started.", remedy="Call ray.init() with your cluster first."
        )
    return ray
