"""Import all engines and the rulebook where no web framework may be had. Run as a program."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from importlib.abc import MetaPathFinder

BLOCKED = {"django", "ninja", "allauth", "csp", "psycopg", "granian", "openpyxl", "docx"}


class Absent(MetaPathFinder):
    """Behaves as if the packages of the extra `web` were not installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r} in the plain install", name=name)


def import_below(package: str) -> int:
    top = importlib.import_module(package)
    names = [m.name for m in pkgutil.walk_packages(top.__path__, f"{package}.")]
    for name in names:
        importlib.import_module(name)
    return len(names)


def main() -> int:
    sys.meta_path.insert(0, Absent())
    made = sum(import_below(p) for p in ("cigu.engines", "cigu.rulebook"))
    print(f"{made} modules of engines and rulebook import without the site.")
    if sys.argv[1:]:
        from cigu.faces.cli import main as cigu

        return int(cigu(sys.argv[1:]) or 0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
