"""All commands and their options. Nothing here needs Django: ``cigu --help`` always works."""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from . import (
    audit,
    backup,
    check,
    check_report,
    clock,
    coverage,
    database,
    demo,
    documents,
    fields,
    match,
    migrate,
    numbers,
    report,
    restore,
    search,
    serve,
    user,
    where,
    work,
    yearbook,
)

COMMANDS = (
    audit, backup, check, check_report, clock, coverage, database, demo, documents, fields, match,
    migrate, numbers, report, restore, search, serve, user, where, work, yearbook,
)  # fmt: skip


def build() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cigu", description="Cigu (磁谷): the industrial brain of a region."
    )
    parser.add_argument("--version", action="version", version=f"cigu {_version()}")
    commands: Any = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return parser


def _version() -> str:
    try:
        return version("cigu")
    except PackageNotFoundError:
        return "(not installed)"
