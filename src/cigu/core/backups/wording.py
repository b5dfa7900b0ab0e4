"""Reports as lines for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from .manifest import Backup

SHOWN = 20  # of what is newer; all of it stands in the report beside the copy


def of_backup(made: Backup, seconds: float) -> list[str]:
    said = made.manifest
    lines = [
        _("Backup %(name)s was made in %(seconds).1f s: %(folder)s")
        % {"name": said.name, "seconds": seconds, "folder": made.folder},
        _("Database: %(size)s, %(leaves)d audit leaves, sealed up to %(head)d.")
        % {"size": _size(made.database.stat().st_size), "leaves": said.leaves["count"],
           "head": said.head["size"] if said.head else 0},
        _("Documents: %(count)d, %(size)s.")
        % {"count": said.documents["count"], "size": _size(said.documents["bytes"])},
        _("Private keys are in it: keep it as safe as the keys.") if said.private_keys
        else _("Private keys are not in it: keep the folder of keys apart."),
    ]  # fmt: skip
    return lines + _lost(said.missing, _("The site itself has lost %(count)d documents:"))


def _lost(hashes: list[str], heading: str) -> list[str]:
    if not hashes:
        return []
    return [heading % {"count": len(hashes)}, *(f"  ✗ {digest}" for digest in hashes)]


def _size(count: int) -> Any:
    return filesizeformat(count).replace("\xa0", " ")


def of_proof(proof: dict[str, Any], place: str = "") -> list[str]:
    """What a restore or a drill found."""
    audit, swept, asked = proof["audit"], proof["documents"], proof["invariants"]
    where = place or _("a place that was removed again")
    lines = [_("Backup %(backup)s of %(made_at)s, restored to %(place)s.")
             % {**proof, "made_at": _time(proof["made_at"]), "place": where}]  # fmt: skip
    if proof["migrated"]:
        lines.append(_("Brought up to this program: %(count)d migrations.")
                     % {"count": len(proof["migrated"])})  # fmt: skip
    if audit:
        lines.append(_("Audit: %(leaves)d leaves, %(sealed)d sealed under %(heads)d heads, "
                       "%(unsealed)d not yet.") % audit)  # fmt: skip
    if audit and audit["unsealed"] and not proof["marks_checked"]:
        lines.append(_("The key of marks was not given (--keys): leaves that were not sealed are "
                       "held by the backup's checksum only."))  # fmt: skip
    if swept:
        lost = len(swept["missing"]) + len(swept["damaged"])
        lines.append(_("Documents: %(contents)d compared, %(lost)d missing or damaged.")
                     % {**swept, "lost": lost})  # fmt: skip
        lines += [f"  ✗ {r['name']}  {r['record']}  {r['hash'][:12]}" for r in swept["records"]]
    if asked:
        lines.append(_("Invariants: %(asked)d asked, %(failed)d violated.")
                     % {"asked": asked["asked"], "failed": len(asked["failed"])})  # fmt: skip
    for gap in proof["newer"]:
        lines += of_gap(gap)
    if proof["lost"] is not None:
        lines += _of_lost(proof["lost"])
    if not proof["newer"] and proof["lost"] is None:
        lines.append(_("What is newer than the backup is not known: no export target is named."))
    return lines + _then(proof.get("then") or {}) + _verdict(proof)


def _then(told: dict[str, Any]) -> list[str]:
    """What became of people who were erased after the backup was made."""
    if not told.get("listed"):
        return []
    if told["waits"]:
        return [_("%(listed)d erasures are listed; they are carried out at the first start, once "
                  "the keys are in place.") % told]  # fmt: skip
    return [_("%(listed)d erasures are listed, %(erased)d were carried out again here.") % told]


def of_gap(gap: dict[str, Any]) -> list[str]:
    if gap["error"]:
        return [f"✗ {gap['target']}: {gap['error']}"]
    if not gap["leaves"]:
        return [_("Target %(target)s holds nothing newer.") % gap]
    lines = [
        _("Newer, by target %(target)s: %(leaves)d changes from %(first_at)s to %(last_at)s:")
        % {**gap, "first_at": _time(gap["first_at"]), "last_at": _time(gap["last_at"])}
    ]
    if gap["beyond"]:
        lines.append(_("  %(beyond)d of them are not covered by its newest head: an export was "
                       "stopped there.") % gap)  # fmt: skip
    lines += [f"  {count:6}  {verb}" for verb, count in gap["verbs"].items()]
    shown = [f"  {_time(e['recorded_at'])}  {e['verb']}  {e['object_type']} {e['object_uid']}"
             for e in gap["entries"][:SHOWN]]  # fmt: skip
    more = len(gap["entries"]) - SHOWN
    return lines + shown + ([_("  … and %(more)d more") % {"more": more}] if more > 0 else [])


def _of_lost(lost: dict[str, Any]) -> list[str]:
    return [
        _("Newer, by the old database: %(leaves)d changes, %(untold)d of them in no target:")
        % lost,
        *(f"  {count:6}  {verb}" for verb, count in lost["verbs"].items()),
    ]


def _verdict(proof: dict[str, Any]) -> list[str]:
    if proof["holds"]:
        return [
            _("The copy is whole: rows, audit, documents and invariants agree with the backup."),
            _("%(series_frozen)d number series wait until somebody confirms the last number on "
              "paper: `cigu numbers list`, `cigu numbers confirm`.") % proof,
        ]  # fmt: skip
    return [
        _("%(count)d faults were found:") % {"count": len(proof["faults"])},
        *(f"  ✗ {fault}" for fault in proof["faults"]),
    ]


def of_drill(drill: Any) -> list[str]:
    told = {
        "backup": drill.backup,
        "seconds": drill.seconds,
        "outcome": drill.get_outcome_display(),
    }
    return [_("Drill on backup %(backup)s: %(outcome)s, %(seconds).1f s.") % told]


def of_sweep(swept: Any) -> list[str]:
    lines = [
        _("%(contents)d documents compared: %(missing)d missing, %(damaged)d damaged, "
          "%(repaired)d brought back.")
        % {"contents": swept.contents, "missing": len(swept.missing),
           "damaged": len(swept.damaged), "repaired": len(swept.repaired)}
    ]  # fmt: skip
    return lines + [f"  ✗ {r['name']}  {r['record']}  {r['hash'][:12]}" for r in swept.records]


def _time(text: str) -> str:
    return timezone.localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M:%S")
