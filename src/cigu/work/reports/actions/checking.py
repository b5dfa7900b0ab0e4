"""Take a report in, read and judge it, decide of its figures, settle the check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.documents.actions import attach, documents_of
from cigu.core.documents.checks import clean_name
from cigu.core.documents.store import get
from cigu.core.figures.sources import Where
from cigu.core.flow.actions import check_fire, fire, start
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.errors import CiguError

from ..guards import ReportRefused, check_can_decide, check_can_write, check_decided
from ..hashing import of_text
from ..judging.answers import as_dict
from ..judging.judge import check_text
from ..judging.judged import Checked
from ..judging.memory import memory_of, told_of
from ..judging.notes import notes_of
from ..judging.offices import named_office
from ..models import CheckBatch, CheckDecision, CheckedFigure, ReportCheck
from ..reading import Extracted, extract

SERIES = "HD"
KIND = "reports.check"  # the job that reads long files, and many
AT_ONCE = 400_000  # bytes; a longer file is read in the background
TRIES = 5  # of a judgement that others overtake
Step = Callable[[int, int], None]


def take_in(
    *, name: str, content: bytes, where: Where, office: str, by: Any, title: str = "",
    previous: ReportCheck | None = None, batch: CheckBatch | None = None, on: date | None = None,
    reason: str = "",
) -> ReportCheck:  # fmt: skip
    """Keep the file; what cannot be read at all is refused here. ``read_in`` or a job goes on.
    An empty ``office`` is that which the text names, once it is read."""
    check_can_write(by, where.territory, where.domain)
    with acting("reports.take_in", by=by, on=on, reason=reason) as step:
        if previous is not None:
            queue(unchanged=[previous])
            fire(previous, "replace", by=by, on=step.on)
        check = ReportCheck(
            number=next_number(SERIES, step.on), title=title or _title(name), office=office,
            territory=where.territory, domain=where.domain, since=where.period.start,
            until=where.period.end, previous=previous, batch=batch, author=by,
            taken_on=step.on, synthetic=bool(by.synthetic),
        )  # fmt: skip
        start(check, step.on)
        attach(to=check, name=name, content=content, on=step.on)
    return check


def start_reading(checks: Iterable[ReportCheck], *, by: Any) -> Job:
    """In the background, one after another, with progress."""
    numbers = [check.number for check in checks]
    return start_job(KIND, by=by, synthetic=bool(by.synthetic), checks=numbers)


def read_in(*, check: ReportCheck, by: Any, step: Step | None = None) -> ReportCheck:
    """Read the kept file and judge it. A file that cannot be read fails the check, in words."""
    document = documents_of(check).order_by("id").first()
    try:
        extracted = extract(document.name, get(document.content_hash), step)
        office = check.office or named_office(extracted.text)
        found = _judged(check, extracted.text, step, office)
    except CiguError as error:
        with change("reports.fail", by=by, on=today()):
            queue(check)
            check.fault = str(error)[:300]
            fire(check, "fail", by=None, on=today())
        return check
    with change("reports.read", by=by, on=today()):
        queue(check)
        check.text, check.pages = extracted.text, extracted.pages
        check.text_hash = of_text(check.text)
        check.read_on, check.office = today(), office
        _keep(check, found, extracted)
        fire(check, "read", by=None, on=today())
    return check


def judge_again(*, check: ReportCheck, by: Any, on: date | None = None,
                reason: str = "") -> ReportCheck:  # fmt: skip
    """Against the records as they are now."""

    def write(found: Checked) -> None:
        with acting("reports.judge_again", by=by, on=on, reason=reason):
            _renew(check, found, by, read_on=today())

    _judge_then(write, check, by)
    return check


def name_office(*, check: ReportCheck, office: str, by: Any, on: date | None = None,
                reason: str = "") -> ReportCheck:  # fmt: skip
    """Whose report it is; what was corrected in that office's reports counts at once."""

    def write(found: Checked) -> None:
        with acting("reports.name_office", by=by, on=on, reason=reason):
            _renew(check, found, by, office=office)

    _judge_then(write, check, by, office=office)
    return check


