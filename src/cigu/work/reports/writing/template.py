"""The template of a report: sentences of which a draft takes those that the records support."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from cigu.core.figures.registry import registered
from cigu.core.figures.sources import Where
from cigu.engines.basis.errors import CiguError

from .slots import FIGURE, PAIR, SLOT, paragraphs
from .values import Live, Value


@dataclass(frozen=True)
class Draft:
    """Headings with their bodies, and what had to stay out because no record supports it."""

    title: str
    sections: list[tuple[str, str]]
    left_out: list[str]


@lru_cache(maxsize=8)
def template(code: str) -> Any:
    place = resources.files(__package__) / "data" / f"{code}.yaml"
    if not code.isalnum() or not place.is_file():
        raise CiguError("template", f"There is no template {code!r}.", remedy="Use `annual`.")
    return yaml.safe_load(place.read_text(encoding="utf-8"))


def draft_from(code: str, where: Where) -> Draft:
    known = template(code)
    domain = where.domain.name_zh if where.domain else ""
    words = {
        "territory": where.territory.name_zh, "domain": domain,
        "since": str(where.period.start.year), "until": str(where.as_of.year),
    }  # fmt: skip
    values, sections = Live(), []
    left: list[str] = []
    for section in known["sections"]:
        body = [_paragraph(p, where, values, left) for p in section["paragraphs"]]
        text = "\n".join(p for p in body if p)
        if text:
            sections.append((section["heading"], text))
    if not any(_wanted(text) for _heading, text in sections):
        sections = []  # words alone are no report
    return Draft(known["title"].format(**words), sections, list(dict.fromkeys(left)))


def _paragraph(sentences: Any, where: Where, values: Live, left: list[str]) -> str:
    """Sentences joined. One that opens a paragraph for others falls when all others fall."""
    if isinstance(sentences, str):
        return sentences if _supported(sentences, where, values, left) else ""
    kept = [s for s in sentences if _supported(s, where, values, left)]
    if kept and any(_wanted(s) for s in sentences) and not any(_wanted(s) for s in kept):
        return ""
    return "".join(kept)


def _supported(sentence: str, where: Where, values: Live, left: list[str]) -> bool:
    """Every figure of it is computed and final; a zero says nothing in a report."""
    wanted = _wanted(sentence)
    missing = [i for i in wanted if i not in registered() or not _says(values.of(i, where))]
    left += missing
    if not missing:
        paragraphs(sentence)  # a template with a bad slot is not used
    return not missing


def _says(value: Value) -> bool:
    return bool(value.value) and value.complete


def _wanted(sentence: str) -> list[str]:
    out: list[str] = []
    for found in SLOT.finditer(sentence):
        text = found[1].strip()
        if one := FIGURE.match(text):
            out.append(one[1])
        elif pair := PAIR.match(text):
            out += [pair[1], pair[3]]
        else:
            out += [word for word in text.split() if FIGURE.match(word)]
    return out
