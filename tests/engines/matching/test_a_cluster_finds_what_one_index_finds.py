"""Only where Ray is installed (the extra `cigu[ray]`); shards in one process are tested always."""

import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.cluster import Cluster
from cigu.engines.matching.shards import local_shards

ROWS = [
    (f"p{n}", [f"magnet alloy {n % 5} coercivity", "polishing powder " * (n % 3)])
    for n in range(30)
]


def test_a_cluster_finds_what_one_index_finds():
    ray = pytest.importorskip("ray", reason="the extra cigu[ray] is not installed")
    ray.init(num_cpus=2, include_dashboard=False)
    try:
        cluster = Cluster(ROWS, 2)
        (shard,), whole = local_shards(ROWS)
        questions = [whole.question("coercivity of magnet alloy 3"), whole.question("powder")]
        alone = [shard.best(question, 7) for question in questions]
        assert list(cluster.best(questions, 7)) == alone
        assert sum(cluster.bytes()) > 0
        cluster.close()
    finally:
        ray.shutdown()


def test_without_ray_it_says_what_to_install():
    try:
        import ray

        assert not ray.is_initialized()
    except ImportError:
        pass
    with pytest.raises(CiguError, match="Ray"):
        Cluster(ROWS, 2)
