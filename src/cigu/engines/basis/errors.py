"""The one error base of all engines: a code to branch on, data to show, a remedy to follow."""

from __future__ import annotations


class CiguError(Exception):
    """Something the caller can put right.

    Attributes
    ----------
    code:    short stable name (`snake_case`), unique within its subclass; pages translate by it
    message: one English sentence saying what is wrong
    remedy:  one English sentence saying what to do next; empty when the message says it all
    data:    the values behind the sentence, so that a page can show them in its own words
    """

    def __init__(self, code: str, message: str, *, remedy: str = "", **data: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.data = data

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()
