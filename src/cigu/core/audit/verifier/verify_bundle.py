#!/usr/bin/env python3
"""Check a bundle of Cigu's audit: offline, without Cigu, with nothing but Python 3.9 or newer.

    python3 verify_bundle.py bundle.zip --keys KEYS --held NOTE

KEYS: a file of public keys got on another way than the bundle (the file "keys" of an export
target); without it the bundle's own are used: compare them. NOTE: the last head that you hold.

Ends with 0 where every leaf shown is, byte for byte, in the tree whose root the head signs, that
tree begins with the one whose head you hold, personal values are those that the leaves committed
to, and revisions run without a gap; 1: it does not hold; 2: it cannot be checked. No tree can show
that a record has no newer leaf: for that the maker signs how many there were (bundle.note).

Trees and proofs: RFC 9162, 2.1. Heads: C2SP tlog-checkpoint. Signatures: Ed25519, RFC 8032, 5.1.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

FORMAT = "cigu-audit-bundle/1"
MOST_FILES, MOST_BYTES, MOST_RATIO, MEBI = 16, 1 << 29, 200, 1 << 20
HASHES = ("sha256", "sm3")


class Refused(Exception):
    pass


class Unable(Exception):
    pass


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(p, q):
    """Points of -x² + y² = 1 + dx²y² in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n, p):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _add(total, p)
        p, n = _add(p, p), n >> 1
    return total


def _point(data):
    """A point from its 32 bytes, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or point is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = _times(s, BASE), _add(point, _times(h, key))
    return (p[0] * q[2] - q[0] * p[2]) % P == (p[1] * q[2] - q[1] * p[2]) % P == 0


def digest(algorithm, data):
    if algorithm not in HASHES:
        raise Refused(f"unknown hash {algorithm}")
    try:
        return hashlib.new(algorithm, data).digest()
    except ValueError:
        raise Unable(f"this Python has no {algorithm}") from None


def climb(steps, place, last, heads, algorithm):
    """From heads at ``place`` up the path; the first head only takes what lies to its left. Returns
    the heads, or none where the path is too long or too short."""
    for step in steps:
        if last == 0:
            return []
        if place & 1 or place == last:
            heads = [digest(algorithm, b"\x01" + step + head) for head in heads]
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            heads = [*heads[:-1], digest(algorithm, b"\x01" + heads[-1] + step)]
        place, last = place >> 1, last >> 1
    return heads if last == 0 else []


def includes(leaf, index, size, path, root, algorithm):
    return 0 <= index < size and climb(path, index, size - 1, [leaf], algorithm) == [root]


def extends(old_size, old_root, size, root, path, algorithm):
    if old_size == size:
        return not path and old_root == root
    if not 0 < old_size < size or not path:
        return False
    steps = path if old_size & (old_size - 1) else [old_root, *path]
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    heads = climb(steps[1:], place, last, [steps[0], steps[0]], algorithm)
    return heads == [old_root, root]


def read_keys(text):
    """Lines name+hash+key; returns name → [(hash, kind and key)]."""
    keys: dict = {}
    for line in filter(None, text.splitlines()):
        name, mark, key = line.split("+", 2)
        data = base64.b64decode(key, validate=True)
        said = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if said.hex() != mark:
            raise Refused(f"key {mark} does not match its own hash")
        keys.setdefault(name, []).append((said, data))
    return keys


def opened(note, keys, what):
    """The text of a note that one of the keys signed."""
    text, gap, tail = note.rpartition("\n\n")
    text, foreign = text + "\n", False
    for line in tail.splitlines() if gap else []:
        name, _space, mark = line[2:].rpartition(" ")
        raw = base64.b64decode(mark, validate=True)
        for said, data in keys.get(name, []):
            if line.startswith("\u2014 ") and raw[:4] == said:
                foreign = foreign or data[:1] != b"\x01"
                if data[:1] == b"\x01" and ed25519_holds(data[1:], text.encode(), raw[4:]):
                    return text
    if foreign:
        raise Unable(f"{what} is signed by another way than Ed25519; ask its provider")
    raise Refused(f"{what} is not signed by any of the keys")


def head_of(note, keys, what):
    """(origin, size, root, hash of the tree)"""
    lines = opened(note, keys, what).splitlines()
    told = [line[5:] for line in lines[3:] if line.startswith("tree ")] or HASHES
    return lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True), told[0]


def read_zip(path):
    """All files, refused where they would unpack to more than a bundle can be."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MOST_FILES or len(set(names)) != len(names):
            raise Refused("too many files, or two of one name")
        size, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
        if size > MOST_BYTES or size > max(MEBI, packed * MOST_RATIO):
            raise Refused(f"it would unpack to {size} bytes")
        return {info.filename: archive.read(info) for info in infos}  # no more than it says


def check_manifest(files, keys):
    said = json.loads(opened(files["bundle.note"].decode(), keys, "the list of contents"))
    if said["format"] != FORMAT:
        raise Unable(f"format {said['format']} needs a newer verifier")
    found = {n: hashlib.sha256(d).hexdigest() for n, d in files.items() if n != "bundle.note"}
    wrong = sorted(dict(found.items() ^ said["files"].items()))
    if wrong:
        raise Refused(f"changed, missing or added since it was made: {', '.join(wrong)}")
    return said


