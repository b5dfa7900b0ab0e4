"""Read the files of a pack, naming file and row when one is wrong."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cigu.engines.basis.errors import CiguError


class PackError(CiguError):
    """A pack's file that cannot be read or a row that cannot stand."""


def packs() -> list[str]:
    """The packs at hand that name places and a chain."""
    found = Path(settings.REGIONS).glob("*/territories.csv")
    return sorted(p.parent.name for p in found if (p.parent / "segments.csv").is_file())


def folder(region: str) -> Path:
    path = Path(settings.REGIONS) / region
    if not path.is_dir():
        known = ", ".join(sorted(p.name for p in Path(settings.REGIONS).iterdir() if p.is_dir()))
        raise PackError(
            "region", f"There is no region pack '{region}'.", remedy=f"Use one of: {known}."
        )
    return path


def rows(region: str, name: str) -> list[dict[str, str]]:
    path = folder(region) / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise PackError(
            "file", f"{name} cannot be read: {error}.", remedy="Restore the file."
        ) from error


def document(region: str, name: str) -> Any:
    path = folder(region) / name
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PackError(
            "file", f"{name} cannot be read: {error}.", remedy="Restore the file."
        ) from error
