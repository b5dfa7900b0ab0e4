"""The technical log: one line of JSON for each entry, tied to the audit by the request's id.

What happened to records is in the audit. The log is for whoever runs the machine: it names the
request, the hashed session and the address, never a person, and a line break inside a value stays
inside it.
"""

from __future__ import annotations

import logging
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from . import context


class LogLines(JsonFormatter):
    """Fields: timestamp (UTC), level, logger, message, request, session, address, exception."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s", timestamp=True, json_ensure_ascii=False,
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
        )  # fmt: skip

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Django hangs the whole request on its records; what we know of it is enough."""
        kept = {k: v for k, v in record.__dict__.items() if k not in {"request", "server_time"}}
        super().add_fields(log_data, logging.makeLogRecord(kept), message_dict)
        seen = context.request.get()
        if seen.id:
            log_data |= {"request": seen.id, "session": seen.session, "address": seen.address}
