"""What the packs' codes of source and name mean, and how a record's basis is shown."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SEEN = "seen"
ADDRESS = re.compile(r"https?://[^\s;()（）；，]+")
STATUS = {
    "seen": _("source seen"),
    "unverified": _("unverified"),
    "inferred": _("inferred"),
    "membership inferred": _("membership inferred"),
    "seen, name unverified": _("source seen, name unverified"),
    "unknown": _("not known"),
    "missing": _("source missing"),
}
NAME_FORM = {
    "full legal name": _("full legal name"),
    "as printed": _("as printed in the source"),
    "short name only": _("short name only"),
    "English only": _("English only"),
    "Chinese form inferred": _("Chinese form inferred"),
    "Chinese form partly inferred": _("Chinese form partly inferred"),
}
GROUP = {
    "national 13": _("named among the 13 national ones"),
    "other": _("other"),
    "count": _("counted, not named"),
}
GRADE = {
    "national": _("national"),
    "regional": _("regional"),
    "ministry": _("ministry"),
    "ministry-province": _("ministry and province"),
    "national-level status not stated": _("national level not stated"),
    "regional level (built to provincial standard)": _("regional, built to the standard"),
    "regional, aims at national": _("regional, aims at national"),
}
WORK_SOURCE = {"register": _("entry in the register")}


def status_word(code: str) -> Any:
    return STATUS.get(code, code)


def name_form_word(code: str) -> Any:
    return NAME_FORM.get(code, code)


def mark(status: str) -> SafeString:
    """The status of a source, in ochre unless the source was seen."""
    css = "t3" if status == SEEN else "cg-unver"
    return format_html('<span class="{}">{}</span>', css, status_word(status))


def basis(row: Any) -> SafeString:
    """Synthetic in violet; a public fact with its status, in ochre unless its source was seen."""
    if row.synthetic:
        return format_html('<span class="cg-synth">{}</span>', gettext("Synthetic"))
    status = getattr(row, "status", "")
    if not status:
        return format_html('<span class="t3">{}</span>', gettext("entered here"))
    form = getattr(row, "name_form", "")
    if not form:
        return mark(status)
    return format_html("{}<br><small>{}</small>", mark(status), name_form_word(form))


def source_urls(text: str) -> list[str]:
    """The addresses inside a source; how the packs file it (names of saved texts) stays there."""
    return list(dict.fromkeys(ADDRESS.findall(text or "")))


def source_links(text: str) -> SafeString:
    """A source as links that show the site; without an address, as it is written."""
    urls = [(url, urlsplit(url).hostname) for url in source_urls(text)]
    if not urls:
        return format_html("{}", text or "")
    return format_html_join("、", '<a href="{}" rel="noreferrer">{}</a>', urls)


def basis_text(row: Any) -> str:
    """The same for an export, where the synthetic mark has its own column."""
    parts = (status_word(getattr(row, "status", "")), name_form_word(getattr(row, "name_form", "")))
    return "" if row.synthetic else "；".join(str(part) for part in parts if part)
