"""What the API says to those it turns away; kept here because the API is no room of its own."""

from django.utils.translation import gettext_lazy as _

SIGN_IN = _("Sign in first.")
NOT_FOUND = _("There is no such record, or it is not open to you.")
NOT_ALLOWED = _("You do not have the right to do this.")
UNREADABLE = _("The request cannot be read.")
CLASH = _("Somebody stored a record that clashes with this one. Check again.")
KEY_SHAPE = _("Idempotency-Key: give 1 to 200 letters, digits or signs, for example a UUID.")
KEY_REUSED = _("This Idempotency-Key was used for another request. Make a new one.")
ANSWER_GONE = _("This request was carried out before; its answer is not kept any more. Look it up.")
# Of one field, by the code of the schema that refused it.
FIELDS = {
    "missing": _("This field is missing."),
    "extra_forbidden": _("This field is not known here. Leave it out."),
    "repeated": _("This is given more than once. Give it once."),
}
NO_KEY = _("This key opens nothing: it is unknown, revoked or run out.")
KEY_SCOPE = _("The scope of this key does not reach so far: sign in for that.")
