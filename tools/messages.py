"""Catalogues of the rooms without system gettext: extract, check, compile.

    python tools/messages.py extract [room …]   bring the rooms' django.po up to date
    python tools/messages.py check              say what is missing, left over or inconsistent
    python tools/messages.py compile            django.po → django.mo (not committed)

A room is named by its folder below src/cigu, such as `work/checkups`. English is the language of
the source; each room keeps its Chinese in `locale/zh_Hans/LC_MESSAGES/django.po`. Django merges
all rooms into one catalogue, so one English text has one Chinese text everywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import template as syntax
from django.utils.translation import trim_whitespace

SOURCE = Path(__file__).resolve().parent.parent / "src/cigu"
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Folders that Django does not look into for catalogues; their texts are kept by a room.
NO_APPS = ("faces/cli",)  # they have a catalogue all the same, read without Django
KEPT_BY = {"config": "core/access"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = (
    "Language: zh_Hans\\n", "MIME-Version: 1.0\\n", "Content-Type: text/plain; charset=UTF-8\\n",
    "Content-Transfer-Encoding: 8bit\\n", "Plural-Forms: nplurals=1; plural=0;\\n",
)  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sdr]|%\.\d+f|\{(\w*)\}")


@dataclass(frozen=True, order=True)
class Text:
    """One translatable text; `plural` and `context` are empty for most."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass
