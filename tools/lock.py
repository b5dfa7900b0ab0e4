"""Write requirements/*.txt from requirements/*.in: exact versions with hashes, no addresses.

Run `make lock` after changing a `.in` file. It needs uv (in requirements/dev.txt); the index that
answers is the machine's own setting and is not written down.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
# Each later list agrees with the earlier ones it is constrained by.
GROUPS: dict[str, tuple[str, ...]] = {
    "build": (),
    "engines": (),
    "web": ("engines",),
    "node": (),
    "dev": ("web", "build"),
    "plain": ("dev",),
    "ray": ("dev",),
}
ADDRESS = re.compile(r"https?://|file:/|--(extra-)?index-url|--find-links")


def uv() -> str:
    found = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    if found is None:
        raise SystemExit("lock: uv is not installed. Run `make setup`, or `pip install uv`.")
    return found


def compile_group(name: str, constraints: tuple[str, ...], upgrade: bool) -> None:
    command = [
        uv(), "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url",
        "--no-emit-find-links", "--no-header", "--python-version", "3.11", "--universal",
        f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt",
    ]  # fmt: skip
    for other in constraints:
        command += ["--constraint", f"requirements/{other}.txt"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=FOLDER.parent, check=True)


def check_no_address(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    if ADDRESS.search(text):
        raise SystemExit(f"lock: requirements/{name}.txt names an index address; remove it.")


def main() -> int:
    for name, constraints in GROUPS.items():
        print(f"requirements/{name}.txt …", flush=True)
        compile_group(name, constraints, "--upgrade" in sys.argv[1:])
        check_no_address(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
