"""Whether a need says enough to rank by, and what to tell its broker where it does not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.asking import check_need, is_thin

from .guards import MatchRefused
from .index import Building, shelves
from .matching import asked, spoken
from .models import Kind


def check_words(need: Any) -> None:
    """Raises MatchRefused in the user's language."""
    try:
        check_need(spoken(need))
    except CiguError as error:
        words = {
            "empty_need": _("%(need)s has no word to go by: its title is “%(title)s”. Describe the "
                            "problem in a sentence or two, then rank again."),
            "other_language": _("%(need)s is written in neither Chinese nor English: its title is "
                                "“%(title)s”. Add a description in one of them, then rank again."),
        }  # fmt: skip
        told = {"need": need.number, "title": need.title[:30]}
        raise MatchRefused(error.code, words[error.code] % told, field="problem",
                           value=need.title) from error  # fmt: skip


def caution(need: Any) -> str:
    """What makes candidates of this need doubtful or impossible, in words; empty where nothing
    does."""
    try:
        check_words(need)
    except MatchRefused as refusal:
        return refusal.message
    if is_thin(spoken(need)):
        return _("There is a single word to go by: “%(word)s”. Whoever uses it is found, fitting "
                 "or not; describe the problem in a sentence or two, then rank again.") % {
            "word": need.title.strip()[:30]}  # fmt: skip
    return ""


def nobody(need: Any, kind: str, wanted: Any) -> str:
    """Why a ranking finds nobody of this kind; empty where it would, or where the documents are
    still being read."""
    try:
        shelf = shelves()
    except Building:
        return ""
    rows = shelf.of(kind)
    if not rows:
        return _("No %(kind)s is in the registers yet: register some, then rank again.") % {
            "kind": Kind(kind).label}  # fmt: skip
    silent = set(shelf.library.unknown)
    told = {
        "all": len(rows), "silent": sum(p.id in silent for p in rows),
        "found": shelf.library.count(asked(need), str(kind), None),
        "pass": shelf.library.count(asked(need), str(kind), wanted),
    }  # fmt: skip
    if told["pass"]:
        return ""
    if told["found"]:
        return _("%(found)d of %(all)d share words with this need, but none meets the conditions: "
                 "change the conditions, then rank again.") % told  # fmt: skip
    return _("None of %(all)d shares a word with this need; %(silent)d of them have no document on "
             "file. Add documents, or describe the need in other words.") % told  # fmt: skip
