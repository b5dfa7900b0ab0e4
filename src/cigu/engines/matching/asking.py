"""Whether a need says enough to rank by."""

from __future__ import annotations

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.features import is_readable, words
from cigu.engines.matching.profiles import Need
from cigu.engines.matching.segment import tokens


def is_thin(need: Need) -> bool:
    """Whether there is a single word to go by: whoever uses it is found, fitting or not."""
    found = tokens(need.query)
    outer = {
        one.term for one in found
        if not any(o.start <= one.start and one.end <= o.end and o.term != one.term for o in found)
    }  # fmt: skip
    return len(outer) == 1


def check_need(need: Need, top: int = 1) -> None:
    """Raises CiguError "top", "other_language" or "empty_need"."""
    if top < 1:
        raise CiguError("top", f"At least one candidate must be asked for, not {top}.", value=top)
    if words(need.query):
        return
    if any(letter.isalpha() for letter in need.query) and not is_readable(need.query):
        raise CiguError(
            "other_language",
            f"Need '{need.id}' is written in neither Chinese nor English.",
            remedy="Add a description in one of them.",
            value=need.id,
        )
    raise CiguError(
        "empty_need",
        f"Need '{need.id}' has no word to go by.",
        remedy="Describe the problem in a sentence or two.",
        value=need.id,
    )
