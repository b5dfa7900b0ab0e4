"""Names of organisations: what two spellings of one body share."""

from __future__ import annotations

from cigu.core.imports.cells import key_of

CUT = ("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "公司")


def core_of(name: str) -> str:
    """A name without its legal form, brackets and widths."""
    key = key_of(name)
    for form in CUT:
        if key.endswith(form) and len(key) > len(form) + 1:
            return key.removesuffix(form)
    return key


def spellings(text: str) -> set[str]:
    """A name with Chinese brackets and with Latin ones, a code in capitals."""
    wide = text.translate(str.maketrans("()", "（）"))
    narrow = text.translate(str.maketrans("（）", "()"))
    return {text, wide, narrow, text.upper(), text.replace(" ", "")}
