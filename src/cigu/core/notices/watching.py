"""The trail kept sealed and exported; what stays behind becomes an alarm, once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cigu.core.audit.exporting import export
from cigu.core.audit.sealing import lag, seal

from . import refusals
from .alarms import clear_alarm, raise_alarm
from .clocks import watch_clock

LATE = 60  # seconds a change may go without a seal


def keep_sealed() -> None:
    """Called about once a second by the worker."""
    seal()
    failed, late = export(), lag()
    told = _("The audit is not exported: %(why)s") % {"why": "; ".join(failed)}
    _set("audit.export", bool(failed), told)
    told = _("The newest changes are not sealed: a transaction stays open, or the sealer stopped.")
    _set("audit.seal", late > LATE, told)
    watch_clock()
    refusals.watch()


def _set(code: str, wrong: bool, text: str) -> None:
    if wrong:
        raise_alarm(code, text)
    else:
        clear_alarm(code)
