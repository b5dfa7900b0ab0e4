from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.merkle.proofs import consistency, extends, includes, inclusion
from cigu.engines.merkle.tree import Frontier, TreeError, leaf_hash, root_of

# The eight leaves and the roots of the test vectors that go with RFC 6962.
LEAVES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
HASHES = [leaf_hash(data) for data in LEAVES]
sizes = st.integers(1, 70)


def leaves(count):
    return [leaf_hash(str(n).encode()) for n in range(count)]


def by_definition(hashes):
    """RFC 6962 §2.1 word for word; shares no code with the engine."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    both = by_definition(hashes[:k]) + by_definition(hashes[k:])
    return hashlib.sha256(b"\x01" + both).digest()


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_published_roots(size):
    assert root_of(HASHES[:size]).hex() == ROOTS[size]


@given(st.integers(0, 70))
def test_the_root_is_that_of_the_definition_at_every_size(size):
    frontier = Frontier()
    for n, leaf in enumerate(leaves(size)):
        assert frontier.root() == by_definition(leaves(n))
        frontier.append(leaf)
    assert frontier.root() == by_definition(leaves(size))


@given(sizes, st.data())
def test_every_leaf_is_proved_and_no_other_is(size, data):
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion(hashes, index), root_of(hashes)
    assert len(path) <= (size - 1).bit_length()
    assert includes(hashes[index], index, size, path, root)
    assert not includes(leaf_hash(b"another"), index, size, path, root)
    other = data.draw(st.integers(0, size - 1))
    assert (other == index) or not includes(hashes[index], other, size, path, root)
    assert not includes(hashes[index], index, size, [*path, root], root)
    assert not path or not includes(hashes[index], index, size, path[:-1], root)


@given(sizes, st.data())
def test_growth_is_proved_and_a_rewritten_past_is_not(size, data):
    hashes = leaves(size)
    old = data.draw(st.integers(1, size))
    path = consistency(hashes, old)
    assert extends(old, root_of(hashes[:old]), size, root_of(hashes), path)
    changed = data.draw(st.integers(0, old - 1))
    forged = [*hashes[:changed], leaf_hash(b"forged"), *hashes[changed + 1 :]]
    assert not extends(old, root_of(hashes[:old]), size, root_of(forged), consistency(forged, old))


def test_a_shrunk_tree_extends_nothing():
    hashes = leaves(9)
    assert not extends(9, root_of(hashes), 7, root_of(hashes[:7]), [])


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index):
    with pytest.raises(TreeError, match="no leaf"):
        inclusion(leaves(3), index)


@pytest.mark.parametrize("old", [0, 4])
def test_a_size_that_never_was_has_no_proof(old):
    with pytest.raises(TreeError):
        consistency(leaves(3), old)


def test_an_unknown_hash_is_named():
    with pytest.raises(TreeError, match="md7"):
        leaf_hash(b"", "md7")
