"""The words of the register: levels, categories, bases in law, and how a value ends."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """Levels of GB/T 43697-2024; annex G says what makes data important. The bureau decides."""

    GENERAL = 1, _("general")
    IMPORTANT = 2, _("important")
    CORE = 3, _("core")


class Category(models.TextChoices):
    ACCOUNT = "account", _("account")
    IDENTITY = "identity", _("identity")
    CONTACT = "contact", _("contact details")
    WORK = "work", _("work and skills")
    TIES = "ties", _("relations to others")
    WORDS = "words", _("what was written")
    ACTS = "acts", _("what was done")
    TRACES = "traces", _("traces of use")
    ENTRY = "entry", _("means of sign-in")


class Basis(models.TextChoices):
    """Article 13 of the Personal Information Protection Law (PIPL)."""

    CONSENT = "13.1", _("consent (PIPL art. 13, 1)")
    CONTRACT = "13.2", _("a contract with the person (PIPL art. 13, 2)")
    DUTY = "13.3", _("a duty set by law (PIPL art. 13, 3)")
    PUBLIC = "13.6", _("made public by the person or by law (PIPL art. 13, 6)")


class Fate(models.TextChoices):
    """What an erasure does to a value."""

    ERASE = "erase", pgettext_lazy("fate", "erased")
    ANONYMISE = "anonymise", pgettext_lazy("fate", "made anonymous")
    KEEP = "keep", pgettext_lazy("fate", "kept")
