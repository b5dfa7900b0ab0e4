"""What the year itself holds for the names of the matrix, found in its database."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import UUID

# name → (query for uid and number, further arguments of the address)
YEAR: dict[str, tuple[str, dict[str, str]]] = {
    "checkup_of_e50": (
        "select c.uid, c.number from checkup c join organisation o on o.id = c.enterprise_id"
        " where o.pack_key = 'E50' and c.state = 'collecting'", {"section": "base"},
    ),
    "need_open_conflicted": (
        "select n.uid, n.number from need n join organisation o on o.id = n.organisation_id"
        " where o.pack_key = 'E49' and n.secrecy = 'open' and n.state = 'published'",
        {"model": "records_needs.need"},
    ),
    "need_named_of_e50": (
        "select n.uid, n.number from need n join organisation o on o.id = n.organisation_id"
        " where o.pack_key = 'E50' and n.secrecy = 'named' and n.state = 'published'", {},
    ),
    "organisation_e49": ("select uid, '' from organisation where pack_key = 'E49'", {}),
    "facts_of_e49": (
        "select uid, '' from organisation where pack_key = 'E49'", {"code": "revenue"},
    ),
    "filing_waiting_of_e49": (
        "select f.uid, f.number from fact_filing f join organisation o on o.id = f.organisation_id"
        " where o.pack_key = 'E49' and f.state = 'waiting'", {},
    ),
    "filing_returned_of_e49": (
        "select f.uid, f.number from fact_filing f join organisation o on o.id = f.organisation_id"
        " where o.pack_key = 'E49' and f.state = 'returned'", {},
    ),
    "platform_r2": ("select uid, '' from platform where name = '乌有中试验证平台'", {}),
    "grade_r2": (
        "select g.uid, '' from platform_grade g join platform p on p.id = g.platform_id"
        " where p.name = '乌有中试验证平台' and g.until is null", {},
    ),
    "lead_of_e12": (
        "select l.uid, '' from segment_lead l join organisation o on o.id = l.organisation_id"
        " where o.pack_key = 'E12'", {},
    ),
    "engagement_of_p01": (
        "select e.uid, '' from engagement e join person p on p.id = e.person_id"
        " where p.pack_key = 'P01'", {},
    ),
    "person_p31": ("select uid, '' from person where pack_key = 'P31'", {}),
    "person_no_expert": ("select uid, '' from person where not is_expert order by id limit 1", {}),
    "team_g01": (
        "select uid, '' from team where pack_key = 'G01'", {"model": "records_teams.team"},
    ),
    "history_of_checkup": (
        "select c.uid, c.number from checkup c join organisation o on o.id = c.enterprise_id"
        " where o.pack_key = 'E49' and c.state = 'following' order by c.id limit 1",
        {"model": "work_checkups.checkup"},
    ),
    "history_of_account": (
        "select uid, '' from user_account where username = 'e49'", {"model": "core_access.user"},
    ),
    "account_of_e49": ("select uid, '' from user_account where username = 'e49'", {}),
    "grant_of_e49": (
        "select g.uid, '' from role_grant g join user_account u on u.id = g.user_id"
        " where u.username = 'e49'", {},
    ),
    "report_of_e49": (
        "select d.uid, '' from document d join checkup c on c.uid = d.subject_uid"
        " join organisation o on o.id = c.enterprise_id where o.pack_key = 'E49'"
        " order by d.id limit 1", {},
    ),
    "message_of_e49": (
        "select n.uid, '' from notice n join organisation o on o.party_id = n.party_id"
        " where o.pack_key = 'E49' order by n.id limit 1", {},
    ),
    "publication_year": (
        "select uid, number from publication order by id limit 1", {},
    ),
}  # fmt: skip
PLAIN = {
    "feed_needs": {"code": "needs"}, "feed_strange": {"code": "users"},
    "A-23": {"ident": "A-23"}, "no_session": {"key": "999999"}, "no_link": {"secret": "unknown"},
    "no_provider": {"provider_id": "oidc"}, "copy_json": {"kind": "json"},
    "copy_strange": {"kind": "exe"},
    "noun_organisations": {"what": "organisations", "kind": "xlsx"},
    "noun_strange": {"what": "users", "kind": "csv"},
}  # fmt: skip


def year_objects(database: Path) -> dict[str, dict[str, str]]:
    found = dict(PLAIN)
    with sqlite3.connect(database) as db:
        for name, (query, more) in YEAR.items():
            row = db.execute(query).fetchone()
            assert row is not None, f"the year holds no {name}"
            found[name] = {"uid": str(UUID(row[0])), "number": row[1], **more}
    return found
