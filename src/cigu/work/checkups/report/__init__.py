"""The issued report: gathered once, then shown as a page or written as a Word file."""

from .contents import Report, current, of
from .docx import as_docx

__all__ = ["Report", "as_docx", "current", "of"]
