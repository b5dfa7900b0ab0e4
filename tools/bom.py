"""What the project is made of: a CycloneDX bill of materials from the lock files, and the gate of
licences.

    python tools/bom.py check            every locked package stands under an allowed licence
    python tools/bom.py write FILE.json  the bill of materials, with hashes and licences

It is read from requirements/*.txt and package-lock.json, never from what happens to be installed:
an environment knows no hashes. Two runs on the same lock files write the same bytes, so there is
no time in it. Licences come from requirements/licences.toml and, where a package states an SPDX
expression itself, from its metadata.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "requirements"
SITE = ("engines", "web")  # shipped; the other lists are tools
TOOLS = ("build", "plain", "node", "dev")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    kind: str  # pypi or npm
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...]  # (CycloneDX name of the algorithm, hex)
    shipped: bool
    stated: str | None  # SPDX expression that the lock file itself gives (npm)


def python_packages() -> Iterator[Package]:
    seen: set[str] = set()
    for group in (*SITE, *TOOLS):
        text = (LISTS / f"{group}.txt").read_text(encoding="utf-8")
        for block in re.split(r"\n(?=[A-Za-z0-9])", text):
            found = PINNED.match(block)
            if found is None or found[1] in seen:
                continue
            seen.add(found[1])
            hashes = tuple(("SHA-256", digest) for digest in sorted(HASH.findall(block)))
            yield Package("pypi", found[1], found[2], hashes, group in SITE, None)


def npm_packages() -> Iterator[Package]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in sorted(lock["packages"].items()):
        if not path:
            continue
        algorithm, _, digest = entry["integrity"].partition("-")
        hashes = (("SHA-512", base64.b64decode(digest).hex()),) if algorithm == "sha512" else ()
        name = path.rpartition("node_modules/")[2]
        shipped = not entry.get("dev", False)
        yield Package("npm", name, entry["version"], hashes, shipped, entry.get("license"))


def packages() -> list[Package]:
    return [*python_packages(), *npm_packages()]


@cache
def rules() -> dict[str, Any]:
    return tomllib.loads((LISTS / "licences.toml").read_text(encoding="utf-8"))


def licence(package: Package) -> str | None:
    """SPDX expression, or None where nobody has looked yet."""
    if package.stated:
        return package.stated
    if package.name in rules()["stated"]:
        return str(rules()["stated"][package.name])
    try:
        metadata = importlib.metadata.metadata(package.name)
    except importlib.metadata.PackageNotFoundError:
        return None
    return metadata.get("License-Expression")


def complaint(package: Package) -> str | None:
    """Why the gate refuses this package; None lets it pass."""
    expression = licence(package)
    if expression is None:
        return "its licence is not known; look, and add it to requirements/licences.toml"
    if package.name in rules()["exceptions"]:
        return None
    allowed = set(rules()["allowed"]["site"])
    if not package.shipped:
        allowed |= set(rules()["allowed"]["tools"])
    if _permits(expression, allowed):
        return None
    return f"{expression} is not among the allowed licences of requirements/licences.toml"


def _permits(expression: str, allowed: set[str]) -> bool:
    """OR: one of them is enough. AND: each is needed. Nested terms do not occur; they are
    refused, as is every WITH that the list does not name."""
    choices = expression.split(" OR ") if "(" not in expression else []
    return any(all(term in allowed for term in choice.split(" AND ")) for choice in choices)


def complaints() -> list[str]:
    found = ((p, complaint(p)) for p in packages())
    stale = sorted(set(rules()["stated"]) - {p.name for p in packages()})
    return [f"{p.name} {p.version}: {why}" for p, why in found if why] + [
        f"{name}: named in licences.toml, but in no lock file; remove it" for name in stale
    ]


def component(package: Package) -> Component:
    group, _, name = package.name.rpartition("/")
    purl = PackageURL(package.kind, group or None, name, package.version)
    expression = licence(package)
    # A locked Python package has several files, each with its hash; the hashes of a component
    # speak of one file, so they stand beside the reference to where the files are published.
    published = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(purl)),
        hashes=[HashType(alg=HashAlgorithm(a), content=digest) for a, digest in package.hashes],
    )
    return Component(
        type=ComponentType.LIBRARY, group=group or None, name=name, version=package.version,
        purl=purl, bom_ref=str(purl), external_references=[published],
        licenses=[LicenseExpression(expression)] if expression else [],
    )  # fmt: skip


def bill() -> str:
    """The shipped packages as CycloneDX 1.6 JSON, checked against the official schema."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = Bom(components=[component(p) for p in packages() if p.shipped])
    bom.metadata.component = Component(
        type=ComponentType.APPLICATION, name=project["name"], version=project["version"],
        bom_ref=project["name"], licenses=[LicenseExpression(project["license"])],
    )  # fmt: skip
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, _fingerprint())
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    del document["metadata"]["timestamp"]
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise SystemExit(f"bom: the result is not valid CycloneDX 1.6: {wrong}")
    return text


def _fingerprint() -> str:
    files = [*sorted(LISTS.glob("*.txt")), ROOT / "package-lock.json", LISTS / "licences.toml"]
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def main(arguments: list[str]) -> int:
    if arguments == ["check"]:
        found = complaints()
        print("\n".join(found) or f"{len(packages())} locked packages, all under allowed licences")
        return 1 if found else 0
    if len(arguments) == 2 and arguments[0] == "write":
        target = Path(arguments[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(bill(), encoding="utf-8")
        print(f"{target}: {sum(p.shipped for p in packages())} packages")
        return 0
    print("Usage: python tools/bom.py check | write FILE.json", file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
