"""What people do with reports."""

from .batching import add_file, open_batch
from .checking import (
    AT_ONCE,
    decide,
    judge_again,
    name_office,
    read_in,
    reopen,
    settle,
    start_reading,
    take_in,
)
from .publishing import issue_erratum, publish_report
from .writing import (
    add_section,
    discard_report,
    draft_report,
    edit_section,
    return_report,
    send_report,
)

__all__ = [
    "AT_ONCE", "add_file", "add_section", "decide", "discard_report", "draft_report",
    "edit_section", "issue_erratum", "judge_again", "name_office", "open_batch", "publish_report",
    "read_in", "reopen", "return_report", "send_report", "settle", "start_reading", "take_in",
]  # fmt: skip
