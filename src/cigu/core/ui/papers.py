"""Uploads that have to be what their name says, looked into before anything is stored."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.documents.checks import BadDocument, check_content, clean_name

from .fields import FileField

PAPERS = (".pdf", ".docx")
PICTURES = (".png", ".jpg", ".jpeg")


def checked(upload: Any, kinds: tuple[str, ...], advice: str) -> tuple[str, bytes]:
    """Name and content of an upload that is what its name says, or a message that helps."""
    name = clean_name(upload.name)
    if PurePosixPath(name).suffix.lower() not in kinds:
        raise ValidationError(
            _("%(name)s: %(advice)s.") % {"name": name, "advice": advice}, code="kind"
        )
    content = upload.read()
    try:
        check_content(name, content)
    except BadDocument as error:
        raise ValidationError(str(error), code=error.code) from error
    return name, content


class PaperField(FileField):
    """A PDF or DOCX; gives (name, content) or None."""

    kinds: tuple[str, ...] = PAPERS
    advice: Any = gettext_lazy("choose a PDF or a DOCX file")
    hint: Any = gettext_lazy("PDF or DOCX, at most 10 MB")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.hint)
        super().__init__(*args, **kwargs)
        self.widget.attrs["accept"] = ",".join(self.kinds)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return checked(upload, self.kinds, str(self.advice)) if upload else None


class ProofField(PaperField):
    """A PDF, a DOCX or a picture."""

    kinds = (*PAPERS, *PICTURES)
    advice = gettext_lazy("choose a PDF, a DOCX or a picture")
    hint = gettext_lazy("PDF, DOCX or a picture, at most 10 MB")
