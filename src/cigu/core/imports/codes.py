"""What is wrong with a credit code, in words one can act on: of a cell and of a form's field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cigu.engines.basis.credit_code import CreditCodeError


def code_help(error: CreditCodeError) -> str:
    value = str(error.data.get("value", ""))
    if error.code == "length":
        return _("The code has %(n)s characters; enter all 18.") % {"n": len(value)}
    if error.code == "character":
        return _("A character cannot be in a code: I, O, S, V, Z never occur. Compare the licence.")
    return _("The last character does not fit the others; one is mistyped. Compare the licence.")
