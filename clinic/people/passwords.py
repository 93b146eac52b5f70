"""What a password may be: 12 to 128 signs, not on the list of common ones, not made of words everybody here knows."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.words.search import fold

LONGEST = 128
OWN_PART = 8  # signs that have to be left when the words everybody knows are taken out


class MaximumLengthValidator:
    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return _("A password has at most 128 signs.")


class ContextWordsValidator:
    """The clinic's name, one's own name and address are the first things somebody tries."""

    def validate(self, password, user=None):
        whole = rest = _letters(password)
        for word in sorted(_known_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != whole and len(rest) < OWN_PART:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self):
        return _("Choose a password that is not made of your name, your address or the clinic's name.")


def _known_words(user):
    texts = [settings.CLINIC_NAME, "immigration clinic password"]
    if user is not None:
        texts += [user.email or "", user.called or ""]
    words = {_letters(word) for text in texts for word in re.split(r"[^\w]+", text)}
    return {word for word in words if len(word) >= 3}


def _letters(text):
    return fold(text).replace(" ", "")