class Room:
    name: str
    texts: set[Text] = field(default_factory=set)
    chinese: dict[Text, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return SOURCE / self.name / PO


# --- reading the source ---------------------------------------------------------------------


def texts_of_python(path: Path) -> Iterator[Text]:
    for _line, function, found, _notes in extract_python(
        BytesIO(path.read_bytes()), KEYWORDS, [], {}
    ):
        parts = (found,) if isinstance(found, str) else tuple(found or ())
        yield from _text_of_call(str(function or "_"), parts)


def _text_of_call(function: str, parts: tuple[str | None, ...]) -> Iterator[Text]:
    has_context = "pgettext" in function
    wanted = 1 + has_context + function.lstrip("p").startswith("n")
    words = [p for p in parts[:wanted] if p]
    if len(words) < wanted:
        return  # built at run time: nothing to collect
    context = words.pop(0) if has_context else ""
    yield Text(words[0], words[1] if len(words) > 1 else "", context)


def texts_of_template(path: Path) -> Iterator[Text]:
    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if block := syntax.block_re.match(token.contents):
                yield _text_of_block(token, tokens, _context(block[1]))
                continue
            if inline := syntax.inline_re.match(token.contents):
                yield Text(_unquoted(inline[1]), "", _context(inline[2]))
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for constant in syntax.constant_re.findall(token.contents):
                yield Text(_unquoted(constant))


def _context(part: str | None) -> str:
    found = syntax.context_re.match(part) if part else None
    return _unquoted(found[1]) if found else ""


def _text_of_block(opening: Token, tokens: Iterator[Token], context: str) -> Text:
    """The text up to endblocktranslate, as Django looks it up: `{{ n }}` reads `%(n)s`."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if syntax.endblock_re.match(token.contents):
                break
            parts.append([])  # {% plural %}
        elif token.token_type == TokenType.VAR:
            parts[-1].append(f"%({token.contents.strip()})s")
        elif token.token_type == TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
    trim = trim_whitespace if "trimmed" in opening.split_contents() else str
    singular, plural = (*(trim("".join(p)) for p in parts), "")[:2]
    return Text(singular, plural, context)


def _unquoted(literal: str) -> str:
    return literal.strip().strip("\"'").replace("%", "%%")


def texts_below(folder: Path) -> set[Text]:
    found: set[Text] = set()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if {"tests", "migrations", "static", "locale"} & set(parts):
            continue
        if path.suffix == ".py":
            found.update(texts_of_python(path))
        elif path.suffix in (".html", ".txt") and "templates" in parts:
            found.update(texts_of_template(path))
    return found


def rooms() -> list[Room]:
    """Every app of the site with the texts of its source and its present Chinese."""
    known = {}
    apps = [path.parent for path in SOURCE.glob("*/*/apps.py")]
    for folder in sorted([*apps, *(SOURCE / name for name in NO_APPS)]):
        room = Room(folder.relative_to(SOURCE).as_posix(), texts_below(folder))
        room.chinese = read(room.path)
        known[room.name] = room
    for name, keeper in KEPT_BY.items():
        known[keeper].texts |= texts_below(SOURCE / name)
    return list(known.values())


# --- catalogues -----------------------------------------------------------------------------


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", ignore_obsolete=True)


def read(path: Path) -> dict[Text, str]:
    if not path.exists():
        return {}
    return {_key(m.id, m.context): _first(m.string) for m in load(path) if m.id}


def _key(ident: str | tuple[str, ...] | list[str], context: str | None) -> Text:
    singular, plural = (ident, "") if isinstance(ident, str) else (ident[0], ident[1])
    return Text(singular, plural, context or "")


def _first(string: str | tuple[str, ...] | list[str] | None) -> str:
    return (string if isinstance(string, str) else (string or [""])[0]) or ""


def write(room: Room, elsewhere: dict[Text, str]) -> None:
    """The whole file: sorted, without places or dates, so that two people merge easily."""
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}"' for line in HEADER)]
    for text in sorted(room.texts):
        lines += ["", *_entry(text, room.chinese.get(text) or elsewhere.get(text, ""))]
    room.path.parent.mkdir(parents=True, exist_ok=True)
    room.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _entry(text: Text, chinese: str) -> Iterator[str]:
    if PLACEHOLDER.search(text.singular) and "%" in text.singular:
        yield "#, python-format"
    if text.context:
        yield f"msgctxt {normalize(text.context)}"
    yield f"msgid {normalize(text.singular)}"
    if text.plural:
        yield f"msgid_plural {normalize(text.plural)}"
    yield f"msgstr{'[0]' if text.plural else ''} {normalize(chinese)}"


# --- commands -------------------------------------------------------------------------------


def extract(names: list[str]) -> int:
    known = rooms()
    unknown = set(names) - {room.name for room in known}
    if unknown:
        print(f"messages: no such room: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    everywhere = {t: c for room in known for t, c in room.chinese.items() if c}
    for room in known:
        if (not names or room.name in names) and (room.texts or room.path.exists()):
            write(room, everywhere)
            left = sum(not (room.chinese.get(t) or everywhere.get(t)) for t in room.texts)
            print(f"{room.name}: {len(room.texts)} texts, {left} to translate")
    return 0


def faults() -> list[str]:
    """What keeps the Chinese from being complete; empty when nothing does."""
    known = rooms()
    found = [fault for room in known for fault in _faults_of(room, known)]
    first: dict[Text, tuple[str, str]] = {}
    for room in known:
        for text, chinese in room.chinese.items():
            other = first.setdefault(text, (room.name, chinese))
            if chinese and other[1] and other[1] != chinese:
                found.append(
                    f"{room.name}: “{text.singular}” is “{chinese}”, in {other[0]} “{other[1]}”"
                )
    return found


def _faults_of(room: Room, known: list[Room]) -> Iterator[str]:
    everywhere = {text for other in known for text, chinese in other.chinese.items() if chinese}
    for text in sorted(room.texts - everywhere):
        yield f"{room.name}: no Chinese for “{text.singular}”"
    for text in sorted(set(room.chinese) - room.texts):
        yield f"{room.name}: left over, no source says “{text.singular}”"
    for text, chinese in sorted(room.chinese.items()):
        if chinese and _places(chinese) != _places(text.plural or text.singular):
            yield f"{room.name}: placeholders differ in “{text.singular}” and “{chinese}”"


def _places(text: str) -> list[str]:
    return sorted({match[0] for match in PLACEHOLDER.finditer(text)})


def check() -> int:
    found = faults()
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        print(
            f"messages: {len(found)} faults; run `make messages`, then edit the .po",
            file=sys.stderr,
        )
    return 1 if found else 0


def compile_all() -> int:
    """Babel stands in for msgfmt. A file that did not change is left alone."""
    for path in sorted(SOURCE.glob(f"*/*/{PO}")):
        made = BytesIO()
        write_mo(made, load(path))
        target = path.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != made.getvalue():
            target.write_bytes(made.getvalue())
    return 0


def main(arguments: list[str]) -> int:
    command, *names = arguments or [""]
    if command == "extract":
        return extract(names)
    if command == "check" and not names:
        return check()
    if command == "compile" and not names:
        return compile_all()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
