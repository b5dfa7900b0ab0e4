"""Fields: units, widths, and messages that say what to write instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.imports.codes import code_help
from cigu.engines.basis.credit_code import CreditCodeError, validate_credit_code

from .readers import fold_width, hidden_sign, mixed_word, read_day, read_decimal

BLANK_CHOICE = ("", gettext_lazy("Please choose"))
EMPTY = {"required": gettext_lazy("Fill this in.")}
UNCHOSEN = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose one.")}


class Dressed:
    """What the kit adds to any field: a unit beside it and a width that hints at the length."""

    unit: Any = ""
    width = ""

    def __init__(self, *args: Any, unit: Any = "", width: str = "", **kwargs: Any) -> None:
        self.unit = unit or self.unit
        self.width = width or self.width
        kwargs["error_messages"] = {**EMPTY, **(kwargs.get("error_messages") or {})}
        super().__init__(*args, **kwargs)


def check_visible(text: str) -> None:
    """What a reader cannot see, or would take for another word, is told and not stored."""
    if hidden := hidden_sign(text):
        raise ValidationError(
            _("There is an invisible sign in it (%(sign)s). Take it out, or type the text again.")
            % {"sign": hidden}, code="hidden",
        )  # fmt: skip
    if mixed := mixed_word(text):
        raise ValidationError(
            _("“%(word)s” mixes Latin and Cyrillic letters that look alike. Type it again.")
            % {"word": mixed}, code="mixed",
        )  # fmt: skip


class TextField(Dressed, forms.CharField):
    """One line; full-width letters and digits are folded, Chinese punctuation stays."""

    width = "m"

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(fold_width(value) if value else value))
        check_visible(text)
        return text


class LongTextField(Dressed, forms.CharField):
    """Several lines; kept as written except for control characters."""

    width = "l"

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        check_visible(text)
        return text

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(*args, **kwargs)


class NumberField(Dressed, forms.Field):
    """A Decimal. Accepts full-width digits and thousands commas; ``places`` limits decimals."""

    width = "s"

    def __init__(
        self, *args: Any, low: Any = None, high: Any = None, places: int = 2,
        example: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        mode = "decimal" if places else "numeric"
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        )
        self.low, self.high, self.places, self.example = low, high, places, example
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        number = read_decimal(str(value), self.places)
        outside = number is not None and not self._holds(number)
        if number is None or outside:
            raise ValidationError(self._help(), code="number")
        return number if self.places else int(number)

    def _holds(self, number: Any) -> bool:
        return (self.low is None or number >= self.low) and (
            self.high is None or number <= self.high
        )

    def _help(self) -> str:
        """What to write, with the bounds and an example."""
        words = {"low": self.low, "high": self.high, "places": self.places, "eg": self._example()}
        if self.low is not None and self.high is not None:
            return _("Enter a number from %(low)s to %(high)s, for example %(eg)s.") % words
        if self.low is not None:
            return _("Enter a number of at least %(low)s, for example %(eg)s.") % words
        if self.places == 0:
            return _("Enter a whole number, for example %(eg)s.") % words
        return _("Enter a number with at most %(places)s decimals, for example %(eg)s.") % words

    def _example(self) -> str:
        if self.example:
            return self.example
        middle = (self.low or 0) + 3
        if self.high is not None and middle > self.high:
            middle = self.low if self.low is not None else self.high
        return str(middle)


class MoneyField(NumberField):
    """An amount in ten thousand yuan (万元), two decimals."""

    unit = gettext_lazy("CNY 10⁴")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("low", 0)
        kwargs.setdefault("example", "180.00")
        super().__init__(*args, **kwargs)


class DateField(Dressed, forms.DateField):
    """2024-06-14, also 2024/6/14, 2024.6.14, 20240614 and 2024年6月14日."""

    width = "s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "2024-06-14"}
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs=attrs))
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        found, problem = read_day(value)
        if problem == "shape":
            raise ValidationError(_("Write year, month and day, for example 2024-06-14."), "shape")
        if problem == "missing":
            raise ValidationError(
                _("%(text)s is not in the calendar; check month and day.")
                % {"text": value.strip()},
                "missing",
            )
        return found


class CreditCodeField(Dressed, forms.CharField):
    """A unified social credit code, with its check character."""

    width = "m"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"maxlength": 40, "autocomplete": "off"}))
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return validate_credit_code(text)
        except CreditCodeError as error:
            raise ValidationError(code_help(error), code=error.code) from error


class ChoiceField(Dressed, forms.ChoiceField):
    """A list to choose from; nothing is chosen beforehand."""

    width = "s"

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        kwargs["error_messages"] = {**UNCHOSEN, **(kwargs.get("error_messages") or {})}
        if not callable(choices):
            choices = [BLANK_CHOICE, *choices]
        super().__init__(*args, choices=choices, **kwargs)


class RadioField(Dressed, forms.ChoiceField):
    """All answers in sight; for an observer who may not know, ``unknown=True`` adds that answer."""

    def __init__(self, *args: Any, choices: Any = (), unknown: bool = False, **kwargs: Any) -> None:
        kwargs["error_messages"] = {**UNCHOSEN, **(kwargs.get("error_messages") or {})}
        more = [("unknown", gettext_lazy("Not known"))] if unknown else []
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(*args, choices=[*choices, *more], **kwargs)


class ChoicesField(Dressed, forms.MultipleChoiceField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(*args, **kwargs)


class ModelChoiceField(Dressed, forms.ModelChoiceField):
    """A record out of those the user may see (give it a ``for_(user)`` queryset)."""

    width = "m"

    def __init__(self, queryset: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", BLANK_CHOICE[1])
        kwargs["error_messages"] = {**UNCHOSEN, **(kwargs.get("error_messages") or {})}
        super().__init__(queryset, *args, **kwargs)


class CheckField(Dressed, forms.BooleanField):
    """One box to tick; left open means no."""


class FileField(Dressed, forms.FileField):
    """One file; the documents room checks what it really is."""
