"""What the site calls the tables that hold something on people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TITLES = {
    "core_access.user": pgettext_lazy("data", "Account"),
    "core_access.party": pgettext_lazy("data", "Identity in the registers"),
    "core_access.grant": pgettext_lazy("data", "Roles"),
    "core_access.entrylink": pgettext_lazy("data", "Links and invitations"),
    "core_audit.auditleaf": pgettext_lazy("data", "Audit: your own acts"),
    "core_notices.notice": pgettext_lazy("data", "Messages to you"),
    "core_figures.frozenrow": pgettext_lazy("data", "Records of published figures"),
    "core_flow.task": pgettext_lazy("data", "Tasks"),
    "core_notices.mailbox": pgettext_lazy("data", "Messages by mail"),
    "core_webhooks.subscription": pgettext_lazy("data", "Webhooks that you set up"),
    "core_jobs.job": pgettext_lazy("data", "Long work that you started"),
    "core_changesets.changeset": pgettext_lazy("data", "What you did to many records at once"),
    "faces_setup.setupentry": pgettext_lazy("data", "What you entered when the region was set up"),
    "core_ui.savedview": pgettext_lazy("data", "Views of lists that you keep"),
    "core_ui.submittedform": pgettext_lazy("data", "Forms that you sent"),
    "core_quotas.exportday": pgettext_lazy("data", "Rows that you exported"),
    "records_people.person": pgettext_lazy("data", "Register of people"),
    "records_people.employment": pgettext_lazy("data", "Employments"),
    "records_people.relation": pgettext_lazy("data", "Relations"),
    "records_people.documentauthor": pgettext_lazy("data", "Papers with others"),
    "records_people.profiledocument": pgettext_lazy("data", "Papers of the profile"),
    "records_people.partysegment": pgettext_lazy("data", "Segments of the chain"),
    "records_teams.membership": pgettext_lazy("data", "Teams"),
    "records_teams.team": pgettext_lazy("data", "Teams that you lead"),
    "records_facts.fact": pgettext_lazy("data", "Facts of enterprises that you stated or checked"),
    "records_facts.factconsent": pgettext_lazy("data", "Consents to the use of facts"),
    "records_facts.factuse": pgettext_lazy("data", "Facts of enterprises that you read"),
    "records_facts.filing": pgettext_lazy("data", "Filings that you made"),
    "records_needs.conflictwaiver": pgettext_lazy("data", "Waived conflicts of interest"),
    "records_needs.needdisclosure": pgettext_lazy("data", "Needs opened to you"),
    "records_cooperations.cooperation": pgettext_lazy("data", "Cooperations"),
    "work_matchmaking.matchlabel": pgettext_lazy("data", "Marks of candidates"),
    "work_matchmaking.match": pgettext_lazy("data", "Invitations and matches"),
    "work_matchmaking.neednote": pgettext_lazy("data", "Notes on needs"),
    "work_matchmaking.assignmentrun": pgettext_lazy("data", "Assignments"),
    "work_checkups.checkup": pgettext_lazy("data", "Checkups"),
    "work_checkups.consent": pgettext_lazy("data", "Consents that you gave"),
    "work_checkups.visitrecord": pgettext_lazy("data", "Visits"),
    "work_checkups.reply": pgettext_lazy("data", "Replies to diagnoses"),
    "sessions.session": pgettext_lazy("data", "Sessions"),
    "usersessions.usersession": pgettext_lazy("data", "Places where you are signed in"),
    "mfa.authenticator": pgettext_lazy("data", "Second factor"),
    "account.emailaddress": pgettext_lazy("data", "E-mail addresses"),
    "account.emailconfirmation": pgettext_lazy("data", "Confirmations of e-mail"),
    "socialaccount.socialaccount": pgettext_lazy("data", "Sign-on of your office"),
    "socialaccount.socialtoken": pgettext_lazy("data", "Keys of the sign-on"),
    "core_imports.import": pgettext_lazy("data", "Imports you brought"),
    "core_imports.importrow": pgettext_lazy("data", "Rows of imports"),
    "core_imports.merge": pgettext_lazy("data", "Merges of records"),
    "records_people.engagement": pgettext_lazy("data", "Engagements"),
    "work_reports.report": pgettext_lazy("data", "Reports you wrote"),
    "work_reports.checkbatch": pgettext_lazy("data", "Batches of reports you took in"),
    "work_reports.reportcheck": pgettext_lazy("data", "Reports you checked"),
    "work_reports.checkdecision": pgettext_lazy("data", "Decisions on figures of reports"),
    "work_reports.erratum": pgettext_lazy("data", "Errata you issued"),
    "faces_yearbook.yearbooknote": pgettext_lazy("data", "Notes on figures"),
    "records_publicnotices.objection": pgettext_lazy("data", "Objections to public notices"),
    "faces_accounts.accesskey": pgettext_lazy("data", "Keys of your programs"),
    "faces_accounts.keyuse": pgettext_lazy("data", "Use of your keys"),
    "faces_portal.claim": pgettext_lazy("data", "Rights claims"),
    "faces_privacy.datarequest": pgettext_lazy("data", "Requests about your data"),
    "faces_privacy.frozenvalue": pgettext_lazy("data", "Kept aside by law"),
}
OTHER = _("Other records")
POINTS = _("Records that only point to you")
# Fields whose models give them no name in words, or one that means something else for a person.
LABELS: dict[str, Any] = {
    "core_access.user.name": pgettext_lazy("person", "Name"),
    "core_access.party.name": pgettext_lazy("person", "Name"),
    "records_people.person.name": pgettext_lazy("person", "Name"),
    "records_people.person.title": _("Professional title"),
    "actor": _("Who acted"),
    "acting_for": _("Acted for"),
    "address": _("Address"),
    "session": _("Session"),
    "organisation": _("Organisation"),
    "segment": _("Segment"),
    "team": _("Team"),
    "person": _("Person"),
    "label": _("Name of the record"),
    "path": _("Page"),
    "ip": _("Address"),
    "user_agent": _("Browser"),
    "data": _("Data"),
    "session_data": _("Content of the session"),
    "session_key": _("Key of the session"),
    "secret_hash": _("Hash of the link"),
    "last_used_at": _("Last used"),
    "last_login": _("Last sign-in"),
    "rows": _("Rows"),
    "seed": _("Seed"),
    "uid": _("Identifier at the provider"),
    "extra_data": _("Data of the provider"),
    "token": _("Key"),
    "token_secret": _("Key"),
    "key": _("Key"),
    "email": _("E-mail"),
    "email_address": _("E-mail"),
    "retention": _("Kept because"),
}  # fmt: skip


def title_of(label: str) -> str:
    return str(TITLES.get(label, OTHER))


def label_of(model: str, name: str, verbose: str) -> str:
    """The model's own words, unless it has none or they were made for other things."""
    exact = LABELS.get(f"{model}.{name}")
    bare = verbose.lower() in (name.replace("_", " "), name)
    return str(exact or (LABELS.get(name, verbose) if bare else verbose))
