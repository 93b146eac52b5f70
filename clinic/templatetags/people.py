"""Words about people in templates: `{% load people %}`."""

from django import template

from clinic.people.languages import language_named
from clinic.people.numbers import shown_phone

register = template.Library()

register.filter("language_words", language_named)
register.filter("shown_phone", shown_phone)
