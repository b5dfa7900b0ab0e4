"""Forms say which facts they read, and for which purpose. What is read in them is logged under
their name; a page shows the enterprise which forms read what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Form:
    code: str  # "checkups.questionnaire"
    label: Text
    purpose: str = ""  # empty: the enterprise's own page, or a duty of the bureau
    reads: Callable[[], Iterable[str]] = tuple  # asked when needed: instruments are read late


_forms: dict[str, Form] = {}


def declare(form: Form) -> Form:
    _forms[form.code] = form
    return form


def form(code: str) -> Form:
    """A form that is gone keeps its code as its name in the log."""
    return _forms.get(code) or Form(code, code)


def forms_reading(code: str) -> list[Form]:
    return [form for form in _forms.values() if code in form.reads()]


def label_of(code: str) -> Any:
    return form(code).label


OWN = declare(Form("facts.mine", _("My data")))
CHECKED = declare(Form("facts.check", _("Checking of filed facts")))
PAGE = declare(Form("facts.page", _("Facts of the enterprise")))
TAKEN = declare(Form("facts.list", _("List of facts")))
BOOK = declare(Form("facts.workbook", _("Workbook of facts")))
