"""Sentences that many declarations share: purposes, readers, reasons to keep."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ERASED = "已删除"  # what stands where a name or a text was that may not be empty

# purposes
SIGN_IN = _("to sign in and to know who acts")
FIND = _("to find and reach experts for the needs of enterprises")
OFFICIAL = _("to record who did what in an official process")
SAFETY = _("to keep the site safe and to find misuse")
TELL = _("to tell people what concerns them")
CONFLICTS = _("to recognise conflicts of interest")
REACH = _("to reach the person whom a body has named")
ANSWER = _("to answer requests of people about their data")

# who sees it
SELF = _("the person")
KEEPERS = _("the person; the system and the security administrator")
SECURITY = _("the person; the security administrator")
AUDITORS = _("the person, in part; the audit administrator")
STAFF = _("the person; staff of the bureau")
WORKING = _("the person; staff of the bureau; those who take part in the work")
RECORD = _("staff of the place; the parties of the record")
PROGRAM = _("the program alone")

# why it is kept
ACTED = _(
    "It shows who acted in an official process. The names behind it are made anonymous; the"
    " record itself stays."
)
LOGS = _(
    "Logs are kept by law for at least six months (Cybersecurity Law art. 21), and an audit that"
    " could be changed would prove nothing."
)
OF_A_BODY = _(
    "It belongs to the record of a body. The body changes it; no person's name leads here."
)
WRITTEN = _("Part of a record of the bureau's work, which others rely on.")
ANSWERED = _("It shows that the request was answered and how; the law puts the burden of proof on"
             " the site (PIPL art. 69).")  # fmt: skip
