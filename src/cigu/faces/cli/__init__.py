"""``cigu``: the same jobs for people who live in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cigu.engines.basis.errors import CiguError

from .parser import build
from .tongue import told


def main(argv: Sequence[str] | None = None) -> None:
    """Entry of the console script; exits with the command's code."""
    parser = build()
    options = parser.parse_args(argv)
    try:
        code = options.run(options)
    except CiguError as error:
        print(f"cigu: {told(error)}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        print("cigu: stopped", file=sys.stderr)
        code = 130
    sys.exit(code or 0)