def decide(
    *, check: ReportCheck, figure: CheckedFigure, sort: str, text: str, by: Any,
    indicator: str = "", on: date | None = None, reason: str = "",
) -> CheckDecision:  # fmt: skip
    """A link is judged at once and remembered for the office; the others say what to do."""
    if figure.check_of_id != check.pk:
        raise ReportRefused("other_check", _("This figure stands in another report."))
    data = figure.data
    row = CheckDecision(
        check_of=check, start=figure.start, end=figure.end, shown=data["text"][:80], sort=sort,
        indicator=indicator, text=text, author=by, synthetic=check.synthetic,
        counted=data["counted"][:80], action=data["described"]["action"][:40],
        measured=data["described"]["measured"][:80], unit=data["unit"][:20],
    )  # fmt: skip

    def write(found: Checked) -> None:
        with acting("reports.decide", by=by, on=on, reason=reason) as step:
            _renew(check, found, by)
            row.decided_on = step.on
            row.save()

    _judge_then(write, check, by, more=(row,))
    return row


def _judge_then(
    write: Callable[[Checked], None], check: ReportCheck, by: Any, *, office: str | None = None,
    more: tuple[CheckDecision, ...] = (),
) -> None:  # fmt: skip
    """Judge first, then write: a long report takes seconds, in which nobody else could write on
    SQLite. A check that changed in between is judged anew."""
    for left in reversed(range(TRIES)):
        check.refresh_from_db()
        check_can_decide(check, by)
        found = _judged(check, check.text, None, office, more)
        try:
            return write(found)
        except StaleRecord:
            if not left:
                raise


def _renew(check: ReportCheck, found: Checked, by: Any, **fields: Any) -> None:
    """Keep what was judged of the check as it was read."""
    queue(unchanged=[check])
    check_can_decide(check, by)
    for name, value in fields.items():
        setattr(check, name, value)
    _keep(check, found, None)
    check.save()


def settle(*, check: ReportCheck, by: Any, on: date | None = None,
           reason: str = "") -> ReportCheck:  # fmt: skip
    """Every figure that does not hold has been decided of."""
    with acting("reports.settle", by=by, on=on, reason=reason) as step:
        queue(unchanged=[check])
        check_fire(check, "settle", by)
        check_decided(check)
        check.settled_on = step.on
        fire(check, "settle", by=by, on=step.on)
    return check


def reopen(*, check: ReportCheck, by: Any, on: date | None = None,
           reason: str = "") -> ReportCheck:  # fmt: skip
    with acting("reports.reopen", by=by, on=on, reason=reason) as step:
        check.settled_on = None
        fire(check, "reopen", by=by, on=step.on)
    return check


def _title(name: str) -> str:
    return clean_name(name).rpartition(".")[0][:120] or clean_name(name)


def _judged(
    check: ReportCheck, text: str, step: Step | None, office: str | None = None,
    more: tuple[CheckDecision, ...] = (),
) -> Checked:  # fmt: skip
    """As the report of ``office``, with decisions that are yet to be saved."""
    memory = memory_of(check.office if office is None else office, more)
    return check_text(text, check.where, memory=memory, told=told_of(check, more), step=step)


def _keep(check: ReportCheck, found: Checked, extracted: Extracted | None) -> None:
    """The rows are made anew: they follow from file, records and decisions."""
    CheckedFigure.objects.filter(check_of=check).delete()
    CheckedFigure.objects.bulk_create(
        (
            CheckedFigure(
                check_of=check, order=j.figure.id, start=j.figure.start, end=j.figure.end,
                verdict=j.verdict.value, indicator=j.indicator, data=as_dict(j),
            )
            for j in found.figures
        ),
        batch_size=500,
    )  # fmt: skip
    check.tally = found.tally()
    kept = [n for n in check.notes if n["sort"] == "page"] if extracted is None else []
    check.notes = [*kept, *notes_of(found, extracted)]
