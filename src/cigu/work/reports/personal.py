"""Officers sign what they write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Told, declare, impersonal, link
from cigu.core.personal.words import Basis, Category, Fate

OFFICE, TITLE = _("the office that issues a report"), _("the title of a report")
impersonal("work_reports.Report", office=OFFICE, title=TITLE)
impersonal("work_reports.ReportCheck", office=OFFICE, title=TITLE)
impersonal("work_reports.CheckBatch", office=OFFICE)
impersonal("work_reports.RefusedFile", name=_("the name of a report's file"))
declare(
    "work_reports.CheckBatch",
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
declare(
    "work_reports.Report",
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
declare(
    "work_reports.Erratum",
    Told("text", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
declare(
    "work_reports.ReportCheck",
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
declare(
    "work_reports.CheckDecision",
    Told("text", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("author"),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.STAFF, user="author",
)  # fmt: skip
