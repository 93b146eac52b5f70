"""A-numbers and telephone numbers as people write them, brought into the one form we keep and show."""

import re

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

A_NUMBER_DIGITS = range(7, 10)
_A_NUMBER = re.compile(r"\s*(?:a|alien|file|no|number|#|[-\s.:])*([\d\s.-]+)\s*", re.IGNORECASE)
_HOME = "US"


class UnreadableNumber(ValueError):
    """The number cannot be read; `str()` is a sentence that says how to mend it."""


def read_a_number(text):
    """ "A 42-000-042" becomes "A042-000-042": older numbers have 7 or 8 digits and are filled up with zeros, as the
    court line wants them. No digit is ever guessed. Empty stays empty. Raises UnreadableNumber."""
    if not text.strip():
        return ""
    match = _A_NUMBER.fullmatch(text)
    digits = re.sub(r"\D", "", match[1]) if match else ""
    if not digits:
        raise UnreadableNumber(
            _("An A-number is the letter A and 7, 8 or 9 digits. Please look at the paper again.")
        )
    if len(digits) not in A_NUMBER_DIGITS:
        raise UnreadableNumber(_digits_counted(len(digits)))
    digits = digits.zfill(9)
    return f"A{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def line_digits(a_number):
    """ "A042-000-042" as one reads it to the court line: "042-000-042", nine digits in groups of three. What is not an
    A-number stays as it was written."""
    digits = re.sub(r"\D", "", a_number)
    if len(digits) not in A_NUMBER_DIGITS:
        return a_number
    digits = digits.zfill(9)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def read_phone(text):
    """ "(212) 555-0142" becomes "+12125550142"; a number without a country is read as one of here. Empty stays empty.
    Raises UnreadableNumber."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, _HOME)
    except NumberParseException:
        raise UnreadableNumber(
            _("We could not read this phone number. Write it with the area code.")
        ) from None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise UnreadableNumber(_mended(number))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_phone(value):
    """A kept number as people here write it: "212-555-0142"; one of another country with its country."""
    try:
        number = phonenumbers.parse(value, _HOME)
    except NumberParseException:
        return value
    digits = str(number.national_number)
    if number.country_code == 1 and len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _digits_counted(found):
    return ngettext(
        "This has %(n)s digit. An A-number has 7, 8 or 9. Please look at the paper again.",
        "This has %(n)s digits. An A-number has 7, 8 or 9. Please look at the paper again.",
        found,
    ) % {"n": found}


def _mended(number):
    found = len(str(number.national_number))
    if number.country_code != 1:
        return _("This phone number does not look whole. Write it with + and the country.")
    return ngettext(
        "This has %(n)s digit. A number here has 10, with the area code.",
        "This has %(n)s digits. A number here has 10, with the area code.",
        found,
    ) % {"n": found}
