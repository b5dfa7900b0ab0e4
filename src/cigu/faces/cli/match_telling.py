"""What the commands of ``cigu match`` share: options, progress, and the end by Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from types import FrameType

from .tongue import gettext as _


def shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print JSON"))
    parser.add_argument("--quiet", action="store_true", help=_("say nothing of progress"))


def teller(options: argparse.Namespace) -> Callable[[str, int, int], None] | None:
    """Writes how far it is on the error channel, where somebody may be looking."""
    if options.quiet or not sys.stderr.isatty():
        return None

    def tell(stage: str, done: int, known: int) -> None:
        line = _("%(stage)s: %(done)s of %(known)s") % {"stage": _stage(stage), "done": done,
                                                       "known": known}  # fmt: skip
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        if done >= known:
            print(file=sys.stderr)

    return tell


def _stage(name: str) -> str:
    return {"needs": _("needs"), "draws": _("draws"), "flow": _("flow")}.get(name, name)


class Stopper:
    """The first Ctrl-C asks for the best found so far, the second ends at once."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGINT, self._ask)

    def __call__(self) -> bool:
        return self.asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        print("\ncigu: " + _("ends with the best found so far; again: at once"), file=sys.stderr)
