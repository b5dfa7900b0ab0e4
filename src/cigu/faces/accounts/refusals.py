"""What the API says to those it turns away; kept here because the API is no room of its own."""

from django.utils.translation import gettext_lazy as _

SIGN_IN = _("Sign in first.")
NOT_FOUND = _("There is no such record, or it is not open to you.")
NOT_ALLOWED = _("You do not have the right to do this.")
UNREADABLE = _("The request cannot be read.")
# Of one field, by the code of the schema that refused it.
FIELDS = {
    "missing": _("This field is missing."),
    "extra_forbidden": _("This field is not known here. Leave it out."),
}