def check_held(files, keys, head, since, held):
    """The head that the auditor holds, against the bundle's."""
    held = held or files.get("held.note", b"").decode()
    if not held:
        return None
    before = head_of(held, keys, "the head that you hold")
    if before[0] != head[0]:
        raise Refused(f"the head that you hold is of {before[0]}, this one of {head[0]}")
    if before[1] not in (since, head[1]) and before[1] < head[1]:
        raise Unable(f"the bundle was not made for your head of {before[1]} leaves: ask for one")
    if before[1] > head[1]:
        raise Refused(f"the bundle's head of {head[1]} leaves is older than yours of {before[1]}")
    if before[3] != head[3]:
        raise Unable("the tree's hash was changed since your head: recompute from the entries")
    steps = json.loads(files["consistency.json"]) if before[1] < head[1] else []
    path = [bytes.fromhex(step) for step in steps]
    if not extends(before[1], before[2], head[1], head[2], path, head[3]):
        raise Refused(f"the tree does not begin with the one of {before[1]} leaves that you hold")
    return before[1]


def check_leaf(entry, head):
    """One leaf: its hash from its text, its path to the root, its personal values."""
    body = json.loads(entry["body"])
    said = digest(body["algorithm"], entry["body"].encode())
    path = [bytes.fromhex(step) for step in entry["path"]]
    node = digest(head[3], b"\x00" + said)
    if not includes(node, entry["index"], head[1], path, head[2], head[3]):
        raise Refused(f"leaf at place {entry['index']} is not in the tree, or was changed")
    for value in entry.get("personal", []):
        side = body if value["side"] == "leaf" else body[value["side"]] or {}
        told = str(side.get(value["field"]))
        algorithm = told.partition(":")[0]
        plain = value["salt"] + json.dumps(value["value"], ensure_ascii=False, sort_keys=True)
        if told != f"{algorithm}:{digest(algorithm, plain.encode()).hex()}":
            raise Refused(f"leaf at place {entry['index']}: {value['field']} is not what it says")
    return body


def check_leaves(files, head, said):
    """Every leaf; then that nothing is missing between those shown."""
    entries = [json.loads(line) for line in files["leaves.jsonl"].splitlines()]
    bodies = [(check_leaf(entry, head), entry.get("personal", [])) for entry in entries]
    places = [entry["index"] for entry in entries]
    if len(places) != said["leaves"] or sorted(set(places)) != places:
        raise Refused(f"{len(places)} leaves, {said['leaves']} were signed for")
    if said["range"] and places != list(range(said["range"][0], said["range"][1] + 1)):
        raise Refused("places of the range are missing")
    last: dict = {}
    for body, _personal in bodies if said["records"] else []:
        record, revision = (body["object_type"], body["object_uid"]), body["object_revision"]
        if revision not in (0, last.get(record, 0) + 1):  # 0: it changed no row
            raise Refused(f"{record}: revision {last.get(record, 0) + 1} is missing")
        last[record] = revision or last.get(record, 0)
    return bodies


def show(bodies):
    for body, personal in bodies:
        print(f"{body['recorded_at'][:19]}Z  {body['verb']} by {body['actor']}")
        print(f"    {body['object_type']} {body['object_uid']} revision {body['object_revision']}")
        for value in personal:
            print(f"    {value['side']}.{value['field']} = {value['value']}")


def verify(path, keys="", held=""):
    """Raises Refused or Unable; returns what held: contents, keys, head, held size, leaves."""
    try:
        files = read_zip(path)
        keys = read_keys(keys or files["keys"].decode())
        said = check_manifest(files, keys)
        head = head_of(files["head.note"].decode(), keys, "the head")
        if (head[0], head[1]) != (said["origin"], said["head"]):
            raise Refused("the head is not the one that the bundle was made for")
        before = check_held(files, keys, head, said["since"], held)
        return said, keys, head, before, check_leaves(files, head, said)
    except (Refused, Unable):
        raise
    except Exception as error:  # whatever a damaged file leads to
        raise Refused(f"damaged or no bundle: {type(error).__name__} {error}") from error


def main():
    parser = argparse.ArgumentParser(description="Check a bundle of Cigu's audit.")
    parser.add_argument("bundle")
    parser.add_argument("--keys", help="file of public keys, from another source than the bundle")
    parser.add_argument("--held", help="file of the last signed head that you hold yourself")
    options = parser.parse_args()
    texts = [Path(p).read_text("utf-8") if p else "" for p in (options.keys, options.held)]
    try:
        said, keys, head, before, bodies = verify(options.bundle, *texts)
    except (Refused, Unable) as error:
        unable = isinstance(error, Unable)
        print(f"{'CANNOT SAY 无法判定' if unable else 'DOES NOT HOLD 不成立'}: {error}")
        return 1 + unable
    show(bodies)
    print(f"HOLDS 成立: {len(bodies)} leaves among {head[1]} of {head[0]}, {said['made_at']}")
    marks = ", ".join(mark.hex() for found in keys.values() for mark, _key in found)
    own = "" if options.keys else " OF THE BUNDLE ITSELF: compare them 请核对公钥"
    print(f"keys {marks}{own}; root {base64.b64encode(head[2]).decode()}")
    none = "no earlier head was given: that the log was only added to is not shown"
    print(f"the tree begins with the head of {before} leaves that was held" if before else none)
    return 0


if __name__ == "__main__":
    sys.exit(main())
